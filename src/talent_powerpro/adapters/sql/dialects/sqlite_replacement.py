"""Replacement of a store's file by a new one, in steps that may be cut off anywhere.

The new file is written beside the store and synchronised. The old one gets a second name, under
which it stays. One rename puts the new file in place.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from datetime import date
from itertools import count
from pathlib import Path

from talent_powerpro.adapters.sql.dialects import sqlite_faults
from talent_powerpro.adapters.sql.dialects.sqlite_file import connect
from talent_powerpro.errors import PowerProUnusable
from talent_powerpro.private_files import make_private_file

BESIDE = ("", "-journal", "-wal", "-shm")
"""Name endings of the files of one database: the file itself, and those of SQLite beside it."""


def hold_alone(old: sqlite3.Connection) -> None:
    """Fold the write-ahead log into the store, and lock out other writers.

    SQLite refuses this while another program has the store open. A log left behind would be
    applied to the new file.
    """
    old.execute("PRAGMA journal_mode = DELETE").fetchone()
    old.execute("BEGIN IMMEDIATE")


def copy(source: sqlite3.Connection, new: Path) -> None:
    """Copy one consistent state to a new private file, which needs no file beside it."""
    make_private_file(new)
    # Waits at most for the connection's own limit. The copying itself would wait for ever.
    source.execute("BEGIN")
    source.execute("SELECT count(*) FROM sqlite_master").fetchone()
    with closing(connect(new, "rw", 0)) as target:
        source.backup(target)
        target.execute("PRAGMA journal_mode = DELETE").fetchone()
    source.execute("ROLLBACK")


def take_rights(old: Path, new: Path) -> None:
    """Give *new* the rights and, where that is allowed, the owner of *old*."""
    shutil.copymode(old, new)
    owner = old.stat()
    # Only root can change an owner, and Windows has no owner ids.
    with suppress(OSError, AttributeError, LookupError):
        shutil.chown(new, owner.st_uid, owner.st_gid)


def keep(path: Path, names: Iterable[Path], ends: Iterable[str] = ("",)) -> Path:
    """Give the files of the old store a second, unused name, and return it.

    *ends* are the endings of the files to keep. Those that do not exist are left out.
    """
    files = {end: with_end(path, end) for end in ends if with_end(path, end).exists()}
    for kept in names:
        taken = {end for end in BESIDE if with_end(kept, end).exists()}
        same = [with_end(kept, end).samefile(files[end]) for end in taken & files.keys()]
        # A name from a replacement that was interrupted is used again.
        if not taken or (same and all(same)):
            for end in files.keys() - taken:
                _link(files[end], with_end(kept, end))
            return kept
    raise AssertionError("there is always a next name")  # pragma: no cover


def unused_names(path: Path, why: str, today: date) -> Iterator[Path]:
    """Names for a kept store: ``powerpro.WHY.2026-11-27.db``, then with a number."""
    name = f"{path.stem}.{why}.{today.isoformat()}"
    yield path.with_name(f"{name}{path.suffix}")
    yield from (path.with_name(f"{name}.{again}{path.suffix}") for again in count(2))


def _link(path: Path, kept: Path) -> None:
    try:
        os.link(path, kept)
    except OSError:
        # Some disks and network shares have no hard links, so copy.
        part = kept.with_name(f"{kept.name}.part")
        make_private_file(part)
        shutil.copy2(path, part)
        sync_file(part)
        part.replace(kept)


def with_end(path: Path, end: str) -> Path:
    return path.with_name(f"{path.name}{end}")


def remove(file: Path) -> None:
    """Remove a database with the files beside it: the file first, so that no log is missed."""
    for end in BESIDE:
        with_end(file, end).unlink(missing_ok=True)


@contextmanager
def removed_after_a_fault(file: Path) -> Iterator[None]:
    """Remove an unfinished database if the block raises."""
    try:
        yield
    except BaseException:
        with suppress(OSError):
            remove(file)
        raise


@contextmanager
def translated_faults(path: Path, done: str, remedy: str) -> Iterator[None]:
    """Raise faults as `PowerProUnusable`. *done* is what could not be done, such as "migrated"."""
    try:
        with sqlite_faults.translated(path):
            yield
    except OSError as error:
        raise PowerProUnusable(
            f"PowerPro's store {path} cannot be {done} ({error.strerror or error}).", remedy=remedy
        ) from error


def sync_file(file: Path) -> None:
    with file.open("rb+") as written:
        os.fsync(written.fileno())


def sync_folder(folder: Path) -> None:
    """Flush the folder, so that the rename survives a power cut. Windows does not need this."""
    with suppress(OSError):
        opened = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)
