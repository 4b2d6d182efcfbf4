"""Back-up of a store: it is done completely, or nothing has changed."""

from __future__ import annotations

import errno
import os
import sqlite3
import stat
import sys
from contextlib import closing
from pathlib import Path

import pytest

from support.sql.back_ups import back_up, files, newer, put_back, schema_of
from support.sql.guide_rows import a_set, by_hand, client, dump, make, spoil_an_index, url_of
from support.sql.killed import write_and_be_killed
from support.sql.old_store import make_old
from talent_powerpro.adapters.sql import SqlPowerPro
from talent_powerpro.adapters.sql.backed_up import BackedUp
from talent_powerpro.adapters.sql.dialects import sqlite_backup
from talent_powerpro.adapters.sql.dialects.sqlite_backup import back_up_file
from talent_powerpro.errors import PowerProUnusable, SettingsFault

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="Windows ends processes otherwise")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    folder = tmp_path / "rto"
    folder.mkdir()
    return folder / "powerpro.db"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "back-up.db"


def test_a_back_up_is_one_file_with_all_that_is_committed(path: Path, file: Path) -> None:
    with make(path) as powerpro:
        powerpro.take_in(a_set(client("1000")))
        done = back_up(path, file)
        assert done == BackedUp(str(file), schema_of(path), file.stat().st_size)
        assert dump(file) == dump(path)
    assert files(file.parent) == {"rto", "back-up.db"}
    with closing(sqlite3.connect(f"{file.as_uri()}?mode=ro&immutable=1", uri=True)) as alone:
        assert alone.execute("PRAGMA journal_mode").fetchone() == ("delete",)
        assert alone.execute("SELECT count(*) FROM clients").fetchone() == (2,)


def test_what_an_interrupted_back_up_left_is_replaced(path: Path, file: Path) -> None:
    make(path).close()
    left = file.with_name(f"{file.name}.{os.getpid()}.part")
    for end in ("", "-journal"):
        Path(f"{left}{end}").write_bytes(b"half of it")
    back_up(path, file)
    assert dump(file) == dump(path)
    assert files(file.parent) == {"rto", "back-up.db"}


@POSIX
def test_a_back_up_has_the_news_that_a_killed_process_left_in_the_log(
    path: Path, file: Path
) -> None:
    make(path).close()
    write_and_be_killed(path, first=1000, number=3)
    back_up(path, file)
    assert len(dump(file)["clients"]) == 4


def test_a_back_up_does_not_wait_for_a_writer_and_has_none_of_its_unfinished_work(
    path: Path, file: Path
) -> None:
    make(path).close()
    SqlPowerPro(url_of(path)).close()
    with by_hand(path) as writer:
        writer.execute("PRAGMA journal_mode = WAL")
        writer.execute("DELETE FROM units")
        back_up(path, file)
    assert len(dump(file)["units"]) == 2


@POSIX
def test_only_this_account_may_read_a_back_up(path: Path, file: Path) -> None:
    make(path).close()
    path.chmod(0o644)
    before = os.umask(0)
    try:
        back_up(path, file)
    finally:
        os.umask(before)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_an_existing_file_is_overwritten_only_on_demand(path: Path, file: Path) -> None:
    make(path).close()
    file.write_text("somebody's", encoding="utf-8")
    with pytest.raises(SettingsFault) as caught:
        back_up(path, file)
    assert caught.value.message == f"{file} already exists."
    assert caught.value.remedy == (
        "Nothing was written. Name another file, or overwrite this one with --force."
    )
    assert file.read_text(encoding="utf-8") == "somebody's"
    back_up(path, file, replace=True)
    assert dump(file) == dump(path)


@pytest.mark.parametrize("replace", [True, False])
def test_the_store_itself_is_never_overwritten(path: Path, replace: bool) -> None:
    make(path).close()
    before = dump(path)
    with pytest.raises(SettingsFault, match="is the store itself"):
        back_up(path, path, replace=replace)
    assert dump(path) == before


def test_a_name_that_is_too_long_is_no_internal_error(path: Path, file: Path) -> None:
    make(path).close()
    long = file.with_name("x" * 300)
    with pytest.raises(SettingsFault, match="cannot be written") as caught:
        back_up(path, long)
    assert str(long) in caught.value.message
    with pytest.raises(SettingsFault) as caught:
        put_back(path, long)
    assert (caught.value.message, caught.value.remedy) == (
        f"There is no file {long}.",
        "Name a back-up of the store.",
    )


