"""Checks of all rows of a file: their cells, unique keys, and references to other files.

The files are read one after the other, each row once. What is kept of a row is its code, if other
files may refer to it, and a hash of its unique fields.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Set
from typing import TypeAlias

from attrs import Factory, define, frozen

from talent_powerpro.adapters.csv.columns import Column, Table
from talent_powerpro.adapters.csv.faults import ImportFault, shown
from talent_powerpro.adapters.csv.sheet import Row, Sheet
from talent_powerpro.ports.import_set import Cell, Kind

Known: TypeAlias = Mapping[Kind | None, tuple[str, Set[Cell]]]
"""By kind, its file, and the codes of all of its rows. Only of files that were read completely:
one unreadable row would make a fault of every row that refers to it."""


@frozen
class Checked:
    """The result of checking a file."""

    faults: tuple[ImportFault, ...]
    """In the order of lines."""
    warnings: tuple[str, ...]
    rows: int
    codes: Set[Cell] | None
    """The first field of each row's key. ``None``: the file was not read completely."""


def check(sheet: Sheet, known: Known, *, named: bool) -> Checked:
    """Check all rows of the file. *named*: whether other files refer to its rows."""
    found = _Found(sheet.table)
    found.add(*sheet.faults)
    for row, faults in sheet.rows():
        found.add(*faults)
        if row is None:
            found.whole = False
            continue
        found.rows += 1
        if named:
            found.codes.add(row.cells.get(sheet.table.key[0]))
        found.see(row)
        found.add(*_unknown(sheet.table, row, known), last=True)
    if found.twice:
        found.add(*_repeated(sheet, found))
    whole = found.whole and _has(sheet, sheet.table.key[0])
    return Checked(
        faults=tuple(fault for *_, fault in sorted(found.faults, key=lambda each: each[:2])),
        warnings=(*sheet.warnings, *_no_dates(sheet.table, found.no_dates)),
        rows=found.rows,
        codes=found.codes if whole else None,
    )


@define
class _Found:
    """What was found in a file so far."""

    table: Table
    faults: list[tuple[int, bool, ImportFault]] = Factory(list)
    """Each with its line, and whether it comes after the others of the line."""
    rows: int = 0
    codes: set[Cell] = Factory(set)
    no_dates: Counter[tuple[str, str]] = Factory(Counter)
    """The number of rows, by field and by text that stands for no date."""
    whole: bool = True
    """Whether every record was a row."""
    seen: set[int] = Factory(set)
    twice: set[int] = Factory(set)
    """Hashes of unique fields: of all rows, and those that came twice. Two rows may have one
    hash by chance, so the fields themselves are compared before a fault is made of it."""

    def add(self, *faults: ImportFault, last: bool = False) -> None:
        self.faults.extend((fault.line or 0, last, fault) for fault in faults)

    def see(self, row: Row) -> None:
        if (same := _unique(self.table, row)) is not None:
            one = hash(same)
            (self.twice if one in self.seen else self.seen).add(one)
        if None in row.cells.values():
            self.no_dates.update(
                (field, row.raw[field])
                for field, cell in row.cells.items()
                if cell is None and row.raw[field]
            )


def _has(sheet: Sheet, field: str) -> bool:
    places = sheet.header.places if sheet.header else ()
    return any(column.field == field and place is not None for column, place in places)


def _no_dates(table: Table, found: Mapping[tuple[str, str], int]) -> Iterator[str]:
    """A warning for each column and text that stands for no date, with the number of rows."""
    for column in table.columns:
        for (field, text), count in found.items():
            if field == column.field:
                yield (
                    f"{table.file}: {column.title} {shown(text)} stands for no date and was read "
                    f"as blank in {count} {'row' if count == 1 else 'rows'}."
                )


def _unique(table: Table, row: Row) -> tuple[Cell, ...] | None:
    """The fields that no other row may share; ``None``: they cannot be compared.

    A cell that could not be parsed, or a key that the file has no column for, has a fault already.
    """
    cells = row.cells
    if table.key[0] not in cells or any(
        field in row.raw and field not in cells for field in table.unique
    ):
        return None
    return tuple([cells.get(field) for field in table.unique])


def _repeated(sheet: Sheet, found: _Found) -> Iterator[ImportFault]:
    """Yields a fault for each row whose unique fields equal those of an earlier row."""
    first: dict[tuple[Cell, ...], int] = {}
    for row, _ in sheet.rows():
        if row is None or (same := _unique(sheet.table, row)) is None:
            continue
        if hash(same) not in found.twice:
            continue
        line = first.setdefault(same, row.line)
        if line != row.line:
            yield _is_repeated(sheet.table, row, line)


def _is_repeated(table: Table, row: Row, line: int) -> ImportFault:
    unique = [column for column in table.columns if column.field in table.unique]
    return ImportFault(
        file=table.file,
        line=row.line,
        column=", ".join(column.title for column in unique),
        value=", ".join(filter(None, (row.raw.get(column.field) for column in unique))),
        problem=f"is already on line {line}",
        remedy="Delete one of the two rows, or correct the one that is wrong.",
    )


def _unknown(table: Table, row: Row, known: Known) -> Iterator[ImportFault]:
    """Yields a fault for each cell that refers to a row that its file does not have."""
    for column in table.columns:
        kind = column.names
        if kind not in known or column.field not in row.cells:
            continue
        file, keys = known[kind]
        if row.cells[column.field] not in keys:
            yield _is_unknown(table, row, column, file)


def _is_unknown(table: Table, row: Row, column: Column, file: str) -> ImportFault:
    return ImportFault(
        file=table.file,
        line=row.line,
        column=column.title,
        value=row.raw[column.field],
        problem=f"is not in {file}",
        remedy=f"Add the {column.names} to {file}, or correct the code. Leading zeros "
        "and capitals must match.",
    )
