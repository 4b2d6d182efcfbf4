"""Reader of a folder of import files: all files are accepted, or none."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from attrs import evolve

from talent_powerpro.adapters.csv.columns import Table, tables, unread
from talent_powerpro.adapters.csv.faults import ImportFault, ImportFaults
from talent_powerpro.adapters.csv.keys import repeated, unknown
from talent_powerpro.adapters.csv.sheet import Row, Sheet, read_sheet
from talent_powerpro.ports.import_set import ImportedRow, ImportSet, Kind

MOST = 200 * 1000**2
"""The largest size of one file, in bytes."""


def read_folder(
    folder: Path,
    *,
    timezone: ZoneInfo,
    most: int = MOST,
    leave_out: Collection[str] = (),
) -> ImportSet:
    """Read the import files in *folder*. Rows come in the order of `Kind`, then of the file.

    *timezone* is the RTO's zone: contact dates are read in it and returned in UTC.
    *most* is the largest size of one file, in bytes. The client fields in *leave_out* are not
    read: no row has them, and what is in their cells is no fault. Raises `ImportFaults` with
    every fault of every file.
    """
    # Read all files before checking any, because rows refer to rows of other files.
    sheets = tuple(read_sheet(folder, table, most) for table in _tables(timezone, leave_out))
    faults = tuple(fault for sheet in sheets for fault in _all_faults(sheet, sheets))
    if faults:
        raise ImportFaults(faults)
    return ImportSet(
        rows=tuple(
            _without(_imported(sheet.table, row), leave_out)
            for sheet in sheets
            for row in sheet.rows
        ),
        warnings=tuple(warning for sheet in sheets for warning in sheet.warnings),
        kinds=frozenset(sheet.table.kind for sheet in sheets if sheet.given),
    )


def _tables(timezone: ZoneInfo, leave_out: Collection[str]) -> tuple[Table, ...]:
    return tuple(
        unread(table, leave_out) if table.kind is Kind.CLIENT else table
        for table in tables(timezone)
    )


def _without(row: ImportedRow, leave_out: Collection[str]) -> ImportedRow:
    if row.kind is not Kind.CLIENT or not leave_out:
        return row
    kept = {name: cell for name, cell in row.cells.items() if name not in leave_out}
    return evolve(row, cells=kept)


def _all_faults(sheet: Sheet, sheets: tuple[Sheet, ...]) -> list[ImportFault]:
    found = (*sheet.faults, *repeated(sheet), *unknown(sheet, sheets))
    return sorted(found, key=lambda fault: fault.line or 0)


def _imported(table: Table, row: Row) -> ImportedRow:
    return ImportedRow(
        kind=table.kind,
        key=tuple(_key_text(row.cells[field]) for field in table.key),
        cells=row.cells,
    )


def _key_text(cell: object) -> str:
    return cell.isoformat() if isinstance(cell, datetime) else str(cell)
