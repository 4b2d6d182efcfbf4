"""The steps in which a store's file is replaced, one by one."""

from __future__ import annotations

import errno
import os
import shutil
import sqlite3
import stat
import sys
from contextlib import closing
from datetime import date
from itertools import islice
from pathlib import Path

import pytest

from support.sql.guide_rows import by_hand, dump, make
from talent_powerpro.adapters.sql import SqlPowerPro
from talent_powerpro.adapters.sql.dialects import sqlite_replacement
from talent_powerpro.adapters.sql.dialects.sqlite_file import connect
from talent_powerpro.adapters.sql.dialects.sqlite_replacement import (
    BESIDE,
    copy,
    hold_alone,
    keep,
    remove,
    removed_after_a_fault,
    sync_file,
    sync_folder,
    take_rights,
    translated_faults,
    unused_names,
    with_end,
)
from talent_powerpro.errors import PowerProUnusable
from talent_powerpro.private_files import make_private_file

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such rights")


def files(folder: Path) -> dict[str, bytes]:
    return {each.name: each.read_bytes() for each in folder.iterdir()}


def put(path: Path, **ends: bytes) -> None:
    for end, content in ends.items():
        with_end(path, "" if end == "file" else f"-{end}").write_bytes(content)


def test_the_files_of_a_database_are_four() -> None:
    assert BESIDE == ("", "-journal", "-wal", "-shm")


def test_a_store_that_is_held_alone_has_no_log_and_no_other_writer(path: Path) -> None:
    make(path).close()
    SqlPowerPro(f"sqlite:///{path.as_posix()}").close()
    with closing(connect(path, "rw", 0)) as old:
        hold_alone(old)
        with by_hand(path) as other, pytest.raises(sqlite3.OperationalError, match="locked"):
            other.execute("BEGIN IMMEDIATE")
        old.rollback()
        assert old.execute("PRAGMA journal_mode").fetchone() == ("delete",)


@POSIX
def test_a_copy_is_private_and_needs_no_file_beside_it(path: Path, tmp_path: Path) -> None:
    new = tmp_path / "new.db"
    with make(path), closing(connect(path, "rw", 0)) as source:
        copy(source, new)
        assert not source.in_transaction
        assert source.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    assert stat.S_IMODE(new.stat().st_mode) == 0o600
    assert new.read_bytes()[18:20] == b"\x01\x01"  # SQLite's mark of a file without a log.
    assert dump(new) == dump(path)


def test_a_copy_does_not_wait_for_ever_for_another_program(path: Path, tmp_path: Path) -> None:
    make(path).close()
    with by_hand(path) as other:
        other.execute("PRAGMA journal_mode = DELETE")
        other.execute("BEGIN EXCLUSIVE")
        with (
            closing(connect(path, "rw", 0)) as source,
            pytest.raises(sqlite3.OperationalError, match="locked"),
        ):
            copy(source, tmp_path / "new.db")


@POSIX
@pytest.mark.parametrize("error", [None, OSError(), AttributeError(), LookupError()])
def test_a_new_file_takes_the_rights_and_where_it_may_the_owner_of_the_old_one(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception | None
) -> None:
    new, given = tmp_path / "new.db", list[tuple[object, ...]]()

    def give(*what: object) -> None:
        given.append(what)
        if error:
            raise error

    for each in (path, new):
        each.touch()
    path.chmod(0o640)
    monkeypatch.setattr(shutil, "chown", give)
    take_rights(path, new)
    assert stat.S_IMODE(new.stat().st_mode) == 0o640
    assert given == [(new, path.stat().st_uid, path.stat().st_gid)]


# --- the second name --------------------------------------------------------------


def test_names_have_the_reason_and_the_day_and_then_a_number(path: Path) -> None:
    names = unused_names(path, "replaced", date(2026, 11, 27))
    assert [each.name for each in islice(names, 3)] == [
        "powerpro.replaced.2026-11-27.db",
        "powerpro.replaced.2026-11-27.2.db",
        "powerpro.replaced.2026-11-27.3.db",
    ]


def kept_under(path: Path, *, ends: tuple[str, ...] = BESIDE) -> str:
    names = (path.with_name(each) for each in ("first.db", "second.db"))
    return keep(path, names, ends).name


