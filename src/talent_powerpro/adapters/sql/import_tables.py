"""Mapping from each kind of imported row to its table and columns."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from json import dumps
from typing import Any, TypeAlias
from uuid import uuid4

from attrs import frozen
from sqlalchemy import Column, Connection, Table, select

from talent_powerpro.adapters.sql import schema
from talent_powerpro.adapters.sql.columns import LocalDate, UtcDateTime, YesNo
from talent_powerpro.adapters.sql.unreadable import (
    as_text,
    by_column,
    columns_in,
    readable_cells,
    rows_of,
    sentence,
)
from talent_powerpro.ports.import_set import Cell, Cells, ImportedRow, Kind

Identity: TypeAlias = tuple[str | datetime, ...]
"""A row's key with its times as UTC moments, so that equal moments compare equal."""


@frozen
class Stored:
    """Rows of one kind by id."""

    rows: dict[str, dict[str, Any]]
    """Their cells, without those that cannot be read."""
    unreadable: dict[str, dict[str, str]]
    """By row and column, the sentences on the cells that cannot be read."""


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

    def identity(self, row: ImportedRow) -> Identity:
        """The row's key as values. A contact date without a zone is read as UTC."""
        return tuple(
            _moment(text) if isinstance(self.table.c[name].type, UtcDateTime) else text
            for name, text in zip(self.key, row.key, strict=True)
        )

    def cells(self, row: ImportedRow) -> dict[str, Cell]:
        """The row's cells without those of its key, which never change."""
        return {name: cell for name, cell in row.cells.items() if name not in self.key}

    def new(self, row: ImportedRow) -> dict[str, Any]:
        """The row to insert. Its id is new, unless the key includes the id."""
        identity = dict(zip(self.key, self.identity(row), strict=True))
        return {self.id: uuid4().hex, **self.blanks, **self.cells(row), **identity}

    def stored(self, connection: Connection) -> Stored:
        """All stored rows of the kind by id, oldest first."""
        names = dict.fromkeys((self.id, *self.key, *self.blanks))
        # Courses and clients have no sequence.
        order = self.table.c.get("sequence", self.table.c[self.id])
        query = select(*(self.table.c[name] for name in names)).order_by(order)
        columns = columns_in(query)
        found = Stored({}, {})
        for row in connection.execute(query).all():
            # A cell that cannot be read is left out: an import puts the file's in its place.
            cells = readable_cells(row)
            id = as_text(row._mapping[self.id])
            found.rows[id] = cells
            if len(cells) < len(row):
                found.unreadable[id] = by_column(row._asdict(), columns)
        return found

    def last_imported(self, connection: Connection) -> Stored:
        """The cells as last imported, by row id, without rows that were never imported."""
        table = schema.imported_rows
        query = select(table.c.kind, table.c.row, table.c.cells)
        found = Stored({}, {})
        for cells, why in rows_of(connection, query.where(table.c.kind == self.kind.value)):
            try:
                known = {name: self._cell(name, text) for name, text in cells["cells"].items()}
            except (ValueError, TypeError, LookupError, AttributeError):
                why = why or (sentence(table.c.cells, cells["row"], dumps(cells["cells"])),)
                found.unreadable[cells["row"]] = {"cells": " ".join(why)}
            else:
                found.rows[cells["row"]] = known
        return found

    def _cell(self, name: str, text: Any) -> Cell:
        # JSON has no dates, so they are stored as text.
        if isinstance(text, str) and isinstance(self.table.c[name].type, LocalDate):
            return date.fromisoformat(text)
        cell: Cell = text
        return cell


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
    free = (each for each in table.columns if each.name not in own and each.computed is None)
    return ImportTable(
        kind=kind,
        table=table,
        id=id,
        key=key,
        blanks={each.name: filled.get(each.name, _blank(each)) for each in free},
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
