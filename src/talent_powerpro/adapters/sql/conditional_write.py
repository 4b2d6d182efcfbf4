"""Conditional updates: optimistic locking on the values that were read."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TypeAlias

from sqlalchemy import ColumnElement, Connection, Table, select, update

from talent_powerpro.adapters.sql.faults import fetched
from talent_powerpro.errors import EditedMeanwhile

Value: TypeAlias = str | bool | date | None
Values: TypeAlias = Mapping[str, Value]

_REMEDY = "Nothing to do: the next run looks again."
_SHOWN = {
    "secondary_id": "Secondary ID",
    "outcome": "Outcome",
    "outcome_date": "Outcome Date",
    "short_comment": "Short comment",
    "export": "Talent LMS export",
    "export_date": "Talent LMS export date",
}
"""Columns as PowerPro's windows call them."""


def ensure(
    connection: Connection,
    table: Table,
    row: ColumnElement[bool],
    *,
    what: str,
    read: Values,
    wanted: Values,
) -> None:
    """Make *row*'s columns *wanted* where they are still as *read*; *what* is its name.

    Already as wanted: nothing is written. Otherwise `EditedMeanwhile`.
    """
    as_read = (table.c[name].is_not_distinct_from(value) for name, value in read.items())
    if read != wanted:
        written = connection.execute(update(table).where(row, *as_read).values(**wanted))
        if written.rowcount:
            return
    found = fetched(connection, select(*(table.c[name] for name in wanted)).where(row))
    if not found:
        raise gone(what)
    now = found[0]._asdict()
    if now != wanted:
        raise EditedMeanwhile(f"{what}: {_changes(read, now)}.", remedy=_REMEDY)


def gone(what: str) -> EditedMeanwhile:
    return EditedMeanwhile(f"{what} was read, and is no longer there.", remedy=_REMEDY)


def _changes(read: Values, now: Values) -> str:
    return "; ".join(
        f"{_SHOWN[name]} was read as {_shown(read[name])} and is now {_shown(value)}"
        for name, value in now.items()
        if value != read[name]
    )


def _shown(value: Value) -> str:
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, bool):
        return "ticked" if value else "not ticked"
    return repr(value) if value else "blank"
