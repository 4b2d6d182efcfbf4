"""Reading of tables whose columns have the names of a value's fields."""

from __future__ import annotations

from typing import Any, TypeVar

from attrs import AttrsInstance, fields
from sqlalchemy import Column, Table, select

from talent_powerpro.adapters.sql.faults import fetched
from talent_powerpro.adapters.sql.transactions import Store

V = TypeVar("V", bound=AttrsInstance)


def columns_of(table: Table, value: type[AttrsInstance]) -> tuple[Column[Any], ...]:
    """The columns that have the names of *value*'s fields."""
    names = (each.name for each in fields(value))
    return tuple(table.c[name] for name in names if name in table.c)


def all_kept(store: Store, table: Table, kind: type[V]) -> tuple[V, ...]:
    """Every row of *table* as a *kind*, oldest first."""
    query = select(*columns_of(table, kind)).order_by(table.c.sequence)
    with store.reading() as connection:
        return tuple(kind(**row._asdict()) for row in fetched(connection, query))
