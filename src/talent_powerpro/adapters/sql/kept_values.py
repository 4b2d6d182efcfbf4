"""Reading of tables whose columns have the names of a value's fields."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from json import dumps
from typing import Any, TypeVar

from attrs import AttrsInstance, fields
from sqlalchemy import Column, ColumnElement, Connection, Select, Table, select

from talent_powerpro.adapters.sql.columns import Json
from talent_powerpro.adapters.sql.transactions import Store
from talent_powerpro.adapters.sql.unreadable import columns_in, named, rows_of, sentence
from talent_powerpro.model import EnrolmentId
from talent_powerpro.records.unreadable import UnreadableRow

V = TypeVar("V")
A = TypeVar("A", bound=AttrsInstance)

PAGE = 5000
"""Keys that are read at once."""


def columns_of(table: Table, value: type[AttrsInstance]) -> tuple[Column[Any], ...]:
    """The columns that have the names of *value*'s fields."""
    names = (each.name for each in fields(value))
    return tuple(table.c[name] for name in names if name in table.c)


def all_kept(store: Store, table: Table, kind: type[A], *, blocks: bool = False) -> tuple[A, ...]:
    """Every readable row of *table* as a *kind*, oldest first; see `kept`."""
    query = select(*columns_of(table, kind)).order_by(table.c.sequence)
    with store.reading() as connection:
        return kept(store, connection, table, query, lambda cells: kind(**cells), blocks=blocks)


def pages_of(
    store: Store, column: Column[Any], *where: ColumnElement[bool]
) -> Iterator[Sequence[str]]:
    """The texts of a key column, in order, some thousand at a time.

    So no transaction is open while the caller reads something else.
    """
    query, last = select(column).where(*where).order_by(column).limit(PAGE), ""
    while True:
        with store.reading() as connection:
            found = connection.execute(query.where(column > last)).scalars().all()
        yield found
        if len(found) < PAGE:
            return
        last = found[-1]


def kept(
    store: Store,
    connection: Connection,
    table: Table,
    query: Select[Any],
    make: Callable[[dict[str, Any]], V],
    *,
    blocks: bool = False,
    instead: Callable[[dict[str, Any]], V] | None = None,
) -> tuple[V, ...]:
    """The readable rows of *query* over *table*, as values. The store reports the others.

    One row must not stop every student, and no row may be left out in silence. *blocks*: the
    enrolment of an unreadable row fails. *instead* makes a value in place of an unreadable row.
    """
    found: list[V] = []
    keys = [column for column in table.primary_key if column.name not in columns_in(query)]
    for cells, why in rows_of(connection, query.add_columns(*keys)):
        row = dict(cells)
        for key in keys:
            del cells[key.name]
        if not why:
            try:
                found.append(make(cells))
                continue
            except (ValueError, TypeError, LookupError, AttributeError, ExceptionGroup):
                why = _no_value(table, row)  # JSON, and not the agent's own.
        if instead:
            found.append(instead(cells))
        about = EnrolmentId(str(row.get("enrolment_id") or ""))
        store.report(UnreadableRow(" ".join(why), about, blocks=blocks))
    return tuple(found)


def _no_value(table: Table, row: dict[str, Any]) -> tuple[str, ...]:
    columns = (each for each in table.columns if each.name in row and isinstance(each.type, Json))
    return tuple(sentence(each, named(table, row), dumps(row[each.name])) for each in columns)
