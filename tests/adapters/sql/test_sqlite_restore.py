"""Restore of a store: it is done completely, or nothing has changed."""

from __future__ import annotations

import errno
import os
import shutil
import sqlite3
import stat
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from support.nightly import one_in
from support.sql.back_ups import back_up, damage, files, newer, put_back, schema_of
from support.sql.guide_rows import a_set, by_hand, client, dump, make, spoil_an_index, url_of
from support.sql.half_written import copy_half_written
from support.sql.killed import restores_killed_at_each_step, write_and_be_killed
from support.sql.old_store import make_old
from talent_powerpro.adapters.sql import SqlPowerPro
from talent_powerpro.adapters.sql.backed_up import Restored
from talent_powerpro.adapters.sql.dialects import sqlite_restore
from talent_powerpro.adapters.sql.dialects.sqlite_lock import FileRunLock
from talent_powerpro.errors import LockHeld, PowerProUnusable, RunFault, SettingsFault

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="Windows ends processes otherwise")
KEPT = "powerpro.replaced.2026-11-27.db"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    folder = tmp_path / "rto"
    folder.mkdir()
    return folder / "powerpro.db"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "back-up.db"


def contents(folder: Path) -> dict[str, bytes]:
    return {name: (folder / name).read_bytes() for name in files(folder)}


# --- restore ----------------------------------------------------------------------


@pytest.fixture
def changed(path: Path, file: Path) -> Path:
    """A store that got a client after its back-up."""
    make(path).close()
    back_up(path, file)
    with SqlPowerPro(url_of(path)) as powerpro:
        powerpro.take_in(a_set(client("1000")))
    return path


def test_a_back_up_takes_the_place_of_the_store_which_is_kept(changed: Path, file: Path) -> None:
    before, saved = dump(changed), file.read_bytes()
    done = put_back(changed, file)
    assert done == Restored(str(file), schema_of(file), (str(changed.with_name(KEPT)),))
    assert dump(changed) == dump(file)
    assert dump(changed.with_name(KEPT)) == before
    assert files(changed.parent) == {"powerpro.db", KEPT}
    assert file.read_bytes() == saved
    SqlPowerPro(url_of(changed)).close()


@POSIX
def test_the_kept_store_has_the_news_of_the_log(changed: Path, file: Path) -> None:
    write_and_be_killed(changed, first=2000, number=3)
    put_back(changed, file)
    assert len(dump(changed.with_name(KEPT))["clients"]) == 5
    assert len(dump(changed)["clients"]) == 1
    assert files(changed.parent) == {"powerpro.db", KEPT}


def test_a_new_machine_has_no_store_to_keep(path: Path, file: Path, tmp_path: Path) -> None:
    make(tmp_path / "elsewhere.db").close()
    back_up(tmp_path / "elsewhere.db", file)
    assert put_back(path, file).kept == ()
    assert dump(path) == dump(file)


@POSIX
def test_a_restored_store_is_private_or_has_the_rights_of_the_old_one(
    changed: Path, file: Path
) -> None:
    changed.chmod(0o640)
    put_back(changed, file)
    assert stat.S_IMODE(changed.stat().st_mode) == 0o640
    changed.unlink()
    put_back(changed, file)
    assert stat.S_IMODE(changed.stat().st_mode) == 0o600


@POSIX
def test_a_link_to_the_store_stays_a_link(changed: Path, file: Path, tmp_path: Path) -> None:
    link = tmp_path / "linked.db"
    link.symlink_to(changed)
    put_back(link, file)
    assert link.is_symlink()
    assert dump(changed) == dump(file)


def test_an_older_back_up_is_restored_and_has_to_be_migrated(path: Path, file: Path) -> None:
    make_old(file)
    assert put_back(path, file).schema == 2
    with pytest.raises(SettingsFault, match="has schema 2"):
        SqlPowerPro(url_of(path))


def not_a_database(file: Path) -> None:
    file.write_text("Code,Surname,Given Names\n" * 100, encoding="utf-8")


def another_programs(file: Path) -> None:
    file.unlink()
    with by_hand(file) as hand:
        hand.execute("CREATE TABLE students (name)")


def too_old(file: Path) -> None:
    with by_hand(file) as hand:
        hand.execute("UPDATE store SET schema = 1")


def without_a_client(file: Path) -> None:
    with by_hand(file) as hand:
        hand.execute("DELETE FROM clients")


REFUSED: list[tuple[Callable[[Path], None], str, type[RunFault]]] = [
    (not_a_database, "The back-up .* is not a SQLite file", PowerProUnusable),
    (another_programs, "not a PowerPro store", PowerProUnusable),
    (newer, "has schema 99", PowerProUnusable),
    (too_old, "has schema 1, which is too old", SettingsFault),
    (damage, "The back-up .* is damaged", PowerProUnusable),
    (spoil_an_index, "The back-up .* is damaged", PowerProUnusable),
    (without_a_client, "The back-up .* is damaged [(]a row of enrolments has", PowerProUnusable),
    (Path.unlink, "There is no file", SettingsFault),
]


