"""Inspection of a SQLite file: whether it is a store, of which schema, and whether it is whole."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from talent_powerpro.adapters.sql import schema
from talent_powerpro.adapters.sql.dialects import sqlite_faults
from talent_powerpro.adapters.sql.dialects.sqlite_faults import STORE
from talent_powerpro.adapters.sql.faults import newer, older, too_old

OLDEST = 2
"""The oldest schema that can be migrated. Schema 1 was never released."""


def check_number(path: Path, connection: sqlite3.Connection) -> None:
    """Raise `SettingsFault` or `PowerProUnusable` unless the store has this version's schema."""
    if (found := migratable_number(path, connection)) < schema.SCHEMA:
        raise older(path, found, schema.SCHEMA)


def migratable_number(path: Path, connection: sqlite3.Connection) -> int:
    """The store's schema number, which this version can open or migrate.

    Raises `SettingsFault` for a schema that is too old and `PowerProUnusable` for a newer one, or
    as `schema_number` does.
    """
    found = schema_number(path, connection)
    if found < OLDEST:
        raise too_old(path, found, OLDEST)
    if found > schema.SCHEMA:
        raise newer(path, found, schema.SCHEMA)
    return found


def schema_number(path: Path, connection: sqlite3.Connection) -> int:
    """The number of the store's schema.

    Raises `PowerProUnusable` for another program's file, and for a schema that is not a whole
    number, which only an edit by hand can cause.
    """
    found = _number(connection)
    if found is None:
        raise sqlite_faults.not_ours(path)
    if not isinstance(found, int):
        raise sqlite_faults.damaged(path, "its schema number is not a whole number")
    return found


def is_another_programs(connection: sqlite3.Connection) -> bool:
    """Whether the file has tables, and they are not a store's."""
    has_tables = connection.execute("SELECT 1 FROM sqlite_master").fetchone() is not None
    return has_tables and _number(connection) is None


def _number(connection: sqlite3.Connection) -> object:
    # By plain SQL: a store of another version does not have the tables of this one.
    names = {name for (name,) in connection.execute("SELECT name FROM pragma_table_info('store')")}
    if not {"application", "schema"} <= names:
        return None
    found = connection.execute(
        "SELECT schema FROM store WHERE application = ?", (schema.APPLICATION,)
    ).fetchone()
    return found and found[0]


def check_whole(path: Path, connection: sqlite3.Connection, what: str = STORE) -> None:
    """Raise `PowerProUnusable` if the file is damaged.

    Not by ``quick_check``, which is faster and does not compare the indexes with the rows.
    """
    # A value that its column refuses is no damage. It is named instead, see `all_unreadable`.
    connection.execute("PRAGMA ignore_check_constraints = ON")
    (verdict,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
    connection.execute("PRAGMA ignore_check_constraints = OFF")
    if verdict != "ok":
        raise sqlite_faults.damaged(path, verdict, what)


def check_references(path: Path, connection: sqlite3.Connection, what: str = STORE) -> None:
    """Raise `PowerProUnusable` if a row refers to a missing one, after an edit by hand."""
    found = connection.execute("PRAGMA foreign_key_check").fetchone()
    if found is not None:
        table, _, missing, _ = found
        raise sqlite_faults.damaged(path, f"a row of {table} has no row in {missing}", what)


def has_open_run(connection: sqlite3.Connection) -> bool:
    """Whether the last run was cut off, or is in progress."""
    newest = "SELECT ended FROM runs ORDER BY sequence DESC LIMIT 1"
    return bool(connection.execute(newest).fetchone() == (None,))
