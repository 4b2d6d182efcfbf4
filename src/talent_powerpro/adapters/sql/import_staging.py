"""Staging of an import: its rows wait in temporary tables, so that memory does not hold them.

Rows of a file come in any order, but all rows of one enrolment must be matched together. The
database sorts them, in temporary files of its own. A *group* is the rows of one kind whose keys
begin alike: one course, one client, one enrolment, or the units or contact logs of one enrolment.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from json import dumps, loads
from typing import Any

from attrs import Factory, define, frozen
from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Integer,
    MetaData,
    Select,
    Table,
    UniqueConstraint,
    delete,
    func,
    insert,
    select,
)

from talent_powerpro.adapters.sql.columns import LongText, ShortText
from talent_powerpro.adapters.sql.dialects import dialect_of
from talent_powerpro.adapters.sql.import_tables import ImportTable, as_json
from talent_powerpro.adapters.sql.unreadable import is_readable
from talent_powerpro.pieces import AT_ONCE, pieces
from talent_powerpro.ports.import_set import Cell, ImportedRow, Kind

GROUPS_AT_ONCE = 100
"""Groups that are merged together: some thousand rows."""

_temporary = MetaData()
_rows = Table(
    "import_staged",
    _temporary,
    Column("position", Integer, primary_key=True),
    Column("kind", ShortText),
    Column("name", ShortText),
    # JSON, as text: it becomes the store's record of the last import as it is.
    Column("key", LongText),
    Column("cells", LongText),
    # For its index. An index made apart would end the transaction on some servers.
    UniqueConstraint("kind", "name", "position"),
    prefixes=["TEMPORARY"],
)
_groups = Table(
    "import_groups",
    _temporary,
    Column("number", Integer, primary_key=True),
    Column("name", ShortText),
    prefixes=["TEMPORARY"],
)
_new = Table(
    "import_new",
    _temporary,
    Column("position", Integer, primary_key=True),
    prefixes=["TEMPORARY"],
)


@frozen
class StagedRow:
    """A row of the import."""

    position: int
    """Its place in the import."""
    target: ImportTable
    key: tuple[str, ...]
    remembered: str
    """The cells without those of the key, as the store remembers them: as JSON."""

    @property
    def cells(self) -> dict[str, Cell]:
        """The cells without those of the key."""
        return self.target.remembered(self.remembered)


@frozen
class Groups:
    """Groups with the numbers from *first* to *last*."""

    first: int
    last: int

    @property
    def names(self) -> Select[tuple[str]]:
        """The query of their names."""
        numbers = _groups.c.number.between(self.first, self.last)
        return select(_groups.c.name).where(numbers)


@define
class Staging:
    """The staged rows of one import, inside the transaction of *connection*."""

    connection: Connection
    rows: int = 0
    _ranges: dict[Kind, tuple[int, int]] = Factory(dict)
    """The first and the last position of each kind."""
    _merged: set[Kind] = Factory(set)
    """The kinds of which the store has rows."""

    def begin(self) -> None:
        """Make the tables. They end with the transaction if it is rolled back, else with `end`."""
        dialect_of(self.connection).make_temporary(self.connection, _temporary)

    def end(self) -> None:
        """Delete the tables."""
        dialect_of(self.connection).drop_temporary(self.connection, _temporary)

    def add(self, target: ImportTable, rows: Iterable[ImportedRow]) -> None:
        """Stage the rows of one kind."""
        first = self.rows + 1
        names = ("kind", "name", "key", "cells")
        # Straight to the driver: these are texts, which need none of SQLAlchemy's conversions.
        add = insert(_rows).inline().compile(self.connection, column_keys=names)
        staged: list[Any]
        for some in pieces(rows):
            staged = [_staged(target, row) for row in some]
            if not add.positional:
                staged = [dict(zip(names, each, strict=True)) for each in staged]
            self.connection.exec_driver_sql(str(add), staged)
            self.rows += len(some)
        self._ranges[target.kind] = first, self.rows

    def repeated(self, target: ImportTable) -> Iterator[tuple[tuple[str, ...], int]]:
        """The keys that several rows share, with the number of rows, in the order of the rows."""
        times = func.count()
        query = select(_rows.c.key, times).where(self._positions(target)).group_by(_rows.c.key)
        query = query.having(times > 1).order_by(func.min(_rows.c.position))
        for key, found in self.connection.execute(query):
            yield tuple(loads(key)), found

    def groups(self, target: ImportTable) -> Iterator[tuple[Groups, list[StagedRow]]]:
        """All groups of the import and of the store, some at a time, with their staged rows.

        None if the store has no row of the kind: then all rows are new.
        """
        stored = select(target.group).distinct()
        if not self.connection.execute(select(stored.exists())).scalar_one():
            return
        self._merged.add(target.kind)
        staged = select(_rows.c.name).where(self._positions(target))
        self.connection.execute(delete(_groups))
        self.connection.execute(insert(_groups).from_select(["name"], stored.union(staged)))
        last = self.connection.execute(select(func.max(_groups.c.number))).scalar_one()
        for first in range(1, last + 1, GROUPS_AT_ONCE):
            some = Groups(first, first + GROUPS_AT_ONCE - 1)
            query = select(_rows).where(
                _rows.c.kind == target.kind.value, _rows.c.name.in_(some.names)
            )
            yield some, self._fetched(target, query.order_by(_rows.c.position))

    def unreadable_groups(self) -> Iterator[Groups]:
        """The groups of stored rows whose name cannot be read."""
        for number, name in self.connection.execute(select(_groups.c.number, _groups.c.name)).all():
            if not is_readable((name,)):
                yield Groups(number, number)

    def mark_new(self, rows: Iterable[StagedRow]) -> None:
        """Mark rows that the store does not have, for `new`."""
        if positions := [{"position": row.position} for row in rows]:
            self.connection.execute(insert(_new), positions)

    def new(self, target: ImportTable) -> Iterator[list[StagedRow]]:
        """The rows that the store does not have, in the order of the import, some at a time."""
        done, last = self._ranges[target.kind]
        done -= 1
        query, position = select(_rows), _rows.c.position
        if target.kind in self._merged:
            position = _new.c.position
            query = query.join_from(_new, _rows, position == _rows.c.position)
        query = query.order_by(position).limit(AT_ONCE)
        # One lower bound only: of two, SQLite may take the smaller one, and read all rows before.
        while some := self._fetched(target, query.where(position > done, position <= last)):
            yield some
            done = some[-1].position

    def _positions(self, target: ImportTable) -> ColumnElement[bool]:
        return _rows.c.position.between(*self._ranges[target.kind])

    def _fetched(self, target: ImportTable, query: Select[Any]) -> list[StagedRow]:
        return [
            StagedRow(position, target, tuple(loads(key)), cells)
            for position, _, _, key, cells in self.connection.execute(query).all()
        ]


def _staged(target: ImportTable, row: ImportedRow) -> tuple[str, ...]:
    return target.kind.value, row.key[0], dumps(row.key), dumps(as_json(target.cells(row)))
