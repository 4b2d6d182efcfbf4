"""The write-ahead log of a killed process: it belongs to the store's file, or it is refused."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from support.sql.guide_rows import a_set, by_hand, client, dump, make, url_of
from support.sql.killed import write_and_be_killed
from talent_powerpro.adapters.sql import SqlPowerPro
from talent_powerpro.adapters.sql.dialects import sqlite_inspection, sqlite_log
from talent_powerpro.adapters.sql.dialects.sqlite_log import (
    has_log,
    is_of_another_file,
    log_of,
    next_version,
)
from talent_powerpro.errors import PowerProUnusable

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="Windows ends processes otherwise")


@pytest.fixture(scope="module")
def killed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a store whose last user was killed, and of an older copy of its file."""
    path = tmp_path_factory.mktemp("killed") / "powerpro.db"
    make(path).close()
    shutil.copyfile(path, path.with_name("earlier.db"))
    with SqlPowerPro(url_of(path)) as powerpro:
        powerpro.take_in(a_set(*(client(str(code)) for code in range(1000, 1200))))
    write_and_be_killed(path, first=3000, number=5)
    return path.parent


@pytest.fixture
def earlier(path: Path, killed: Path) -> Path:
    """An older copy of the store, whose last user was killed."""
    shutil.copytree(killed, path.parent, dirs_exist_ok=True)
    return path.with_name("earlier.db")


def clients(path: Path) -> int:
    with SqlPowerPro(url_of(path)) as powerpro:
        return powerpro.counts()["clients"]


# --- the two disasters ------------------------------------------------------------


@POSIX
def test_an_older_file_copied_over_a_store_with_a_log_is_refused(path: Path, earlier: Path) -> None:
    """SQLite would read a mixture of both files, and later find it malformed."""
    shutil.copyfile(earlier, path)
    before = {each: each.read_bytes() for each in (path, log_of(path))}
    for call in (SqlPowerPro, SqlPowerPro.create):
        with pytest.raises(PowerProUnusable, match="do not belong together") as caught:
            call(url_of(path))
        assert "`talent-powerpro restore FILE`" in caught.value.remedy
    assert {each: each.read_bytes() for each in before} == before