def test_the_files_of_a_store_get_a_second_name(path: Path) -> None:
    put(path, file=b"old", wal=b"log")
    assert kept_under(path) == "first.db"
    assert kept_under(path) == "first.db"  # As after an interruption.
    with_end(path, "-shm").write_bytes(b"index")
    assert kept_under(path) == "first.db"
    assert files(path.parent) == {
        "powerpro.db": b"old",
        "powerpro.db-wal": b"log",
        "powerpro.db-shm": b"index",
        "first.db": b"old",
        "first.db-wal": b"log",
        "first.db-shm": b"index",
    }


def test_the_file_alone_gets_a_second_name_where_no_log_is_to_be_kept(path: Path) -> None:
    put(path, file=b"old", wal=b"log")
    assert kept_under(path, ends=("",)) == "first.db"
    assert not path.with_name("first.db-wal").exists()


@pytest.mark.parametrize("end", BESIDE)
def test_a_name_beside_which_somebodys_file_lies_is_not_used(path: Path, end: str) -> None:
    put(path, file=b"old")
    path.with_name(f"first.db{end}").write_bytes(b"somebody's")
    assert kept_under(path) == "second.db"
    assert path.with_name(f"first.db{end}").read_bytes() == b"somebody's"
    assert path.with_name("second.db").read_bytes() == b"old"


@POSIX
def test_a_disk_without_hard_links_gets_a_private_copy_that_is_synchronised(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synchronised: list[str] = []

    def no_links(*_: object) -> None:
        raise OSError(errno.EPERM, "no hard links")

    def sync(part: Path) -> None:
        assert part.read_bytes() == b"old"
        synchronised.append(part.name)

    private: list[str] = []
    make_private = make_private_file

    def make_it(part: Path) -> None:
        make_private(part)
        private.append(part.name)

    monkeypatch.setattr(os, "link", no_links)
    monkeypatch.setattr(sqlite_replacement, "sync_file", sync)
    monkeypatch.setattr(sqlite_replacement, "make_private_file", make_it)
    put(path, file=b"old")
    assert kept_under(path) == "first.db"
    assert files(path.parent) == {"powerpro.db": b"old", "first.db": b"old"}
    assert synchronised == private == ["first.db.part"]


# --- faults -----------------------------------------------------------------------


def test_a_database_is_removed_with_the_files_beside_it(path: Path) -> None:
    put(path, file=b"", journal=b"", wal=b"", shm=b"")
    remove(path)
    remove(path)
    assert files(path.parent) == {}


@pytest.mark.parametrize("is_stuck", [False, True])
def test_an_unfinished_file_is_removed_and_the_fault_goes_on(path: Path, is_stuck: bool) -> None:
    if is_stuck:
        path.mkdir()
    else:
        put(path, file=b"half", wal=b"half")
    with pytest.raises(ZeroDivisionError), removed_after_a_fault(path):
        raise ZeroDivisionError
    assert list(path.parent.iterdir()) == ([path] if is_stuck else [])
    with removed_after_a_fault(path):
        put(path.with_name("whole.db"), file=b"whole")
    assert path.with_name("whole.db").exists()


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (OSError(28, "No space left"), "cannot be migrated (No space left)."),
        (OSError("in words of its own"), "cannot be migrated (in words of its own)."),
        (sqlite3.ProgrammingError("closed"), "cannot be used (closed)."),
    ],
)
def test_a_fault_says_what_could_not_be_done(path: Path, error: Exception, said: str) -> None:
    with (
        pytest.raises(PowerProUnusable) as caught,
        translated_faults(path, "migrated", "The store is unchanged."),
    ):
        raise error
    assert caught.value.message == f"PowerPro's store {path} {said}"
    if isinstance(error, OSError):
        assert caught.value.remedy == "The store is unchanged."


@POSIX
def test_a_file_and_its_folder_are_written_to_the_disk(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[tuple[int, int]] = []
    numbers: list[int] = []

    def note(number: int) -> None:
        found = os.fstat(number)
        written.append((found.st_dev, found.st_ino))
        numbers.append(number)

    monkeypatch.setattr(os, "fsync", note)
    path.touch()
    sync_file(path)
    sync_folder(path.parent)
    sync_folder(path.parent / "nowhere")
    places = [each.stat() for each in (path, path.parent)]
    assert written == [(each.st_dev, each.st_ino) for each in places]
    for each in numbers:
        with pytest.raises(OSError, match="Bad file descriptor"):
            os.fstat(each)
