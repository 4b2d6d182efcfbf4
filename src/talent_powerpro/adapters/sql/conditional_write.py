"""Conditional updates: optimistic locking on the values that were read."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TypeAlias

from sqlalchemy import ColumnElement, Connection, Table, select, update

from talent_powerpro.adapters.sql.unreadable import fetched
from talent_powerpro.errors import EditedMeanwhile

Value: TypeAlias = str | bool | date | None
Values: TypeAlias = Mapping[str, Value]

_REMEDY = "Nothing to do. The next run tries again."
_SHOWN = {
    "secondary_id": "Secondary ID",
    "outcome": "Outcome",
    "outcome_date": "Outcome Date",
    "short_comment": "Short comment",
    "export": "Talent LMS export",
    "export_date": "Talent LMS export date",
}
"""Column names as PowerPro's windows show them."""


def ensure(
    connection: Connection,
    table: Table,
    row: ColumnElement[bool],
    *,
    what: str,
    read: Values,
    wanted: Values,
) -> None:
    """Write *wanted* to *row* if its columns still have the values in *read*.

    If the row already has the values in *wanted*, nothing is written. Any other values were
    edited by a person meanwhile: raises `EditedMeanwhile`. *what* names the row in messages.
    """
    # One statement compares and writes, so that no edit can come in between. Unlike `=`,
    # IS NOT DISTINCT FROM also matches null with null.
    as_read = (table.c[name].is_not_distinct_from(value) for name, value in read.items())
    if read != wanted:
        written = connection.execute(update(table).where(row, *as_read).values(**wanted))
        if written.rowcount:
            return
    # No row was written. It has the new values already, or was edited, or is gone.
    found = fetched(connection, select(*(table.c[name] for name in wanted)).where(row))
    if not found:
        raise gone(what)
    now = found[0]._asdict()
    if now != wanted:
        raise EditedMeanwhile(
            f"{what} was edited after it was read: {_changes(read, now)}.", remedy=_REMEDY
        )


def gone(what: str) -> EditedMeanwhile:
    """The fault of a write to a row that was removed after it was read."""
    return EditedMeanwhile(f"{what} was removed after it was read.", remedy=_REMEDY)


def _changes(read: Values, now: Values) -> str:
    return "; ".join(
        f"{_SHOWN[name]} was {_shown(read[name])} and is now {_shown(value)}"
        for name, value in now.items()
        if value != read[name]
    )


def _shown(value: Value) -> str:
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, bool):
        return "ticked" if value else "not ticked"
    return repr(value) if value else "blank"