@POSIX
def test_without_the_refusal_the_two_files_would_mix(
    path: Path, earlier: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copyfile(earlier, path)
    monkeypatch.setattr(sqlite_log, "is_of_another_file", lambda _: False)
    monkeypatch.setattr(sqlite_inspection, "check_whole", lambda *_: None)
    with pytest.raises((sqlite3.DatabaseError, AssertionError)), by_hand(path) as mixed:
        assert mixed.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


@POSIX
def test_the_file_alone_lacks_what_is_in_the_log(path: Path, earlier: Path) -> None:
    """So a copy of the file alone is no back-up. `backup` has all of it: test_sqlite_backup.py."""
    alone = path.with_name("alone.db")
    shutil.copyfile(path, alone)
    assert clients(alone) == 201
    assert clients(path) == 206


# --- what belongs together --------------------------------------------------------


@POSIX
def test_the_log_of_a_killed_process_is_read(path: Path) -> None:
    make(path).close()
    write_and_be_killed(path, first=1000, number=3)
    assert has_log(path)
    assert not is_of_another_file(path)
    assert clients(path) == 4


@POSIX
def test_a_copy_of_the_same_time_may_have_the_log(path: Path) -> None:
    """The log holds all that the copy lacks."""
    make(path).close()
    copy = path.with_name("copy.db")
    shutil.copyfile(path, copy)
    write_and_be_killed(path, first=1000, number=3)
    shutil.copyfile(copy, path)
    assert clients(path) == 4


@POSIX
def test_a_file_that_got_some_of_the_log_already_belongs_to_it(path: Path) -> None:
    """A killed process may have copied a part of the log into the file."""
    make(path).close()
    viewer = sqlite3.connect(path)  # Keeps the log while others close the store.
    with closing(viewer):
        for code in range(1000, 1003):
            with SqlPowerPro(url_of(path)) as powerpro:
                powerpro.take_in(a_set(client(str(code))))
            if code == 1001:
                viewer.execute("PRAGMA wal_checkpoint").fetchall()
        other = path.with_name("other.db")
        for end in ("", "-wal"):
            shutil.copyfile(f"{path}{end}", f"{other}{end}")
    assert has_log(other)
    assert clients(other) == 4


def test_a_log_in_use_is_read_by_others(path: Path) -> None:
    with make(path) as powerpro:
        powerpro.take_in(a_set(client("1000")))
        assert has_log(path)
        assert clients(path) == 2


@POSIX
def test_a_log_by_another_program_is_read(path: Path) -> None:
    """It does not change the version."""
    make(path).close()
    writer = (
        "import os, sqlite3, sys\n"
        "connection = sqlite3.connect(sys.argv[1])\n"
        "connection.execute('UPDATE clients SET mobile = 1')\n"
        "connection.commit()\n"
        "os._exit(9)"
    )
    subprocess.run([sys.executable, "-c", writer, str(path)], check=False)
    assert has_log(path)
    SqlPowerPro(url_of(path)).close()
    assert [row[-1] for row in dump(path)["clients"]] != []


def test_files_too_short_to_be_compared_are_left_to_sqlite(path: Path) -> None:
    assert not is_of_another_file(path)
    path.write_bytes(b"short")
    log_of(path).write_bytes(b"shorter")
    assert not is_of_another_file(path)
    assert has_log(path)


@POSIX
@pytest.mark.parametrize("at", [4, 30, 32 + 20, 32 + 30], ids=["header", "its sum", "sum", "page"])
def test_a_log_that_sqlite_does_not_read_is_not_compared(
    path: Path, earlier: Path, at: int
) -> None:
    """A power cut may leave a log whose first bytes are damaged. SQLite ignores all of it."""
    shutil.copyfile(earlier, path)
    with open(log_of(path), "r+b") as log:
        log.seek(at)
        byte = log.read(1)
        log.seek(at)
        log.write(bytes([byte[0] ^ 1]))
    assert not is_of_another_file(path)


@POSIX
def test_a_log_cut_short_is_read_up_to_there(path: Path, earlier: Path) -> None:
    whole = log_of(path).read_bytes()
    shutil.copyfile(earlier, path)
    log_of(path).write_bytes(whole[:-100])
    assert is_of_another_file(path)
    log_of(path).write_bytes(whole[: 32 + 24 + 100])
    assert not is_of_another_file(path)


@POSIX
def test_a_log_that_is_being_written_is_not_of_a_killed_process(
    path: Path, earlier: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copyfile(earlier, path)
    looks = iter(range(1000))
    monkeypatch.setattr(
        sqlite_log, "_beginnings", lambda _: (bytes(64), next(looks).to_bytes(32, "big"))
    )
    assert not is_of_another_file(path)


@pytest.mark.parametrize("how", ["deleted", "emptied"])
def test_a_log_that_its_last_user_takes_away_meanwhile_is_none(
    path: Path, earlier: Path, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    """A run may open the store while another command closes it."""
    shutil.copyfile(earlier, path)
    beginnings, log = sqlite_log._beginnings, log_of(path)

    def then_gone(store: Path) -> tuple[bytes, bytes] | None:
        found = beginnings(store)
        if how == "deleted":
            log.unlink(missing_ok=True)
        else:
            log.write_bytes(b"")
        return found

    monkeypatch.setattr(sqlite_log, "_beginnings", then_gone)
    assert not is_of_another_file(path)


@POSIX
def test_a_log_that_another_process_makes_anew_meanwhile_is_compared(
    path: Path, earlier: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copyfile(earlier, path)
    versions, looks = sqlite_log._versions, iter([1])

    def gone_once(log: Path) -> Iterator[int]:
        for _ in looks:
            raise FileNotFoundError
        return versions(log)

    monkeypatch.setattr(sqlite_log, "_versions", gone_once)
    assert is_of_another_file(path)


def test_a_log_of_a_single_page_is_compared(path: Path) -> None:
    make(path).close()
    other = path.with_name("other.db")
    shutil.copyfile(path, other)
    for each, version in ((path, 100), (other, 7)):
        with by_hand(each) as hand:
            hand.execute(f"PRAGMA user_version = {version}")
    with closing(sqlite3.connect(path)) as writer:
        writer.execute(f"PRAGMA user_version = {next_version(100)}")
        assert log_of(path).stat().st_size == 32 + 24 + 4096
        shutil.copyfile(log_of(path), log_of(other))
        assert not is_of_another_file(path)
    assert is_of_another_file(other)


def test_an_empty_log_is_none(path: Path) -> None:
    assert not has_log(path)
    log_of(path).touch()
    assert not has_log(path)
    log_of(path).write_bytes(b"x")
    assert has_log(path)


def test_the_next_version_repeats_half_of_the_one_before() -> None:
    version = 0
    for _ in range(100):
        following = next_version(version)
        assert following >> 16 == version & 0x7FFF
        assert 0 <= following < 1 << 31
        version = following


def test_only_a_transaction_that_writes_gives_a_new_version(path: Path) -> None:
    def version() -> int:
        with by_hand(path) as hand:
            return int(hand.execute("PRAGMA user_version").fetchone()[0])

    with make(path) as powerpro:
        before = version()
        powerpro.counts()
        powerpro.portal.remember_portal("")
        assert version() == before
        powerpro.portal.remember_portal("powerpro.talentlms.com")
        assert version() != before
