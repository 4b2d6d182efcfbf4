"""Migration of a SQLite store: a new file is written, checked, and moved over the old one.

After an interruption at any point, the store's name leads to the complete old file or to the
complete new one. The old file gets a second name first, and stays under it.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from datetime import date
from pathlib import Path

from talent_powerpro.adapters.sql import schema
from talent_powerpro.adapters.sql.dialects.sqlite_file import SQLiteFile, connect
from talent_powerpro.adapters.sql.dialects.sqlite_inspection import check_whole, migratable_number
from talent_powerpro.adapters.sql.dialects.sqlite_replacement import (
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
)
from talent_powerpro.adapters.sql.dialects.sqlite_schema_2 import to_schema_3
from talent_powerpro.adapters.sql.migrated import Migrated, Upgrade
from talent_powerpro.adapters.sql.transactions import Store
from talent_powerpro.errors import PowerProUnusable

_RENAMED = {"hold_releases": "hold_answers"}
"""Tables that a migration script renames, by their old name."""
_AGAIN = "The store is unchanged. Correct the problem, then migrate again."


def migrate_file(
    store: Path, upgrade: Upgrade, *, today: date, busy_seconds: float
) -> Migrated | None:
    """Migrate the store; ``None``: it has this version's schema already. See `Dialect.migrate`."""
    path = Path(os.path.realpath(store))  # Replace the file itself, not a link to it.
    new = path.with_name(f"{path.name}.new")
    with (
        translated_faults(path, "migrated", _AGAIN),
        closing(connect(path, "rw", busy_seconds)) as old,
    ):
        number = migratable_number(path, old)
        if number == schema.SCHEMA:
            return None
        hold_alone(old)
        rows = _rows(old)
        remove(new)  # Left over from a migration that was interrupted.
        with removed_after_a_fault(new):
            _copy(path, new, busy_seconds)
            _convert(new, number, upgrade, busy_seconds)
            _check_whole(path, new, rows)
            # Before the replacement, so that the old file is never without a name.
            kept = keep(path, unused_names(path, f"schema-{number}", today))
            old.close()  # Windows cannot replace an open file.
            os.replace(new, path)
        sync_folder(path.parent)
        return Migrated(number, schema.SCHEMA, str(kept), sum(rows.values()))


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
    with closing(connect(path, "rw", busy_seconds)) as source:
        copy(source, new)
    take_rights(path, new)


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
        check_whole(path, connection)
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
    sync_file(new)
