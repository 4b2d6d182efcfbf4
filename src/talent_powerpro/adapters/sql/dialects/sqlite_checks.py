"""Check constraints in SQLite, which has no types for dates, times and JSON."""

from __future__ import annotations

import re
from collections.abc import Mapping

from sqlalchemy import Connection

from talent_powerpro.adapters.sql.columns import (
    Checked,
    Json,
    LocalDate,
    UtcDateTime,
    WholeNumber,
)

_DAY = "[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]"
_VALID: Mapping[type[Checked], str] = {
    # With a shift of no days, SQLite's date() turns 31 February into 3 March. It knows a year 0.
    LocalDate: f"{{name}} GLOB '{_DAY}'"
    " AND {name} IS date({name}, '+0 days') AND {name} > '0001-'",
    UtcDateTime: f"{{name}} GLOB '{_DAY} [0-2][0-9]:[0-5][0-9]:[0-5][0-9]*'"
    " AND substr({name}, 1, 10) IS date(substr({name}, 1, 10), '+0 days') AND {name} > '0001-'"
    " AND substr({name}, 12, 2) < '24' AND substr({name}, 20) NOT GLOB '*[^.0-9]*'",
    Json: "json_valid({name}) AND json_type({name}) IN ('array', 'object')",
    # Unlike the others, typeof has an answer for null.
    WholeNumber: "CASE WHEN {name} IS NOT NULL THEN typeof({name}) = 'integer' END",
}
"""An expression is null for null, and a check constraint accepts null."""


def valid(name: str, kind: type[Checked]) -> str:
    """The expression for whether the column *name* has a value of *kind*."""
    return _VALID[kind].format(name=name)


def add_checks(connection: Connection, table: str, checks: Mapping[str, str]) -> None:
    """Make *table* anew with *checks* by column, and with its rows, indexes and triggers.

    Foreign keys and check constraints have to be off. SQLite cannot add a constraint to a table.
    """
    made, others = _definitions(connection, table)
    for column, check in checks.items():
        constraint = f"CONSTRAINT ck_{table}_{column} CHECK ({check})"
        line = re.compile(rf"^(\t{column} \w+(?: NOT NULL)?)", re.MULTILINE)
        made = line.sub(lambda found, added=constraint: f"{found[1]} {added}", made)  # type: ignore[misc]  # an argument keeps the loop's value
    # A computed column is hidden, and cannot be inserted.
    query = "SELECT name FROM pragma_table_xinfo(?) WHERE hidden = 0"
    names = ", ".join(f'"{name}"' for (name,) in connection.exec_driver_sql(query, (table,)))
    for statement in (
        # Otherwise the rename would change views of other programs.
        "PRAGMA legacy_alter_table = ON",
        f"ALTER TABLE {table} RENAME TO {table}_unchecked",
        made,
        f"INSERT INTO {table} ({names}) SELECT {names} FROM {table}_unchecked",  # noqa: S608  # names of the file's own, quoted
        f"DROP TABLE {table}_unchecked",
        *others,
        "PRAGMA legacy_alter_table = OFF",
    ):
        connection.exec_driver_sql(statement)


def _definitions(connection: Connection, table: str) -> tuple[str, list[str]]:
    """The statements that made the table, and its indexes and triggers."""
    query = "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND tbl_name = ? ORDER BY rowid"
    # The table itself comes first: nothing of it can be made before it.
    made, *others = connection.exec_driver_sql(query, (table,)).scalars()
    return made, others
