"""A store whose file is moved, deleted or replaced while it is used: nothing is lost unsaid."""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from support.sql.guide_rows import LOG, STORY, a_set, course, dump, make, the_enrolment, url_of
from talent_powerpro.adapters.sql import FileRunLock, SqlPowerPro
from talent_powerpro.adapters.sql.dialects import sqlite_file
from talent_powerpro.adapters.sql.dialects.sqlite_file import SQLiteFile, make_file, open_file
from talent_powerpro.errors import PowerProUnusable

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps open files in place")
MOVED = "moved, deleted or replaced"


def deleted(path: Path) -> None:
    for end in ("", "-wal", "-shm"):
        path.with_name(f"powerpro.db{end}").unlink(missing_ok=True)


def renamed(path: Path) -> None:
    path.rename(path.with_name("away.db"))


def replaced(path: Path) -> None:
    other = path.with_name("other.db")
    make(other).close()
    other.replace(path)


@pytest.mark.parametrize("lose", [deleted, renamed, replaced])
def test_a_store_that_was_moved_is_neither_written_nor_read(
    path: Path, lose: Callable[[Path], None]
) -> None:
    with make(path) as powerpro:
        read = the_enrolment(powerpro)
        lose(path)
        for call in (powerpro.counts, lambda: powerpro.add_contact_log(read, LOG)):
            with pytest.raises(PowerProUnusable, match=MOVED) as caught:
                call()
            assert str(path) in caught.value.message
            assert "put it back" in caught.value.remedy
    if path.exists():
        assert dump(path)["contact_logs"] == []


def test_an_import_into_a_store_replaced_meanwhile_is_not_reported_as_done(path: Path) -> None:
    with make(path) as powerpro, pytest.raises(PowerProUnusable, match=MOVED):
        powerpro.take_in(a_set(*STORY, course("NEW")), progress=lambda *_: replaced(path))
    assert [code for code, *_ in dump(path)["courses"]] == ["ICT30120"]


def test_a_store_that_is_gone_as_soon_as_it_is_opened_is_reported(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make(path).close()

    def too_late(*given: Any) -> SQLiteFile:
        deleted(path)
        return SQLiteFile(*given)

    monkeypatch.setattr(sqlite_file, "SQLiteFile", too_late)
    with pytest.raises(PowerProUnusable, match=MOVED):
        SqlPowerPro(url_of(path))


def test_a_store_that_is_replaced_as_soon_as_it_is_opened_is_reported(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make(path).close()
    connect = sqlite_file.connect

    def too_late(*given: Any) -> sqlite3.Connection:
        monkeypatch.undo()
        opened = connect(*given)
        replaced(path)
        return opened

    monkeypatch.setattr(sqlite_file, "connect", too_late)
    with pytest.raises(PowerProUnusable, match=MOVED):
        open_file(path, busy_seconds=0)


def test_a_store_that_a_restore_has_just_replaced_gets_no_log_of_the_old_one(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The restore ends between our look at the file and our hold of the run lock."""
    make_file(path, busy_seconds=0)

    def restored(at: Path) -> FileRunLock:
        monkeypatch.undo()
        replaced(at)
        return FileRunLock(at)

    monkeypatch.setattr(sqlite_file, "FileRunLock", restored)
    with pytest.raises(PowerProUnusable, match=MOVED):
        open_file(path, busy_seconds=0)
    assert not path.with_name("powerpro.db-wal").exists()


# --- rewritten without deleted rows -----------------------------------------------


def test_a_file_that_was_moved_away_is_not_rewritten(path: Path) -> None:
    make(path).close()
    opened = open_file(path, busy_seconds=0)
    renamed(path)
    away = path.with_name("away.db")
    before = away.read_bytes()
    with pytest.raises(PowerProUnusable, match=MOVED):
        opened.compact()
    assert away.read_bytes() == before
    opened.close()


def test_a_file_that_is_replaced_while_it_is_rewritten_is_not_reported_as_rewritten(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Replacing(sqlite3.Connection):
        def execute(self, statement: str, *given: Any) -> sqlite3.Cursor:
            found = super().execute(statement, *given)
            if statement.startswith("PRAGMA wal_checkpoint"):
                monkeypatch.undo()
                replaced(path)
            return found

    make(path).close()
    monkeypatch.setattr(sqlite3, "connect", partial(sqlite3.connect, factory=Replacing))
    opened = open_file(path, busy_seconds=0)
    with pytest.raises(PowerProUnusable, match=MOVED):
        opened.compact()
    opened.close()
