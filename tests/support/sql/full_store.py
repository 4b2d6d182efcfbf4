"""A store with many rows in every table, made by SQL."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Column, Connection, Table, create_engine, insert
from sqlalchemy.pool import NullPool

from talent_powerpro.adapters.sql import SqlPowerPro, schema
from talent_powerpro.adapters.sql.columns import (
    Json,
    LocalDate,
    UtcDateTime,
    WholeNumber,
    Word,
    YesNo,
)
from talent_powerpro.pieces import pieces

EACH: Mapping[str, float] = {
    "courses": 0.01,
    "units": 10,
    "imported_rows": 13,
    "sync_log": 12,
    "journal": 3,
    "written_results": 6,
    "result_evidence": 6,
    "told_topics": 2,
    "tries": 2,
    "engagement": 6,
    "exported_files": 0.01,
    "runs": 0.2,
    "standing_holds": 0.02,
    "hold_answers": 0.05,
    "pending_memberships": 0.01,
    "standing_failures": 0.02,
    "waits": 0.02,
    "dismissals": 0.02,
    "ids_set_aside": 0.1,
    "portal": 0,
}
"""Rows of a table for each enrolment; where it is not named, one."""
START = datetime(2022, 6, 2, 6, 59, 0, 1, tzinfo=UTC)


def make_full(path: Path, enrolments: int) -> None:
    """Make a store in a file with so many enrolments, and rows of them in every table."""
    SqlPowerPro.create(f"sqlite:///{path.as_posix()}").close()
    engine = create_engine(f"sqlite:///{path.as_posix()}", poolclass=NullPool)
    with engine.begin() as connection:
        fill(connection, enrolments)


def fill(connection: Connection, enrolments: int) -> None:
    own = (schema.store, schema.migrations, schema.moved)
    for table in schema.metadata.tables.values():
        if table not in own:
            most = max(1, round(EACH.get(table.name, 1) * enrolments))
            for some in pieces(_rows(table, most, enrolments)):
                connection.execute(insert(table), list(some))


def _rows(table: Table, rows: int, enrolments: int) -> Iterator[dict[str, Any]]:
    columns = [each for each in table.columns if each.computed is None and each.name != "sequence"]
    for row in range(rows):
        yield {each.name: _value(each, row, enrolments) for each in columns}


def _value(column: Column[Any], row: int, enrolments: int) -> Any:
    if column.foreign_keys:
        (key,) = column.foreign_keys
        parents = max(1, round(EACH.get(key.column.table.name, 1) * enrolments))
        return f"{key.column.name} {row % parents}"
    if column.nullable and row % 3 == 0:
        return None
    for kind, make in _OF_KIND.items():
        if isinstance(column.type, kind):
            return make(row)
    if column.primary_key or column.unique or column.name in _OF_A_KEY:
        return f"{column.name} {row}"
    return f"{column.name} of {row}: Nguyễn Thị Ánh" if row % 5 else ""


_OF_A_KEY = ("enrolment_id", "unit_id", "run_id", "user_id", "item")
_OF_KIND: Mapping[type, Callable[[int], Any]] = {
    Word: lambda row: ("Unit", "Module")[row % 2],
    # Neither sorted nor without letters beyond ASCII.
    Json: lambda row: {"z": f"Łukasz {row}", "a": [row, None, 1.50]} if row % 2 else [],
    LocalDate: lambda row: date(2022, 1, 1) + timedelta(row % 700),
    UtcDateTime: lambda row: START + timedelta(minutes=row, microseconds=row),
    YesNo: lambda row: bool(row % 2),
    WholeNumber: lambda row: row,
}
