"""Rows in every table of a store, and the comparison of all of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Column, Connection, Table, insert, select

from talent_powerpro.adapters.sql import schema
from talent_powerpro.adapters.sql.columns import Json, LocalDate, UtcDateTime, WholeNumber, YesNo

OF_POWERPRO = (
    schema.courses,
    schema.clients,
    schema.enrolments,
    schema.units,
    schema.contact_logs,
)
MEMORY = tuple(
    each
    for each in schema.metadata.sorted_tables
    if each not in (*OF_POWERPRO, schema.store, schema.migrations, schema.moved)
)
"""The tables of the agent's memory."""

_VALUES: dict[str, Any] = {
    "enrolment_id": "E1",
    "client_code": "C1",
    "unit_id": "U1",
    "stage": "provisioning",
    # As of an entry that has not ended.
    "status": "",
    "counts": {},
}


STATE = tuple(each for each in schema.STATE if each in MEMORY)
"""Those of the agent's state, which hosts can have alone."""


def add_memory(connection: Connection, tables: Sequence[Table] = MEMORY) -> None:
    """Add a row to each of the tables."""
    for table in tables:
        add_row(connection, table, {})


def add_row(connection: Connection, table: Table, cells: Mapping[str, Any]) -> None:
    """Add a row with these cells, as far as the table has them, and any others in the rest."""
    row = {each.name: _value(each, cells) for each in table.columns if each.name != "sequence"}
    connection.execute(insert(table), row)


def _value(column: Column[Any], cells: Mapping[str, Any]) -> Any:
    match column.type:
        case _ if column.name in (known := {**_VALUES, **cells}):
            return known[column.name]
        case Json():
            return []
        case LocalDate():
            return date(2022, 6, 2)
        case UtcDateTime():
            return datetime(2022, 6, 2, 6, 59, tzinfo=UTC)
        case YesNo():
            return True
        case WholeNumber():
            return 7
        case _:
            return "another RTO's"


def all_rows(
    connection: Connection, tables: Sequence[Table] = (*OF_POWERPRO, *MEMORY)
) -> dict[str, list[tuple[Any, ...]]]:
    """The rows of the tables, by the table's name."""
    return {table.name: _rows(connection, table) for table in tables}


def _rows(connection: Connection, table: Table) -> list[tuple[Any, ...]]:
    columns = [each for each in table.columns if each.computed is None]
    return sorted((tuple(row) for row in connection.execute(select(*columns))), key=repr)
