"""Migration of a SQLite store: a new file is written, checked, and moved over the old one.

After an interruption at any point, the store's name leads to the complete old file or to the
complete new one. The old file gets a second name first, and stays under it.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from datetime import date
from itertools import count
from pathlib import Path

from talent_powerpro.adapters.sql import schema
from talent_powerpro.adapters.sql.dialects import sqlite_faults
from talent_powerpro.adapters.sql.dialects.sqlite_file import (
    SQLiteFile,
    connect,
    migratable_number,
)
from talent_powerpro.adapters.sql.dialects.sqlite_schema_2 import to_schema_3
from talent_powerpro.adapters.sql.migrated import Migrated, Upgrade
from talent_powerpro.adapters.sql.transactions import Store
from talent_powerpro.errors import PowerProUnusable
from talent_powerpro.private_files import make_private_file

_BESIDE = ("", "-journal", "-wal", "-shm")
"""Name endings of the files of one database: the file itself, and those of SQLite beside it."""
_RENAMED = {"hold_releases": "hold_answers"}
"""Tables that a migration script renames, by their old name."""
_AGAIN = "The store is unchanged. Correct the problem, then migrate again."


def migrate_file(
    store: Path, upgrade: Upgrade, *, today: date, busy_seconds: float
) -> Migrated | None:
    """Migrate the store; ``None``: it has this version's schema already. See `Dialect.migrate`."""
    path = Path(os.path.realpath(store))  # Replace the file itself, not a link to it.
    new = path.with_name(f"{path.name}.new")
    with _translated(path), closing(connect(path, "rw", busy_seconds)) as old:
        number = migratable_number(path, old)
        if number == schema.SCHEMA:
            return None
        _hold_alone(old)
        rows = _rows(old)
        _remove(new)  # Left over from a migration that was interrupted.
        try:
            _copy(path, new, busy_seconds)
            _convert(new, number, upgrade, busy_seconds)
            _check_whole(path, new, rows)
            # Before the replacement, so that the old file is never without a name.
            kept = _keep(path, number, today)
            old.close()  # Windows cannot replace an open file.
            os.replace(new, path)
        except BaseException:
            _remove(new)
            raise
        _sync_folder(path.parent)
        return Migrated(number, schema.SCHEMA, str(kept), sum(rows.values()))


@contextmanager
def _translated(path: Path) -> Iterator[None]:
    try:
        with sqlite_faults.translated(path):
            yield
    except OSError as error:
        raise PowerProUnusable(
            f"PowerPro's store {path} cannot be migrated ({error.strerror or error}).",
            remedy=_AGAIN,
        ) from error


def _hold_alone(old: sqlite3.Connection) -> None:
    """Fold the write-ahead log into the store, and lock out other writers.

    SQLite refuses this while another program has the store open. A log left behind would be
    applied to the new file.
    """
    old.execute("PRAGMA journal_mode = DELETE").fetchone()
    old.execute("BEGIN IMMEDIATE")


def _rows(connection: sqlite3.Connection) -> Mapping[str, int]:
    """The number of rows in each table."""
    tables = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT GLOB 'sqlite_*'"
    names = connection.execute(tables).fetchall()
    return {
        name: connection.execute(f"SELECT count(*) FROM {_quoted(name)}").fetchone()[0]  # noqa: S608  # a name of the file's own, quoted
        for (name,) in names
    }


def _quoted(name: str) -> str:
    doubled = name.replace('"', '""')
    return f'"{doubled}"'


def _copy(path: Path, new: Path, busy_seconds: float) -> None:
    """Copy the store page by page, including any tables of other programs."""
    make_private_file(new)  # Until it gets the old rights below.
    with (
        closing(connect(path, "rw", busy_seconds)) as source,
        closing(connect(new, "rw", busy_seconds)) as target,
    ):
        source.backup(target)
    shutil.copymode(path, new)
    owner = path.stat()
    with suppress(
        OSError, AttributeError, LookupError
    ):  # Only root can, and Windows has no owner ids.
        shutil.chown(new, owner.st_uid, owner.st_gid)


def _convert(new: Path, number: int, upgrade: Upgrade, busy_seconds: float) -> None:
    driver = connect(new, "rw", busy_seconds)
    # Tables are made anew with all their rows, those with a value that cannot be read included.
    driver.execute("PRAGMA foreign_keys = OFF")
    driver.execute("PRAGMA ignore_check_constraints = ON")
    database = SQLiteFile(new, driver)
    with closing(database), Store(database).writing() as connection:
        if number < 3:
            to_schema_3(connection)
        upgrade(connection)
        connection.execute(schema.store.update().values(schema=schema.SCHEMA))


def _check_whole(path: Path, new: Path, rows: Mapping[str, int]) -> None:
    """Raise `PowerProUnusable` if the new file is damaged or lacks rows."""
    with closing(connect(new, "rw", 0)) as connection:
        # A value that its column refuses is no damage. It is named instead, see `unreadable_in`.
        connection.execute("PRAGMA ignore_check_constraints = ON")
        (verdict,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
        if verdict != "ok":
            raise sqlite_faults.damaged(path, verdict)
        arrived = _rows(connection)
    missing = [
        f"{name} has {arrived.get(name, 0)} of {number} rows"
        for name, number in ((_RENAMED.get(old, old), rows[old]) for old in rows)
        if arrived.get(name) != number
    ]
    if missing:
        raise PowerProUnusable(
            f"The migrated copy of PowerPro's store {path} is incomplete: {'; '.join(missing)}.",
            remedy="The store is unchanged. Report this, with the numbers above.",
        )
    with new.open("rb+") as written:
        os.fsync(written.fileno())


def _keep(path: Path, number: int, today: date) -> Path:
    """Give the old file a second, unused name, and return it."""
    for kept in _names(path, number, today):
        if not kept.exists():
            _link(path, kept)
            return kept
        if kept.samefile(path):  # Named by a migration that was interrupted.
            return kept
    raise AssertionError("there is always a next name")  # pragma: no cover


def _names(path: Path, number: int, today: date) -> Iterator[Path]:
    name = f"{path.stem}.schema-{number}.{today.isoformat()}"
    yield path.with_name(f"{name}{path.suffix}")
    yield from (path.with_name(f"{name}.{again}{path.suffix}") for again in count(2))


def _link(path: Path, kept: Path) -> None:
    try:
        os.link(path, kept)
    except OSError:
        # Some disks and network shares have no hard links, so copy.
        part = kept.with_name(f"{kept.name}.part")
        shutil.copy2(path, part)
        with part.open("rb+") as written:
            os.fsync(written.fileno())
        part.replace(kept)


def _remove(file: Path) -> None:
    for end in _BESIDE:
        file.with_name(f"{file.name}{end}").unlink(missing_ok=True)


def _sync_folder(folder: Path) -> None:
    """Flush the folder, so that the rename survives a power cut. Windows does not need this."""
    with suppress(OSError):
        opened = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)
