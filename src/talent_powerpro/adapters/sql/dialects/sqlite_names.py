"""The names in a store of any schema, also of a damaged one, in a SQLite file."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from talent_powerpro.adapters.sql.dialects.sqlite_file import connect
from talent_powerpro.adapters.sql.store_names import CLIENTS, COURSES, PEOPLE, Row, StoreNames
from talent_powerpro.errors import RunFault


def names_in(path: Path, *, busy_seconds: float) -> StoreNames:
    """Read the names in the store at *path*, as far as it can be read. Raises nothing."""
    names = StoreNames()
    try:
        with closing(connect(path, "ro", busy_seconds)) as connection:
            connection.text_factory = _text
            names.clients = _rows(connection, "clients", CLIENTS)
            # An empty file, or another program's, has no names, and says nothing of who there is.
            names.is_complete = bool(_columns(connection, "clients"))
            names.courses = _rows(connection, "courses", COURSES)
            names.enrolments = _column(connection, "enrolments", "id")
            names.unit_codes = _column(connection, "units", "code")
            names.runs = _column(connection, "runs", "run_id")
            for table, column in PEOPLE:
                names.people += _column(connection, table, column)
    except (sqlite3.Error, RunFault, OSError):
        names.is_complete = False
    return names


def _text(stored: bytes) -> str:
    return stored.decode(errors="replace")


def _columns(connection: sqlite3.Connection, table: str) -> set[str]:
    found = connection.execute("SELECT name FROM pragma_table_info(?)", [table])
    return {name for (name,) in found}


def _rows(connection: sqlite3.Connection, table: str, columns: Sequence[str]) -> list[Row]:
    there = _columns(connection, table)
    read = [column for column in columns if column in there]
    if not read:
        return []
    # The names are ours, from the tables above.
    rows = connection.execute(f"SELECT DISTINCT {', '.join(read)} FROM {table}")  # noqa: S608
    return [
        dict(zip(read, ("" if value is None else str(value) for value in row), strict=True))
        for row in rows
    ]


def _column(connection: sqlite3.Connection, table: str, column: str) -> list[str]:
    return [row[column] for row in _rows(connection, table, [column])]
