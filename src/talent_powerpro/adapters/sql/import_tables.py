"""Mapping from each kind of imported row to its table and columns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from json import dumps, loads
from typing import Any, TypeAlias
from uuid import uuid4

from attrs import frozen
from sqlalchemy import Column, ColumnElement, Connection, Select, Table, select

from talent_powerpro.adapters.sql import schema
from talent_powerpro.adapters.sql.columns import LocalDate, UtcDateTime, YesNo
from talent_powerpro.adapters.sql.unreadable import (
    as_text,
    by_column,
    columns_in,
    is_readable,
    rows_of,
    sentence,
)
from talent_powerpro.pieces import pieces
from talent_powerpro.ports.import_set import Cell, Cells, ImportedRow, Kind

Identity: TypeAlias = tuple[str | datetime, ...]
"""A row's key with its times as UTC moments, so that equal moments compare equal."""


@frozen
class StoredRow:
    """One stored row."""

    id: str
    place: int | str
    """Rows are in the order of their places: oldest first, or by id."""
    cells: dict[str, Any]
    """Without those that cannot be read."""
    unreadable: Mapping[str, str]
    """By column, the sentences on the cells that cannot be read."""


@frozen
class LastImported:
    """The cells as last imported, by row id, without rows that were never imported."""

    rows: dict[str, Cells]
    unreadable: dict[str, str]
    """The sentences on those that cannot be read."""


@frozen
class ImportTable:
    """The table of one kind of imported row."""

    kind: Kind
    table: Table
    id: str
    """The column that identifies a row inside the store."""
    key: tuple[str, ...]
    """The columns of `ImportedRow.key`, in its order."""
    blanks: Mapping[str, Cell]
    """The columns that an import can set, with their values where it sets none."""
    dates: tuple[str, ...]
    """Those that have a date."""

    def identity(self, key: tuple[str, ...]) -> Identity:
        """A row's key as values. A contact date without a zone is read as UTC."""
        if self.kind is not Kind.CONTACT_LOG:
            return key
        return tuple(
            _moment(text) if isinstance(self.table.c[name].type, UtcDateTime) else text
            for name, text in zip(self.key, key, strict=True)
        )

    def cells(self, row: ImportedRow) -> dict[str, Cell]:
        """The row's cells without those of its key, which never change."""
        return {name: cell for name, cell in row.cells.items() if name not in self.key}

    def new(self, key: tuple[str, ...], cells: Cells) -> dict[str, Any]:
        """The row to insert. Its id is new, unless the key includes the id."""
        identity = dict(zip(self.key, self.identity(key), strict=True))
        return {self.id: uuid4().hex, **self.blanks, **cells, **identity}

    @property
    def group(self) -> Column[str]:
        """The first column of the key."""
        column: Column[str] = self.table.c[self.key[0]]
        return column

    def stored(self, connection: Connection, *where: ColumnElement[bool]) -> Iterator[StoredRow]:
        """Yield the stored rows of the kind, read one by one."""
        # Courses and clients have no sequence.
        order = self.table.c.get("sequence", self.table.c[self.id])
        names = dict.fromkeys((self.id, *self.key, *self.blanks))
        columns = [self.table.c[name] for name in names]
        query: Select[Any] = select(*columns, order.label("place")).where(*where).order_by(order)
        known = columns_in(select(*columns))
        for row in connection.execute(query):
            *found, place = row
            cells, why = dict(zip(names, found, strict=True)), {}
            if not is_readable(found):
                # Such a cell is left out: an import puts the file's in its place.
                why = by_column(cells, known)
                cells = {name: cell for name, cell in cells.items() if name not in why}
            place = place if isinstance(place, int) else as_text(place)
            yield StoredRow(as_text(found[0]), place, cells, why)

    def last_imported(self, connection: Connection, ids: Iterable[str]) -> LastImported:
        """The cells as last imported of the rows with these *ids*."""
        table = schema.imported_rows
        found = LastImported({}, {})
        for some in pieces(ids):
            query = select(table.c.kind, table.c.row, table.c.cells)
            theirs = query.where(table.c.kind == self.kind.value, table.c.row.in_(some))
            for cells, why in rows_of(connection, theirs):
                try:
                    found.rows[cells["row"]] = self._cells(cells["cells"])
                except (ValueError, TypeError, LookupError, AttributeError):
                    bad = sentence(table.c.cells, cells["row"], dumps(cells["cells"]))
                    found.unreadable[cells["row"]] = " ".join(why or (bad,))
        return found

    def remembered(self, text: str) -> dict[str, Cell]:
        """The cells that `as_json` made the JSON *text* from."""
        return self._cells(loads(text))

    def _cells(self, found: dict[str, Any]) -> dict[str, Cell]:
        if not found.keys() <= self.blanks.keys():
            raise LookupError(found)
        # JSON has no dates, so they are stored as text.
        days = {
            name: date.fromisoformat(cell)
            for name in self.dates
            if isinstance(cell := found.get(name), str)
        }
        return {**found, **days}


def as_json(cells: Cells) -> dict[str, Any]:
    """Cells as they are remembered: dates in ISO form, the rest as it is."""
    return {
        name: cell.isoformat() if isinstance(cell, date) else cell for name, cell in cells.items()
    }


def key_of(target: ImportTable, stored: Mapping[str, Any]) -> tuple[str, ...]:
    """The import key of a stored row."""
    values = (stored[name] for name in target.key)
    return tuple(
        value.isoformat() if isinstance(value, datetime) else str(value) for value in values
    )


def to_the_second(identity: Identity) -> Identity:
    """The identity with its times cut to the second, as our own export files have them."""
    return tuple(
        part.replace(microsecond=0) if isinstance(part, datetime) else part for part in identity
    )


def to_the_minute(identity: Identity) -> Identity:
    """The identity with its times cut to the minute, as other systems' files may have them."""
    return tuple(
        part.replace(second=0, microsecond=0) if isinstance(part, datetime) else part
        for part in identity
    )


def _import_table(
    kind: Kind,
    table: Table,
    *,
    id: str,
    key: tuple[str, ...],
    **filled: Cell,
) -> ImportTable:
    own = {"sequence", id, *key}
    free = [each for each in table.columns if each.name not in own and each.computed is None]
    return ImportTable(
        kind=kind,
        table=table,
        id=id,
        key=key,
        blanks={each.name: filled.get(each.name, _blank(each)) for each in free},
        dates=tuple(each.name for each in free if isinstance(each.type, LocalDate)),
    )


def _blank(column: Column[Any]) -> Cell:
    if column.nullable:
        return None
    return False if isinstance(column.type, YesNo) else ""


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC)


IMPORT_TABLES = (
    _import_table(Kind.COURSE, schema.courses, id="code", key=("code",)),
    _import_table(Kind.CLIENT, schema.clients, id="code", key=("code",)),
    _import_table(Kind.ENROLMENT, schema.enrolments, id="id", key=("id",)),
    _import_table(Kind.UNIT, schema.units, id="id", key=("enrolment_id", "code", "type")),
    _import_table(
        Kind.CONTACT_LOG,
        schema.contact_logs,
        id="id",
        key=("enrolment_id", "contact_date", "contact_type"),
        status="Closed",
        priority_flag="<No flag>",
    ),
)
"""In the order in which rows must be stored, because of foreign keys. It is that of `Kind`."""
