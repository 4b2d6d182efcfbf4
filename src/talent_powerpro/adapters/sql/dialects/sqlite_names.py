"""The names in a store of any schema, also of a damaged one: whom a support bundle must hide."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import TypeAlias

from attrs import field, mutable

from talent_powerpro.adapters.sql.dialects.sqlite_file import connect
from talent_powerpro.errors import RunFault

Row: TypeAlias = Mapping[str, str]

CLIENTS = (
    "code",
    "surname",
    "given_names",
    "preferred_name",
    "usi",
    "secondary_id",
    "date_of_birth",
    "mobile",
    "email",
)
COURSES = ("code", "name", "talent_course_id", "talent_group_key")
PEOPLE = (
    ("hold_answers", "who"),
    ("dismissals", "who"),
    ("result_evidence", "confirmed_by"),
    ("contact_logs", "client_name"),
    ("contact_logs", "created_by"),
    ("contact_logs", "assigned_to"),
    ("standing_holds", "client_name"),
    ("standing_failures", "client_name"),
)
"""Columns with the name of a person who may be no client any more."""


@mutable
class StoreNames:
    """The names in a store."""

    clients: Sequence[Row] = ()
    courses: Sequence[Row] = ()
    enrolments: Sequence[str] = ()
    """Their ids."""
    unit_codes: Sequence[str] = ()
    people: list[str] = field(factory=list)
    runs: Sequence[str] = ()
    """Their ids."""
    is_complete: bool = True
    """Whether the clients could be read. If not, a text may name people who are not known here."""


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
