"""Checks across rows: unique keys, and references to rows of other files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set

from talent_powerpro.adapters.csv.columns import Column, Table
from talent_powerpro.adapters.csv.faults import ImportFault
from talent_powerpro.adapters.csv.sheet import Row, Sheet
from talent_powerpro.ports.import_set import Cell, Kind


def repeated(sheet: Sheet) -> Iterator[ImportFault]:
    """Yields a fault for each row whose unique fields equal those of an earlier row."""
    first: dict[tuple[Cell, ...], int] = {}
    unique = [column for column in sheet.table.columns if column.field in sheet.table.unique]
    for row in sheet.rows:
        # A cell that could not be parsed, or a key that the file has no column for, has a fault
        # already and cannot be compared.
        if sheet.table.key[0] not in row.cells or any(
            column.field in row.raw and column.field not in row.cells for column in unique
        ):
            continue
        same = tuple(row.cells.get(column.field) for column in unique)
        line = first.setdefault(same, row.line)
        if line != row.line:
            yield _repeated(sheet.table, row, unique, line)


def _repeated(table: Table, row: Row, unique: Sequence[Column], line: int) -> ImportFault:
    return ImportFault(
        file=table.file,
        line=row.line,
        column=", ".join(column.title for column in unique),
        value=", ".join(filter(None, (row.raw.get(column.field) for column in unique))),
        problem=f"is already on line {line}",
        remedy="Delete one of the two rows, or correct the one that is wrong.",
    )


def unknown(sheet: Sheet, sheets: Sequence[Sheet]) -> Iterator[ImportFault]:
    """Yields a fault for each cell that refers to a row that its file does not have.

    References to a file that could not be read completely are not checked: one unreadable row
    there would make a fault of every row that refers to it.
    """
    known: dict[Kind | None, tuple[str, Set[Cell]]] = {
        other.table.kind: (other.table.file, _keys(other)) for other in sheets if other.whole
    }
    for row in sheet.rows:
        yield from _unknown(sheet.table, row, known)


def _keys(sheet: Sheet) -> frozenset[Cell]:
    (field,) = sheet.table.key[:1]
    return frozenset(row.cells.get(field) for row in sheet.rows)


def _unknown(
    table: Table, row: Row, known: Mapping[Kind | None, tuple[str, Set[Cell]]]
) -> Iterator[ImportFault]:
    for column in table.columns:
        kind = column.names
        if kind not in known or column.field not in row.cells:
            continue
        file, keys = known[kind]
        if row.cells[column.field] not in keys:
            yield ImportFault(
                file=table.file,
                line=row.line,
                column=column.title,
                value=row.raw[column.field],
                problem=f"is not in {file}",
                remedy=f"Add the {kind} to {file}, or correct the code. Leading zeros "
                "and capitals must match.",
            )
