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

MISSING_REMEDY = (
    "Make it with `talent-powerpro import DIR`, or correct store under [powerpro] in the settings."
)
_OTHER_FILE = (
    "Name another file as store under [powerpro] in the settings, or move this file elsewhere."
)
_EMPTY = "Restore the file from a back-up, or make the store with `talent-powerpro import DIR`."
_PLACE = (
    "Put it back, with the files beside it whose names begin with the same name, then run again. "
    "Replace a store only while no run is in progress."
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
    sqlite3.SQLITE_NOTADB: ("is not a SQLite file, or is damaged", _OTHER_FILE),
    sqlite3.SQLITE_CANTOPEN: ("cannot be opened", _NO_FILE),
    sqlite3.SQLITE_IOERR: ("cannot be read or written: the disk reported an error", _DISK),
}
_OTHERWISE = ("cannot be used", BACK_UP)


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """Raise SQLite errors of the block as `PowerProUnusable`."""
    try:
        yield
    except DBAPIError as error:
        raise _unusable(path, error.orig) from error
    except sqlite3.Error as error:
        raise _unusable(path, error) from error


def _unusable(path: Path, error: BaseException | None) -> PowerProUnusable:
    # The low byte of an extended code is the primary code. Errors raised by Python have no code.
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    meaning, remedy = _MEANINGS.get(code, _OTHERWISE)
    return PowerProUnusable(f"PowerPro's store {path} {meaning} ({error}).", remedy=remedy)


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


def damaged(path: Path, how: str) -> PowerProUnusable:
    return PowerProUnusable(f"PowerPro's store {path} is damaged ({how}).", remedy=BACK_UP)


def not_ours(path: Path) -> PowerProUnusable:
    return PowerProUnusable(
        f"{path} is a SQLite file, but not a PowerPro store.", remedy=_OTHER_FILE
    )
