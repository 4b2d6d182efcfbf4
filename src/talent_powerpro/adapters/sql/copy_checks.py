"""Checks before a copy: every row that the other store could not take is named.

A value may be unreadable, because SQLite stores any value in any column; or readable, and more
than a column of a server has room for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any, TypeAlias

from sqlalchemy import Column, Connection, Row, Table, select

from talent_powerpro.adapters.sql.columns import (
    LocalDate,
    LongText,
    ShortText,
    UtcDateTime,
    WholeNumber,
    Word,
    YesNo,
)
from talent_powerpro.adapters.sql.copied_rows import TABLES, Told, as_stored, pages
from talent_powerpro.adapters.sql.dialects import Dialect
from talent_powerpro.adapters.sql.transactions import Store
from talent_powerpro.adapters.sql.unreadable import named, sentence, shown

Checked: TypeAlias = tuple[int, Column[Any], type, Callable[[Any], str]]
"""A column: its place in the row, itself, the type of its values, and what says why a store cannot
hold one."""

_TYPES: Mapping[type, type] = {
    ShortText: str,
    LongText: str,
    Word: str,
    LocalDate: date,
    UtcDateTime: datetime,
    YesNo: bool,
    WholeNumber: int,
}


def faults_of_rows(
    store: Store, connection: Connection, dialect: Dialect, told: Told
) -> Iterator[str]:
    """A sentence for each value that cannot be read, or that *dialect* cannot hold.

    Then one for each row that refers to a missing one.
    """
    for table in TABLES:
        columns = tuple(as_stored(table).columns)
        checked = tuple(
            (at, column, _TYPES[type(column.type)], dialect.limit(column.type))
            for at, column in enumerate(columns)
            if column.name != "sequence"
        )
        with pages(store.translated, connection, table) as found:
            for page in found:
                for row in page:
                    yield from _faults_of(row, table, checked)
                told(table, len(page))
    with store.translated():
        yield from _without_parent(connection)


def _faults_of(row: Row[Any], table: Table, checked: Sequence[Checked]) -> Iterator[str]:
    for at, column, kind, limit in checked:
        value = row[at]
        if value is None and column.nullable:
            continue
        if not isinstance(value, kind):
            yield sentence(table.c[column.name], named(table, row._asdict()), value)
        elif why := limit(value):
            yield (
                f"Row {named(table, row._asdict())} of the table {table.name}: "
                f"{column.name} is {shown(value)}, {why}."
            )


def _without_parent(connection: Connection) -> Iterator[str]:
    """Only an edit by hand leaves such rows in a file, and no server takes them."""
    for table in TABLES:
        for key in table.foreign_keys:
            parent, own = key.column.table, key.parent
            joined = table.outerjoin(parent, own == key.column)
            query = select(table.c.id, own).select_from(joined)
            for row in connection.execute(query.where(key.column.is_(None))):
                yield (
                    f"Row {named(table, row._asdict())} of the table {table.name}: {own.name} is "
                    f"{shown(row[-1])}, and {parent.name} has no such row."
                )
