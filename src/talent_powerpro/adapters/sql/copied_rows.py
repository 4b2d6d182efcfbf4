"""Rows that are copied from store to store: reading in pages, inserting and comparing.

Each table is copied by its columns without the computed ones. A row's ``sequence`` is given anew,
in the same order.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, closing, contextmanager
from functools import cache
from itertools import chain, zip_longest
from typing import Any, TypeAlias

from sqlalchemy import (
    Column,
    Connection,
    CursorResult,
    MetaData,
    Row,
    Table,
    delete,
    insert,
    select,
)

from talent_powerpro.adapters.sql import schema
from talent_powerpro.adapters.sql.columns import OF_AN_RTO, Json, LongText

PAGE = 1000
"""Rows that are in memory at once."""

Translated: TypeAlias = Callable[[], AbstractContextManager[None]]

Told: TypeAlias = Callable[[Table, int], object]
"""Called with a table and the number of its rows that were done since the last call."""

TABLES = tuple(
    each
    for each in schema.metadata.tables.values()
    if each not in {schema.store, schema.migrations, schema.moved}
)
"""The tables whose rows are copied, in the schema's order: each after those that it refers to."""


@cache
def as_stored(table: Table) -> Table:
    """*table* without its computed columns, and with JSON as the text that is stored."""
    columns = (
        Column(
            each.name,
            LongText() if isinstance(each.type, Json) else each.type,
            primary_key=each.primary_key,
            nullable=each.nullable,
        )
        for each in table.columns
        if each.computed is None
    )
    return Table(table.name, MetaData(), *columns, info={OF_AN_RTO: True})


@contextmanager
def pages(
    translated: Translated, connection: Connection, table: Table
) -> Iterator[Iterator[Sequence[Row[Any]]]]:
    """The rows of *table* in the order of their keys, some at a time, within one transaction.

    *translated* raises the driver's errors as faults of the right store: two are open.
    """
    stored = as_stored(table)
    query = select(stored).order_by(*stored.primary_key)
    with translated():
        found = connection.execute(query, execution_options={"yield_per": PAGE})
    with closing(found):
        yield _fetched(translated, found)


def _fetched(translated: Translated, found: CursorResult[Any]) -> Iterator[Sequence[Row[Any]]]:
    while True:
        with translated():
            page = found.fetchmany(PAGE)
        if not page:
            return
        yield page


def insert_page(connection: Connection, table: Table, page: Sequence[Row[Any]]) -> None:
    """Insert rows of another store in their order."""
    stored = as_stored(table)
    first = _first(table)
    names = tuple(stored.columns.keys())[first:]
    rows = [dict(zip(names, row[first:], strict=True)) for row in page]
    connection.execute(insert(stored), rows)


def first_difference(
    one: Iterator[Sequence[Row[Any]]], other: Iterator[Sequence[Row[Any]]], table: Table, told: Told
) -> tuple[Row[Any], str] | None:
    """The first row of *table* that differs, with the column; ``None``: all rows are equal.

    The column is blank for a row that only one of them has.
    """
    first = _first(table)
    done = 0
    for mine, theirs in zip_longest(chain.from_iterable(one), chain.from_iterable(other)):
        if mine is None or theirs is None:
            return (mine or theirs), ""
        if mine[first:] != theirs[first:]:
            names = as_stored(table).columns.keys()
            differs = (at for at in range(first, len(names)) if mine[at] != theirs[at])
            return mine, names[next(differs)]
        done += 1
        if done % PAGE == 0:
            told(table, PAGE)
    told(table, done % PAGE)
    return None


def delete_rows(connection: Connection) -> None:
    """Delete all rows that a copy would write."""
    for table in reversed(TABLES):
        connection.execute(delete(table))


def has_rows(connection: Connection) -> bool:
    return any(
        connection.execute(select(*table.primary_key).limit(1)).first() is not None
        for table in TABLES
    )


def _first(table: Table) -> int:
    """The first column that is copied."""
    return 1 if "sequence" in table.columns else 0
