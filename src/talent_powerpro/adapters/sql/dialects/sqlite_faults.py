"""Translation of SQLite errors and file faults to `PowerProUnusable`.

No message shows the values of a statement, because they are personal data.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from talent_powerpro.adapters.sql.faults import BACK_UP
from talent_powerpro.errors import PowerProUnusable
from talent_powerpro.plain_files import is_full

STORE = "PowerPro's store"
"""What a file is, for a message."""

MISSING_REMEDY = (
    "Make it with `talent-powerpro import DIR`, restore a back-up with "
    "`talent-powerpro restore FILE`, or correct store under [powerpro] in the settings."
)
_OTHER_FILE = (
    "Name another file as store under [powerpro] in the settings, or move this file elsewhere."
)
_NO_DATABASE = (
    f"{_OTHER_FILE} If it was PowerPro's store, restore a back-up with "
    "`talent-powerpro restore FILE`, which keeps this file."
)
_EMPTY = (
    "Restore a back-up with `talent-powerpro restore FILE`, or make the store with "
    "`talent-powerpro import DIR`."
)
_MIXED = (
    "Nothing was changed. Restore the back-up that you want with `talent-powerpro restore FILE`, "
    "which keeps the present files. If the present file is your only copy, copy it to another "
    "folder first, without the files beside it, and restore that copy."
)
_PLACE = (
    "If `talent-powerpro restore` has just replaced it, run again. Otherwise put it back, with the "
    "files beside it whose names begin with the same name, then run again. Replace a store only "
    "with `talent-powerpro restore FILE`."
)
_WAIT = "Close the program that has it open (another run or a database viewer), then run again."
_RIGHTS = "Allow this account to write to the file and to the folder it is in."
_SPACE = "Free space on the disk, then run again."
_NO_FILE = (
    "Check that the path names a file, that its folder exists and that this account can use both."
)
_DISK = "Check the disk or the network share, then run again."

# https://www.sqlite.org/rescode.html, primary codes.
_MEANINGS = {
    sqlite3.SQLITE_BUSY: ("is locked by another program", _WAIT),
    sqlite3.SQLITE_LOCKED: ("is locked by another program", _WAIT),
    sqlite3.SQLITE_READONLY: ("is read-only", _RIGHTS),
    sqlite3.SQLITE_FULL: ("cannot grow: the disk is full", _SPACE),
    sqlite3.SQLITE_CORRUPT: ("is damaged", BACK_UP),
    sqlite3.SQLITE_NOTADB: ("is not a SQLite file, or is damaged", _NO_DATABASE),
    sqlite3.SQLITE_CANTOPEN: ("cannot be opened", _NO_FILE),
    sqlite3.SQLITE_IOERR: ("cannot be read or written: the disk reported an error", _DISK),
}
_PERHAPS_FULL = frozenset({sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY})
"""Codes that SQLite also gives for a full disk, such as where it cannot make its -wal file."""
_OTHERWISE = ("cannot be used", BACK_UP)


@contextmanager
def translated(path: Path, what: str = STORE) -> Iterator[None]:
    """Raise SQLite errors of the block as `PowerProUnusable`. *what* says what the file is."""
    try:
        yield
    except DBAPIError as error:
        raise _unusable(path, error.orig, what) from error
    except sqlite3.Error as error:
        raise _unusable(path, error, what) from error


def _unusable(path: Path, error: BaseException | None, what: str) -> PowerProUnusable:
    code = primary_code(error)
    meaning, remedy = _MEANINGS.get(code, _OTHERWISE)
    if code in _PERHAPS_FULL and is_full(path.parent):
        meaning, remedy = _MEANINGS[sqlite3.SQLITE_FULL]
    return PowerProUnusable(f"{what} {path} {meaning} ({error}).", remedy=remedy)


def primary_code(error: BaseException | None) -> int:
    """SQLite's primary result code; 0 for an error that Python raised."""
    # The low byte of an extended code is the primary code.
    return getattr(error, "sqlite_errorcode", 0) & 0xFF


def missing(path: Path) -> PowerProUnusable:
    return PowerProUnusable(f"There is no PowerPro store at {path}.", remedy=MISSING_REMEDY)


def empty(path: Path) -> PowerProUnusable:
    """An empty file: making the store was interrupted, or the disk lost its content."""
    return PowerProUnusable(f"{path} is empty, so it is not a PowerPro store.", remedy=_EMPTY)


def moved(path: Path) -> PowerProUnusable:
    return PowerProUnusable(
        f"PowerPro's store {path} was moved, deleted or replaced while it was in use.",
        remedy=_PLACE,
    )


def still_read(path: Path) -> PowerProUnusable:
    return PowerProUnusable(
        f"What was deleted is no longer in PowerPro's store {path}, but bytes of it may be left in "
        f"{path}-wal, because another program has the store open.",
        remedy="Close that program (a database viewer), then give the same command again.",
    )


def damaged(path: Path, how: str, what: str = STORE) -> PowerProUnusable:
    return PowerProUnusable(f"{what} {path} is damaged ({how}).", remedy=BACK_UP)


def mixed(path: Path) -> PowerProUnusable:
    """A log beside the file that was written for another file."""
    return PowerProUnusable(
        f"PowerPro's store {path} was replaced while {path.name}-wal, the log of a killed command, "
        "was beside it. The two do not belong together, and reading them would damage the store.",
        remedy=_MIXED,
    )


def not_ours(path: Path) -> PowerProUnusable:
    return PowerProUnusable(
        f"{path} is a SQLite file, but not a PowerPro store.", remedy=_OTHER_FILE
    )