@pytest.mark.parametrize(("spoil", "message", "kind"), REFUSED)
def test_an_unfit_back_up_changes_nothing(
    changed: Path,
    file: Path,
    spoil: Callable[[Path], None],
    message: str,
    kind: type[RunFault],
) -> None:
    spoil(file)
    before = contents(changed.parent)
    with pytest.raises(kind, match=message) as caught:
        put_back(changed, file)
    assert str(file) in caught.value.message
    if kind is PowerProUnusable:
        assert caught.value.remedy == "The store is unchanged. Restore another back-up."
    assert contents(changed.parent) == before


def test_the_store_is_no_back_up_of_itself(changed: Path) -> None:
    with pytest.raises(SettingsFault, match="is the store itself"):
        put_back(changed, changed)


@POSIX
def test_a_store_copied_by_hand_with_its_log_is_restored_with_it(
    path: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other.db"
    make(other).close()
    write_and_be_killed(other, first=1000, number=3)
    (tmp_path / "other.db-shm").unlink()
    before = {end: Path(f"{other}{end}").read_bytes() for end in ("", "-wal")}
    put_back(path, other)
    assert len(dump(path)["clients"]) == 4
    assert {end: Path(f"{other}{end}").read_bytes() for end in before} == before


def test_a_store_copied_by_hand_without_its_log_is_restored_from_a_folder_that_stays_as_it_is(
    path: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other.db"
    make(other).close()
    SqlPowerPro(url_of(other)).close()
    before = files(tmp_path)
    put_back(path, other)
    assert files(tmp_path) == before
    assert dump(path) == dump(other)


def test_a_store_copied_by_hand_in_the_middle_of_a_write_is_refused(
    path: Path, tmp_path: Path
) -> None:
    make(path).close()
    other = tmp_path / "other.db"
    copy_half_written(path, other)
    with pytest.raises(PowerProUnusable, match=r"The back-up .* is read-only"):
        put_back(path, other)
    assert len(dump(path)["told_topics"]) == 0


def test_a_disk_that_is_full_at_a_restore_is_named_and_nothing_has_changed(
    changed: Path, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(new: Path) -> None:
        # Named so that the next restore finds what an interrupted one left.
        assert new == changed.with_name("powerpro.db.new")
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    before = contents(changed.parent)
    monkeypatch.setattr(sqlite_restore, "sync_file", full)
    with pytest.raises(PowerProUnusable) as caught:
        put_back(changed, file)
    assert caught.value.message == (
        f"PowerPro's store {changed} cannot be replaced ({os.strerror(errno.ENOSPC)})."
    )
    assert caught.value.remedy == (
        "The store is unchanged. Correct the problem, then restore again."
    )
    assert contents(changed.parent) == before


def test_what_an_interrupted_restore_left_is_replaced(changed: Path, file: Path) -> None:
    for end in ("", "-journal"):
        changed.with_name(f"powerpro.db.new{end}").write_bytes(b"half of it")
    put_back(changed, file)
    assert dump(changed) == dump(file)
    assert files(changed.parent) == {"powerpro.db", KEPT}


def test_a_run_in_progress_is_not_disturbed(changed: Path, file: Path) -> None:
    before = contents(changed.parent)
    with FileRunLock(changed).hold("run"), pytest.raises(LockHeld, match="`run`"):
        put_back(changed, file)
    assert contents(changed.parent) == before


def test_a_program_that_has_the_store_open_is_to_be_closed_first(changed: Path, file: Path) -> None:
    with by_hand(changed) as viewer:
        viewer.execute("SELECT count(*) FROM units").fetchone()
        with pytest.raises(PowerProUnusable, match="locked by another program"):
            put_back(changed, file)
    put_back(changed, file)


def test_another_programs_file_is_not_replaced(path: Path, file: Path) -> None:
    make(file).close()
    with by_hand(path) as hand:
        hand.execute("CREATE TABLE students (name)")
    before = contents(path.parent)
    with pytest.raises(PowerProUnusable) as caught:
        put_back(path, file)
    assert caught.value.message == f"{path} is a SQLite file, but not a PowerPro store."
    assert contents(path.parent) == before


def test_a_full_disk_leaves_the_store_as_it_was(
    changed: Path, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(28, "No space left on device")

    before = dump(changed)
    monkeypatch.setattr(os, "replace", refuse)
    with pytest.raises(PowerProUnusable, match=r"cannot be replaced \(No space") as caught:
        put_back(changed, file)
    assert "The store is unchanged" in caught.value.remedy
    assert dump(changed) == before


def test_a_store_that_is_replaced_while_it_is_opened_is_reported(
    changed: Path, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else the process would write to the old file, and its log would lie beside the new one."""
    connect = sqlite3.connect

    def slow(*given: object, **more: object) -> sqlite3.Connection:
        connection = connect(*given, **more)  # type: ignore[call-overload]
        monkeypatch.setattr(sqlite3, "connect", connect)
        put_back(changed, file)
        return connection  # type: ignore[no-any-return]

    monkeypatch.setattr(sqlite3, "connect", slow)
    with pytest.raises(PowerProUnusable, match="moved, deleted or replaced"):
        SqlPowerPro(url_of(changed))
    assert files(changed.parent) == {"powerpro.db", KEPT}


def test_an_opening_during_a_restore_works_without_a_log(changed: Path) -> None:
    with by_hand(changed) as hand:
        hand.execute("PRAGMA journal_mode = DELETE")
    with FileRunLock(changed).hold("restore"), SqlPowerPro(url_of(changed)) as powerpro:
        powerpro.take_in(a_set(client("1001")))
        assert files(changed.parent) == {"powerpro.db"}


# --- restore over a store that cannot be opened --------------------------------------


def truncated(path: Path) -> None:
    os.truncate(path, 5 * 4096)


@POSIX
@pytest.mark.parametrize("spoil", [not_a_database, truncated], ids=["no database", "cut short"])
def test_a_damaged_store_is_replaced_and_kept_with_its_log(
    changed: Path, file: Path, spoil: Callable[[Path], None]
) -> None:
    write_and_be_killed(changed, first=2000, number=3)
    spoil(changed)
    before = contents(changed.parent)
    done = put_back(changed, file)
    kept = {Path(each).name for each in done.kept}
    assert files(changed.parent) == {"powerpro.db", *kept}
    assert dump(changed) == dump(file)
    if spoil is not_a_database:
        ends = ("", "-wal", "-shm")
        assert kept == {f"{KEPT}{end}" for end in ends}
        for end in ends:
            assert (changed.with_name(f"{KEPT}{end}")).read_bytes() == before[f"powerpro.db{end}"]


@POSIX
def test_a_mixed_store_is_replaced_and_kept_as_it_is(changed: Path, file: Path) -> None:
    write_and_be_killed(changed, first=2000, number=3)
    shutil.copyfile(file, changed)
    before = contents(changed.parent)
    put_back(changed, file)
    for end in ("", "-wal"):
        assert changed.with_name(f"{KEPT}{end}").read_bytes() == before[f"powerpro.db{end}"]
    assert dump(changed) == dump(file)


def test_a_store_that_the_disk_no_longer_reads_is_replaced_and_kept(
    changed: Path, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Failing(sqlite3.Connection):
        def execute(self, sql: str, *given: Any) -> sqlite3.Cursor:
            if sql.startswith("SELECT"):
                error = sqlite3.OperationalError("disk I/O error")
                error.sqlite_errorcode = sqlite3.SQLITE_IOERR_READ
                raise error
            return super().execute(sql, *given)

    connect: Any = sqlite3.connect
    before = changed.read_bytes()

    def from_the_disk(address: str, **more: Any) -> Any:
        failing = {"factory": Failing} if f"/{changed.name}?" in address else {}
        return connect(address, **more, **failing)

    monkeypatch.setattr(sqlite3, "connect", from_the_disk)
    done = put_back(changed, file)
    monkeypatch.undo()
    assert done.kept == (str(changed.with_name(KEPT)),)
    assert changed.with_name(KEPT).read_bytes() == before
    assert dump(changed) == dump(file)


def test_an_empty_file_is_replaced(path: Path, file: Path) -> None:
    make(file).close()
    path.touch()
    assert put_back(path, file).kept == (str(path.with_name(KEPT)),)
    assert dump(path) == dump(file)


# --- kills ------------------------------------------------------------------------


@POSIX
@one_in(16)
def test_a_restore_killed_at_any_step_leaves_the_old_store_or_the_new_one(
    changed: Path, file: Path, one_in: int
) -> None:
    write_and_be_killed(changed, first=2000, number=5)
    with_log = changed.with_name("read.db")
    for end in ("", "-wal"):
        shutil.copyfile(f"{changed}{end}", f"{with_log}{end}")
    old, new = dump(with_log), dump(file)
    with_log.unlink()
    ends = []
    for folder in restores_killed_at_each_step(changed.parent, file, every=one_in):
        store = folder / "powerpro.db"
        found = dump(store)
        ends.append(found == new)
        assert found in (old, new)
        put_back(store, file)
        assert dump(store) == new
        kept = [dump(each) for each in folder.glob("powerpro.replaced.*.db")]
        assert old in kept
        assert not list(folder.glob("*.new*"))
    assert {True, False} <= set(ends)


@POSIX
@one_in(16)
def test_a_restore_over_a_damaged_store_killed_at_any_step_never_mixes(
    changed: Path, file: Path, one_in: int
) -> None:
    write_and_be_killed(changed, first=2000, number=5)
    shutil.copyfile(file, changed)  # An older file beside a newer log.
    old, new = contents(changed.parent), dump(file)
    for folder in restores_killed_at_each_step(changed.parent, file, every=one_in):
        store = folder / "powerpro.db"
        found = contents(folder)
        if "powerpro.db" in found and "powerpro.db-wal" in found:
            assert found.items() >= old.items()
        elif "powerpro.db" in found:
            assert dump(store) == new
        put_back(store, file)
        assert dump(store) == new
        for end in ("", "-wal"):
            assert (folder / f"{KEPT}{end}").read_bytes() == old[f"powerpro.db{end}"]
