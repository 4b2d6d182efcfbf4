"""A set as files: the same that `read_folder` reads, for people, spreadsheets and other systems."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from talent_powerpro.adapters.csv.cells import moment_in
from talent_powerpro.adapters.csv.columns import Table, tables
from talent_powerpro.adapters.csv.formulas import defused
from talent_powerpro.errors import SettingsFault
from talent_powerpro.ports.import_set import Cell, ImportedRow, ImportSet, Kind

_ANY_ZONE = ZoneInfo("UTC")
"""Where only the files' names matter."""


def write_folder(
    folder: Path, written: ImportSet, *, timezone: ZoneInfo, replace: bool = False
) -> Mapping[str, int]:
    """Write a set into *folder*, made where it is missing; how many rows each file got.

    All five files are written, those without rows with their header alone. `read_folder`
    with the same *timezone* answers an equal set, for rows whose contact dates have whole
    seconds and whose texts are as an import leaves them: without blanks around them. A cell
    that a row does not tell is written blank.

    Files that are there already are left alone: `SettingsFault` names them all, and nothing
    is written. With *replace* they are written over.
    """
    files = {table.file: _content(table, written.rows, timezone) for table in tables(timezone)}
    if not replace and (there := [name for name in files if (folder / name).exists()]):
        raise SettingsFault(
            (f"{folder / name}: is there already" for name in there),
            remedy="Nothing was written. Name another folder, or write over them with --force.",
        )
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in files.items():
            (folder / name).write_bytes(content)
    except OSError as error:
        raise SettingsFault(
            f"{folder}: cannot be written to ({error.strerror}); name another folder"
        ) from error
    return {
        table.file: sum(row.kind is table.kind for row in written.rows)
        for table in tables(timezone)
    }


def fingerprints(folder: Path) -> Mapping[Kind, str]:
    """For each import file that *folder* has, what only a file of the same bytes has."""
    there = ((table.kind, folder / table.file) for table in tables(_ANY_ZONE))
    return {
        kind: hashlib.sha256(path.read_bytes()).hexdigest() for kind, path in there if path.exists()
    }


def _content(table: Table, rows: Iterable[ImportedRow], timezone: ZoneInfo) -> bytes:
    text = io.StringIO(newline="")
    # As RFC 4180 ends lines, and spreadsheets do.
    lines = csv.writer(text, lineterminator="\r\n")
    lines.writerow(column.title for column in table.columns)
    lines.writerows(
        [_shown(row.cells.get(column.field), timezone) for column in table.columns]
        for row in rows
        if row.kind is table.kind
    )
    # Without the mark a spreadsheet takes UTF-8 for the machine's own code page.
    return text.getvalue().encode("utf-8-sig")


def _shown(cell: Cell, timezone: ZoneInfo) -> str:
    if isinstance(cell, bool):
        return "Yes" if cell else "No"
    if isinstance(cell, datetime):
        return _moment(cell, timezone)
    if isinstance(cell, date):
        return _day(cell)
    return defused(cell or "")


def _day(day: date) -> str:
    return f"{day:%d/%m/}{day.year:04}"


def _moment(moment: datetime, timezone: ZoneInfo) -> str:
    """To the second, in the RTO's zone; in UTC, saying so, where that would be misread."""
    whole = moment.astimezone(UTC).replace(microsecond=0)
    local = whole.astimezone(timezone)
    text = f"{_day(local)} {local:%H:%M:%S}"
    # The later of a time that the clocks showed twice is read as the earlier.
    if moment_in(timezone)(text) == whole:
        return text
    return f"{_day(whole)} {whole:%H:%M:%S} Z"
