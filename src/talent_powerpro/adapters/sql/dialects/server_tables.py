"""The tables of a server: those of the schema, with the RTO of each row.

Keys, constraints and indexes lead with the RTO's number. A row's ``sequence`` alone is one for the
whole database.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Column,
    ColumnClause,
    Computed,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    UniqueConstraint,
    literal_column,
)
from sqlalchemy.sql.schema import ColumnCollectionConstraint, SchemaItem

from talent_powerpro.adapters.sql import schema
from talent_powerpro.adapters.sql.columns import LongText, ShortText, UnitLine, moment, text
from talent_powerpro.adapters.sql.dialects.server_scope import RTO, is_of_an_rto
from talent_powerpro.adapters.sql.table_names import NO_NAMES, OwnName, TableNames

_NAMES = {
    "ix": "ix_%(table_name)s_%(column_1_name)s",
    "uq": "uq_%(table_name)s_%(column_1_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_1_name)s",
    "pk": "pk_%(table_name)s",
}
"""As in `schema.metadata`. The first column is always the RTO, so the second gives the name."""

_OF_MARIADB: Mapping[str, Any] = {"mariadb_engine": "InnoDB", "mariadb_charset": "utf8mb4"}
"""What is else the database's own choice. Without transactions writes would be half done, and
another character set, which most servers have by default, lacks letters of computed columns."""

_own = MetaData()

rtos = Table(
    OwnName("rtos"),
    _own,
    Column("number", Integer, primary_key=True),
    Column("name", ShortText, nullable=False, unique=True),
    moment("made_at"),
)
"""The RTOs of the database."""

run_locks = Table(
    OwnName("run_locks"), _own, Column("rto", ShortText, primary_key=True), text("holder")
)
"""Who last held the run lock of an RTO, by its name. For messages only."""


def server_tables(
    *,
    computed_stored: bool,
    indexes_expressions: bool,
    names: TableNames = NO_NAMES,
    only: Collection[Table] = tuple(schema.metadata.tables.values()),
) -> MetaData:
    """The tables as they are made on a server.

    *computed_stored*: computed columns are stored with the row. *indexes_expressions*: an index may
    have expressions; otherwise it ends before the first. *names* has their prefix. *only* are the
    tables to derive them from.
    """
    made = MetaData(naming_convention=_NAMES)
    for table in (*only, rtos, run_locks):
        name = names.of(table.name)
        if not is_of_an_rto(table):
            _plain(table, name, made)
            continue
        columns = (_column(each, computed_stored) for each in table.columns)
        number = Column(RTO, Integer, nullable=False)
        of_table = Table(name, made, number, *columns, *_constraints(table), **_OF_MARIADB)
        for index in sorted(table.indexes, key=lambda each: str(each.name)):
            _add_index(index, names.of(str(index.name)), of_table, indexes_expressions)
        if "sequence" in table.columns:
            Index(f"ix_{name}_sequence", of_table.c[RTO], of_table.c.sequence)
    return made


def _plain(table: Table, name: str, made: MetaData) -> None:
    """Make a table whose rows belong to no RTO as it is."""
    columns = [
        Column(each.name, each.type, primary_key=each.primary_key, nullable=each.nullable)
        for each in table.columns
    ]
    unique = (each.name for each in table.columns if each.unique)
    constraints = (UniqueConstraint(each, name=f"uq_{name}_{each}") for each in unique)
    Table(name, made, *columns, *constraints, **_OF_MARIADB)


def _column(column: Column[Any], computed_stored: bool) -> Column[Any]:
    # A type with a constraint belongs to one column.
    kind = column.type.copy()
    if column.computed is not None:
        stored = Computed(column.computed.sqltext, persisted=computed_stored)
        return Column(column.name, LongText() if computed_stored else kind, stored)
    if column.name == "sequence":
        return Column(column.name, kind, primary_key=True)
    return Column(column.name, kind, nullable=column.nullable)


def _constraints(table: Table) -> Iterator[SchemaItem]:
    for each in sorted(table.constraints, key=lambda constraint: str(constraint.name)):
        match each:
            case CheckConstraint():
                pass  # A server's columns have types. Those of `YesNo` and `Word` make their own.
            case ForeignKeyConstraint():
                (target,) = each.elements
                names = [RTO, *each.column_keys]
                of = target.column.table.name
                yield ForeignKeyConstraint(names, [f"{of}.{RTO}", target.target_fullname])
            case PrimaryKeyConstraint() if "sequence" not in each.columns:
                yield PrimaryKeyConstraint(RTO, *each.columns.keys())
            case UniqueConstraint():
                yield UniqueConstraint(RTO, *each.columns.keys())
            case ColumnCollectionConstraint():
                pass  # The primary key that is the sequence.


def _add_index(index: Index, name: str, table: Table, indexes_expressions: bool) -> None:
    parts: list[Any] = []
    for each in index.expressions:
        if isinstance(each, Column):
            parts.append(table.c[each.name])
        elif not indexes_expressions or isinstance(each, UnitLine):
            # A unit's line has free text, and may be longer than an index has room for.
            break
        else:
            parts.append(literal_column(f"({each})") if isinstance(each, ColumnClause) else each)
    if parts:
        Index(name, table.c[RTO], *parts)
