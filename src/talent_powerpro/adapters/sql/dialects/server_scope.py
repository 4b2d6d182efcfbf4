"""Many RTOs in the tables of one server: every statement says whose rows it means.

The adapter's statements name no RTO, because a SQLite file has the rows of one. On a server each
row has the number of its RTO. The condition on it is added here, where statements become SQL, so
that no query can forget it: to each table that a query, an update or a deletion names, and to each
row that is inserted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any, TypeAlias

from sqlalchemy import (
    Alias,
    BindParameter,
    Column,
    Connection,
    Delete,
    FromClause,
    Insert,
    Integer,
    Join,
    MetaData,
    Select,
    Table,
    Update,
    and_,
    bindparam,
    insert,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.dml import UpdateBase
from sqlalchemy.sql.expression import ColumnElement, SelectBase
from sqlalchemy.types import Boolean

from talent_powerpro.adapters.sql import schema
from talent_powerpro.adapters.sql.columns import OF_AN_RTO

RTO = "rto"
"""The column with the number of the row's RTO, and the parameter for it."""

Rows: TypeAlias = Mapping[str, Any]
Before: TypeAlias = Callable[
    [Connection, Any, Sequence[Rows], Rows, Mapping[str, Any]],
    tuple[Any, Sequence[Rows], Rows],
]

_SERVERS = ("postgresql", "mariadb")
_OF_THE_DATABASE = (schema.store, schema.migrations)
_NUMBER: BindParameter[int] = bindparam(RTO, type_=Integer, required=True)


def is_of_an_rto(table: object) -> bool:
    """Whether the rows of *table* belong to RTOs."""
    if not isinstance(table, Table):
        return False
    ours = table.metadata is schema.metadata and table not in _OF_THE_DATABASE
    return ours or OF_AN_RTO in table.info


class OfRto(ColumnElement[bool]):
    """The condition that the rows of a table, or of its alias, are those of the RTO."""

    inherit_cache = False
    type = Boolean()

    def __init__(self, rows: FromClause) -> None:
        assert isinstance(rows, Table | Alias)
        self.name = rows.name


@compiles(OfRto)
def _of_rto(condition: OfRto, compiler: SQLCompiler, **_: Any) -> str:
    return f"{compiler.preparer.quote(condition.name)}.{RTO} = {compiler.process(_NUMBER)}"


def _conditions(*rows: FromClause) -> Iterator[OfRto]:
    for each in rows:
        if is_of_an_rto(each.element if isinstance(each, Alias) else each):
            yield OfRto(each)


@compiles(Select, *_SERVERS)
def _select(query: Select[Any], compiler: SQLCompiler, **kw: Any) -> str:
    scoped = query.where(*_conditions(*map(_leftmost, query.get_final_froms())))
    return compiler.visit_select(scoped, **kw)  # type: ignore[no-any-return,no-untyped-call]  # SQLAlchemy's visitors have no types


def _leftmost(rows: FromClause) -> FromClause:
    return _leftmost(rows.left) if isinstance(rows, Join) else rows


@compiles(Join, *_SERVERS)
def _join(join: Join, compiler: SQLCompiler, **kw: Any) -> str:
    # Not in the query's own condition: an outer join would lose the rows without a partner.
    assert join.onclause is not None
    on = and_(join.onclause, *_conditions(join.right))
    scoped = Join(join.left, join.right, on, isouter=join.isouter, full=join.full)
    return compiler.visit_join(scoped, **kw)  # type: ignore[no-any-return,no-untyped-call]  # SQLAlchemy's visitors have no types


@compiles(Update, *_SERVERS)
def _update(update: Update, compiler: SQLCompiler, **kw: Any) -> str:
    scoped = update.where(*_conditions(update.table))
    return compiler.visit_update(scoped, **kw)


@compiles(Delete, *_SERVERS)
def _delete(delete: Delete, compiler: SQLCompiler, **kw: Any) -> str:
    scoped = delete.where(*_conditions(delete.table))
    return compiler.visit_delete(scoped, **kw)  # type: ignore[no-any-return,no-untyped-call]  # SQLAlchemy's visitors have no types


@cache
def with_rto(table: Table) -> Table:
    """*table* as rows are inserted into it: without computed columns, with that of the RTO."""
    columns = (Column(each.name, each.type) for each in table.columns if each.computed is None)
    return Table(table.name, MetaData(), Column(RTO, Integer), *columns)


def for_rto(number: int) -> Before:
    """A listener to ``before_execute`` that executes each statement for the RTO *number*."""
    of_rto = {RTO: number}

    def before(
        connection: Connection,  # noqa: ARG001  # the signature is SQLAlchemy's
        statement: Any,
        several: Sequence[Rows],
        one: Rows,
        options: Mapping[str, Any],  # noqa: ARG001
    ) -> tuple[Any, Sequence[Rows], Rows]:
        if not isinstance(statement, SelectBase | UpdateBase):
            return statement, several, one
        if isinstance(statement, Insert) and is_of_an_rto(statement.table):
            assert several or one, "Rows to insert are passed as parameters."
            statement = insert(with_rto(statement.table))
        if several:
            return statement, [{**each, **of_rto} for each in several], {}
        return statement, (), {**one, **of_rto}

    return before
