"""Reader of a folder of import files: all files are accepted, or none."""

from __future__ import annotations

import os
import stat
from collections.abc import Collection, Iterable, Iterator, Mapping, Set
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from attrs import evolve, frozen

from talent_powerpro.adapters.csv.columns import Table, tables, unread
from talent_powerpro.adapters.csv.faults import ImportFault, ImportFaults
from talent_powerpro.adapters.csv.keys import Checked, check
from talent_powerpro.adapters.csv.mapping import ImportMapping, unused_headings
from talent_powerpro.adapters.csv.own_files import read_mapped
from talent_powerpro.adapters.csv.sheet import Row, Sheet
from talent_powerpro.model import printable
from talent_powerpro.ports.import_set import Cell, ImportedRow, ImportSet, Kind

MOST = 1000**3
"""The largest size of one file, in bytes."""
NO_MAPPING = ImportMapping()


@frozen
class ImportFolder:
    """An `ImportSource` that reads its files anew for each call of `rows_of`.

    A file that was changed since it was checked raises `ImportFaults` at its end at the latest.
    """

    warnings: tuple[str, ...]
    counts: Mapping[Kind, int]
    fingerprints: Mapping[Kind, str]
    """The SHA-256 of each file; files that are missing are left out."""
    _sheets: tuple[Sheet, ...]
    _leave_out: frozenset[str]

    @property
    def kinds(self) -> frozenset[Kind]:
        """The kinds that the folder has a file for."""
        return frozenset(self.fingerprints)

    def rows_of(self, kind: Kind) -> Iterator[ImportedRow]:
        """The rows of one kind, in the order of the file."""
        for sheet in self._sheets:
            if sheet.table.kind is kind:
                leave_out = self._leave_out if kind is Kind.CLIENT else frozenset()
                yield from (
                    _imported(sheet.table, row, leave_out) for row, _ in sheet.rows() if row
                )

    def without(self, kinds: Collection[Kind]) -> ImportFolder:
        """The folder without the files of *kinds*."""
        return evolve(
            self,
            counts={kind: n for kind, n in self.counts.items() if kind not in kinds},
            fingerprints={k: each for k, each in self.fingerprints.items() if k not in kinds},
            sheets=tuple(sheet for sheet in self._sheets if sheet.table.kind not in kinds),
        )


def open_folder(
    folder: Path,
    *,
    timezone: ZoneInfo,
    most: int = MOST,
    leave_out: Collection[str] = (),
    mapping: ImportMapping = NO_MAPPING,
) -> ImportFolder:
    """Check the import files in *folder*, row by row, and keep none of their rows.

    *timezone* is the RTO's zone: contact dates are read in it and returned in UTC.
    *most* is the largest size of one file, in bytes. The client fields in *leave_out* are not
    read: no row has them, and what is in their cells is no fault. *mapping* says what another
    system's headings and words stand for. Raises `ImportFaults` with every fault of every file.
    """
    sheets = read_sheets(folder, timezone=timezone, most=most, leave_out=leave_out, mapping=mapping)
    checked = _check(sheets)
    if faults := (*unused_headings(mapping, sheets), *_faults(checked)):
        raise ImportFaults(faults)
    return ImportFolder(
        warnings=tuple(warning for each in checked.values() for warning in each.warnings),
        counts={kind: each.rows for kind, each in checked.items()},
        fingerprints={sheet.table.kind: sheet.file.digest for sheet in sheets if sheet.file},
        sheets=sheets,
        leave_out=frozenset(leave_out),
    )


def read_folder(
    folder: Path,
    *,
    timezone: ZoneInfo,
    most: int = MOST,
    leave_out: Collection[str] = (),
    mapping: ImportMapping = NO_MAPPING,
) -> ImportSet:
    """Read all rows of *folder* into memory, in the order of `Kind`, then of the file.

    For small folders; see `open_folder`, which takes the same arguments and raises the same.
    """
    opened = open_folder(folder, timezone=timezone, most=most, leave_out=leave_out, mapping=mapping)
    rows = tuple(row for kind in Kind for row in opened.rows_of(kind))
    return ImportSet(rows, opened.warnings, opened.kinds)


def read_sheets(
    folder: Path,
    *,
    timezone: ZoneInfo,
    most: int,
    leave_out: Collection[str],
    mapping: ImportMapping,
) -> tuple[Sheet, ...]:
    """The header of each file. Arguments as for `open_folder`. Raises only for a wrong folder."""
    if fault := _no_folder(folder):
        raise ImportFaults((fault,))
    return tuple(
        read_mapped(folder, usual, mapping.applied_to(usual), most)
        for usual in _without(leave_out, tables(timezone))
    )


def number_of_faults(sheets: tuple[Sheet, ...], mapping: ImportMapping) -> int:
    """How many faults an import would report. Reads every row."""
    return len((*unused_headings(mapping, sheets), *_faults(_check(sheets))))


def _faults(checked: Mapping[Kind, Checked]) -> Iterator[ImportFault]:
    return (fault for each in checked.values() for fault in each.faults)


def _no_folder(folder: Path) -> ImportFault | None:
    """The one fault of a folder that is none, in place of one for each of its files."""
    remedy = "Name the folder to which the import files were exported."
    try:
        found = os.stat(folder)
    except FileNotFoundError:
        problem = "does not exist"
    except OSError as error:
        problem = f"cannot be read ({error.strerror})"
    else:
        if stat.S_ISDIR(found.st_mode):
            return None
        problem = "is not a folder"
    return ImportFault(file=printable(str(folder)), problem=problem, remedy=remedy)


def _check(sheets: tuple[Sheet, ...]) -> dict[Kind, Checked]:
    """Check each file; those that others refer to come first, in the order of `Kind`."""
    named = {column.names for sheet in sheets for column in sheet.table.columns}
    checked: dict[Kind, Checked] = {}
    for sheet in sheets:
        known: dict[Kind | None, tuple[str, Set[Cell]]] = {
            each.table.kind: (each.table.file, codes)
            for each in sheets
            if each.table.kind in checked and (codes := checked[each.table.kind].codes) is not None
        }
        kind = sheet.table.kind
        checked[kind] = check(sheet, known, named=kind in named)
    return checked


def _without(leave_out: Collection[str], found: Iterable[Table]) -> tuple[Table, ...]:
    return tuple(
        unread(table, leave_out) if table.kind is Kind.CLIENT else table for table in found
    )


def _imported(table: Table, row: Row, leave_out: Collection[str]) -> ImportedRow:
    cells = row.cells
    return ImportedRow(
        kind=table.kind,
        key=tuple([_key_text(cells[field]) for field in table.key]),
        cells={name: cell for name, cell in cells.items() if name not in leave_out}
        if leave_out
        else cells,
    )


def _key_text(cell: Cell) -> str:
    return cell.isoformat() if isinstance(cell, datetime) else str(cell)