def test_a_file_that_comes_to_be_meanwhile_is_not_overwritten(
    path: Path, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def taken(part: Path) -> None:
        # Another process may be backing up to the same file.
        assert part.name == f"{file.name}.{os.getpid()}.part"
        file.write_text("somebody's", encoding="utf-8")

    make(path).close()
    monkeypatch.setattr(sqlite_backup, "sync_file", taken)
    with pytest.raises(SettingsFault) as told:
        back_up(path, file)
    assert told.value.message == f"{file} already exists."
    assert file.read_text(encoding="utf-8") == "somebody's"
    assert files(file.parent) == {"rto", "back-up.db"}


def test_a_disk_without_hard_links_gets_a_back_up_too(
    path: Path, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError

    make(path).close()
    monkeypatch.setattr(os, "link", refuse)
    back_up(path, file)
    assert files(file.parent) == {"rto", "back-up.db"}


def test_a_store_of_an_earlier_version_is_backed_up(path: Path, file: Path) -> None:
    make_old(path)
    assert back_up(path, file).schema == 2


@pytest.mark.parametrize(
    ("place", "why"),
    [("nowhere/back-up.db", errno.ENOENT), ("rto/powerpro.db/back-up.db", errno.ENOTDIR)],
)
def test_a_file_that_cannot_be_written_is_named(
    path: Path, file: Path, place: str, why: int
) -> None:
    make(path).close()
    file = file.parent / place
    with pytest.raises(SettingsFault) as caught:
        back_up(path, file)
    assert caught.value.message == f"The back-up {file} cannot be written ({os.strerror(why)})."
    assert "folder that exists" in caught.value.remedy


def test_a_full_disk_is_named_and_leaves_nothing(
    path: Path, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def copy(source: sqlite3.Connection, new: Path) -> None:
        with closing(sqlite3.connect(new)) as target:
            target.execute("PRAGMA max_page_count = 2")
            target.execute("CREATE TABLE t (x)")
            target.execute("INSERT INTO t VALUES (zeroblob(100000))")

    make(path).close()
    monkeypatch.setattr(sqlite_backup, "copy", copy)
    with pytest.raises(PowerProUnusable, match="disk is full") as caught:
        back_up(path, file)
    assert f"The back-up {file}" in caught.value.message
    assert files(file.parent) == {"rto"}


def test_there_is_no_back_up_of_a_damaged_store(path: Path, file: Path) -> None:
    make(path).close()
    spoil_an_index(path)
    with pytest.raises(PowerProUnusable, match="is damaged") as caught:
        back_up(path, file)
    assert str(path) in caught.value.message
    assert "ix_enrolments_closed_on" in caught.value.message
    assert files(file.parent) == {"rto"}


def test_a_value_that_its_column_refuses_is_no_damage(path: Path, file: Path) -> None:
    """The agent names it when it reads the row. A person needs the back-up all the more."""
    make(path).close()
    with by_hand(path) as hand:
        hand.execute("PRAGMA ignore_check_constraints = ON")
        hand.execute("UPDATE units SET type = 'Modul'")
    back_up(path, file)
    put_back(path, file)
    assert dump(path) == dump(file)


def test_a_row_without_its_client_is_damage(path: Path, file: Path) -> None:
    make(path).close()
    with by_hand(path) as hand:
        hand.execute("DELETE FROM clients")
    with pytest.raises(PowerProUnusable) as caught:
        back_up(path, file)
    assert caught.value.message == (
        f"PowerPro's store {path} is damaged (a row of enrolments has no row in clients)."
    )
    assert files(file.parent) == {"rto"}


def test_there_is_no_back_up_of_a_missing_store(path: Path, file: Path) -> None:
    with pytest.raises(PowerProUnusable, match="There is no PowerPro store"):
        back_up(path, file)


def test_there_is_no_back_up_of_a_store_of_a_newer_version(path: Path, file: Path) -> None:
    make(path).close()
    newer(path)
    with pytest.raises(PowerProUnusable, match="has schema 99") as caught:
        back_up(path, file)
    assert str(path) in caught.value.message
    assert files(file.parent) == {"rto"}


def test_a_locked_store_is_reported_and_not_waited_for(path: Path, file: Path) -> None:
    make(path).close()
    with by_hand(path) as viewer:
        viewer.execute("PRAGMA journal_mode = DELETE")
        viewer.execute("BEGIN EXCLUSIVE")
        with pytest.raises(PowerProUnusable, match="locked by another program") as caught:
            back_up(path, file)
    assert str(path) in caught.value.message
    assert files(file.parent) == {"rto"}


# --- names and logs, one by one ---------------------------------------------------


@pytest.mark.parametrize("end", ["-journal", "-wal", "-shm", ".lock", ".holder", ".new", "-SHM"])
def test_the_name_of_a_file_beside_the_store_is_refused_before_anything_is_read(
    path: Path, end: str
) -> None:
    path.write_bytes(b"no store at all")
    file = path.parent / ".." / "rto" / f"{path.name}{end}"
    with pytest.raises(SettingsFault) as caught:
        back_up_file(path, file, replace=True, busy_seconds=0)
    assert caught.value.message == (
        f"{file} is a name that the store's own files beside it have. Name another file."
    )
    assert [each.name for each in path.parent.iterdir()] == [path.name]


@pytest.mark.parametrize("end", ["-wal", "-journal"])
def test_a_log_that_lies_beside_the_name_is_refused_before_anything_is_read(
    path: Path, end: str
) -> None:
    path.write_bytes(b"no store at all")
    file, log = path.with_name("back-up.db"), path.with_name(f"back-up.db{end}")
    log.touch()
    with pytest.raises(SettingsFault) as caught:
        back_up_file(path, file, replace=True, busy_seconds=0)
    assert caught.value.message == (
        f"SQLite would read {log}, which is already there, together with the back-up."
    )
    assert caught.value.remedy == (
        "Nothing was written. Name another file, or delete that one first."
    )
