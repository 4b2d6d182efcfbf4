"""Restore of a SQLite store from a back-up.

A store that SQLite can open is replaced as by a migration: its log is folded into it, it gets a
second name, and one rename puts the new file in its place. A store that SQLite cannot open is
kept with the files beside it, exactly as they are. Its name is removed first, then its log, so
that neither the old file nor the new one ever meets a log of the other.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

from talent_powerpro.adapters.sql.backed_up import Restored
from talent_powerpro.adapters.sql.dialects import sqlite_faults, sqlite_log
from talent_powerpro.adapters.sql.dialects.sqlite_backup import copy_back_up
from talent_powerpro.adapters.sql.dialects.sqlite_file import connect
from talent_powerpro.adapters.sql.dialects.sqlite_inspection import is_another_programs
from talent_powerpro.adapters.sql.dialects.sqlite_replacement import (
    BESIDE,
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
from talent_powerpro.errors import PowerProUnusable, SettingsFault

_AGAIN = "The store is unchanged. Correct the problem, then restore again."
_ANOTHER = "The store is unchanged. Restore another back-up."
_DAMAGE = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_IOERR)


def restore_file(store: Path, file: Path, *, today: date, busy_seconds: float) -> Restored:
    """Put *file* in the place of the store. See `adapters.sql.backup.restore`."""
    path = Path(os.path.realpath(store))  # Replace the file itself, not a link to it.
    file = file.absolute()
    _check_given(file, path)
    new = with_end(path, ".new")
    with translated_faults(path, "replaced", _AGAIN):
        remove(new)  # Left over from a restore that was interrupted.
        with removed_after_a_fault(new):
            number = _copied(file, new, busy_seconds)
            if path.exists():
                take_rights(path, new)
            sync_file(new)
            kept = _replace(path, new, today, busy_seconds)
        sync_folder(path.parent)
    return Restored(str(file), number, tuple(str(each) for each in kept))


def _check_given(file: Path, path: Path) -> None:
    if not os.path.isfile(file):  # Unlike Path.is_file, no exception for a name that is too long.
        raise SettingsFault(f"There is no file {file}.", remedy="Name a back-up of the store.")
    if path.exists() and file.samefile(path):
        raise SettingsFault(f"{file} is the store itself. Name a back-up of it.")


def _copied(file: Path, new: Path, busy_seconds: float) -> int:
    try:
        return copy_back_up(file, new, busy_seconds)
    except PowerProUnusable as fault:
        # The fault's own remedy is about the store.
        raise PowerProUnusable(fault.message, remedy=_ANOTHER) from fault


def _replace(path: Path, new: Path, today: date, busy_seconds: float) -> list[Path]:
    """Put *new* in place. Returns the files under which the old store is kept."""
    names = unused_names(path, "replaced", today)
    old = _alone(path, busy_seconds)
    if old is None:
        return _replace_raw(path, new, names)
    with closing(old):
        # Before the replacement, so that the old file is never without a name.
        kept = keep(path, names)
        old.close()  # Windows cannot replace an open file.
        os.replace(new, path)
        return [kept]


def _alone(path: Path, busy_seconds: float) -> sqlite3.Connection | None:
    """A connection to the old store that locks others out; ``None``: missing or damaged.

    Raises `PowerProUnusable` for another program's file.
    """
    if not path.exists() or sqlite_log.is_of_another_file(path):
        return None
    old = connect(path, "rw", busy_seconds)
    try:
        if is_another_programs(old):
            raise sqlite_faults.not_ours(path)
        hold_alone(old)
    except BaseException as error:
        old.close()
        if sqlite_faults.primary_code(error) in _DAMAGE:
            return None
        raise
    return old


def _replace_raw(path: Path, new: Path, names: Iterator[Path]) -> list[Path]:
    if not any(with_end(path, end).exists() for end in BESIDE):
        os.replace(new, path)
        return []
    kept = keep(path, names, BESIDE)
    remove(path)
    os.replace(new, path)
    return [with_end(kept, end) for end in BESIDE if with_end(kept, end).exists()]
