"""Reader of a folder of import files: all files are accepted, or none."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from talent_powerpro.adapters.csv.columns import Table, tables
from talent_powerpro.adapters.csv.faults import ImportFault, ImportFaults
from talent_powerpro.adapters.csv.keys import repeated, unknown
from talent_powerpro.adapters.csv.sheet import Row, Sheet, read_sheet
from talent_powerpro.ports.import_set import ImportedRow, ImportSet

MOST = 200 * 1000**2
"""The largest size of one file, in bytes."""


def read_folder(folder: Path, *, timezone: ZoneInfo, most: int = MOST) -> ImportSet:
    """Read the import files in *folder*. Rows come in the order of `Kind`, then of the file.

    *timezone* is the RTO's zone: contact dates are read in it and returned in UTC.
    *most* is the largest size of one file, in bytes. Raises `ImportFaults` with every fault of
    every file.
    """
    # Read all files before checking any, because rows refer to rows of other files.
    sheets = tuple(read_sheet(folder, table, most) for table in tables(timezone))
    faults = tuple(fault for sheet in sheets for fault in _all_faults(sheet, sheets))
    if faults:
        raise ImportFaults(faults)
    return ImportSet(
        rows=tuple(_imported(sheet.table, row) for sheet in sheets for row in sheet.rows),
        warnings=tuple(warning for sheet in sheets for warning in sheet.warnings),
        kinds=frozenset(sheet.table.kind for sheet in sheets if sheet.given),
    )


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
