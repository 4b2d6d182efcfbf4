"""Writer of import files, in the format that `read_folder` reads."""

from __future__ import annotations

import csv
import hashlib
import io
import os
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from talent_powerpro.adapters.csv.cells import moment_in
from talent_powerpro.adapters.csv.columns import Table, tables
from talent_powerpro.adapters.csv.formulas import defused
from talent_powerpro.counting import Steps, untold
from talent_powerpro.errors import SettingsFault
from talent_powerpro.plain_files import check_writable, open_plain
from talent_powerpro.ports.import_set import Cell, ImportedRow, ImportSet, Kind
from talent_powerpro.private_files import make_private_folder, private_and_no_link

_ANY_ZONE = ZoneInfo("UTC")
"""For uses of `tables` that need only the file names."""


def write_folder(
    folder: Path,
    written: ImportSet,
    *,
    timezone: ZoneInfo,
    replace: bool = False,
    progress: Callable[[int, int], object] = untold,
) -> Mapping[str, int]:
    """Write all five files into *folder*, and return the number of rows in each.

    The folder is made if it is missing. Only this account may read the files, and a new folder.
    A file without rows has its header alone. A cell that a row lacks is written blank.
    `read_folder` with the same *timezone* returns an equal set, if contact dates are whole
    seconds and texts are trimmed, as an import leaves them. *progress* is called with the rows of
    complete files and of all files.

    Raises `SettingsFault` with all files that exist already, and writes nothing. With
    *replace* they are overwritten, but never through a link, and never a pipe or a device.
    """
    done, files = Steps(len(written.rows), progress), {}
    for table in tables(timezone):
        rows = [row for row in written.rows if row.kind is table.kind]
        files[table.file] = _content(table, rows, timezone)
        done.add(len(rows))
    # Unlike Path.exists, no exception for a name that is too long, which is reported below.
    if not replace and (there := [name for name in files if os.path.exists(folder / name)]):
        raise SettingsFault(
            (f"{folder / name} already exists" for name in there),
            remedy="Nothing was written. Name another folder, or overwrite the files with --force.",
        )
    try:
        for name in files:
            check_writable(folder / name)
        make_private_folder(folder)
        for name, content in files.items():
            with open(folder / name, "wb", opener=private_and_no_link) as file:
                file.write(content)
    except OSError as error:
        raise SettingsFault(
            f"{folder}: cannot be written to ({error.strerror}); name another folder"
        ) from error
    return {
        table.file: sum(row.kind is table.kind for row in written.rows)
        for table in tables(timezone)
    }


def fingerprints(folder: Path) -> Mapping[Kind, str]:
    """The SHA-256 of each import file in *folder*; files that are missing are left out."""
    there = ((table.kind, folder / table.file) for table in tables(_ANY_ZONE))
    return {kind: _fingerprint(path) for kind, path in there if path.exists()}


def _fingerprint(path: Path) -> str:
    with open_plain(path, inside=path.parent) as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _content(table: Table, rows: Sequence[ImportedRow], timezone: ZoneInfo) -> bytes:
    text = io.StringIO(newline="")
    # RFC 4180 line ends, as spreadsheets write them.
    lines = csv.writer(text, lineterminator="\r\n")
    lines.writerow(column.title for column in table.columns)
    lines.writerows(
        [_shown(row.cells.get(column.field), timezone) for column in table.columns] for row in rows
    )
    # Without the byte-order mark, Excel reads UTF-8 in the code page of the machine.
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
    """Local time to the second; UTC with a Z where local time is ambiguous."""
    whole = moment.astimezone(UTC).replace(microsecond=0)
    local = whole.astimezone(timezone)
    text = f"{_day(local)} {local:%H:%M:%S}"
    # Where the clocks went back, a reader takes the earlier of the two times.
    if moment_in(timezone)(text) == whole:
        return text
    return f"{_day(whole)} {whole:%H:%M:%S} Z"
