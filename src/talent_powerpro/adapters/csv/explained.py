"""Explanation of a folder of import files: how each heading and each word is understood.

Nothing is stored, and no personal data is in it: cells of people are shown by their shape alone,
such as ``aa99@aa.aa``. The files are read row by row.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from zoneinfo import ZoneInfo

from attrs import evolve, frozen

from talent_powerpro.adapters.csv.column_seen import ColumnSeen, ExplainedColumn, shape
from talent_powerpro.adapters.csv.columns import Table
from talent_powerpro.adapters.csv.faults import ImportFault
from talent_powerpro.adapters.csv.folder import MOST, NO_MAPPING, number_of_faults, read_sheets
from talent_powerpro.adapters.csv.header import Header, compared
from talent_powerpro.adapters.csv.mapping import ImportMapping, unused_headings
from talent_powerpro.adapters.csv.no_rows import footer, too_long
from talent_powerpro.adapters.csv.records import Broken
from talent_powerpro.adapters.csv.sheet import Sheet
from talent_powerpro.ports.import_set import Kind

_OPEN: Mapping[Kind, frozenset[str]] = {
    Kind.COURSE: frozenset(
        {"code", "name", "archived", "export_to_talent", "talent_course_id", "talent_group_key"}
    ),
    Kind.ENROLMENT: frozenset(
        {
            "course_code",
            "booking_status",
            "enrolment_date",
            "expected_start_date",
            "expected_end_date",
            "deferment_date",
            "extension_date",
            "withdrawal_date",
            "completion_date",
            "export",
            "export_date",
        }
    ),
    Kind.UNIT: frozenset({"code", "name", "type", "start_date", "outcome", "outcome_date"}),
    Kind.CONTACT_LOG: frozenset({"contact_date", "contact_type"}),
}
"""The fields whose cells say nothing of who a person is. The cells of all others, and of columns
that are not used, are shown by their shape."""


@frozen(kw_only=True)
class ExplainedFile:
    """One import file."""

    file: str
    found: bool
    rows: int = 0
    encoding: str = ""
    delimiter: str = ""
    columns: tuple[ExplainedColumn, ...] = ()
    lacking: tuple[str, ...] = ()
    """The titles of our columns that no heading stands for."""
    faults: tuple[ImportFault, ...] = ()
    """Those of the file and its header."""
    is_own: bool = False
    """Whether it has the headings that `export` writes, and is read by them for that reason."""


@frozen
class Explanation:
    """What would be understood of a folder."""

    files: tuple[ExplainedFile, ...]
    settings: tuple[ImportFault, ...]
    """Faults of the settings: headings that no file has."""
    faults: int
    """The number of all faults that an import would report."""


def explain_folder(
    folder: Path,
    *,
    timezone: ZoneInfo,
    most: int = MOST,
    leave_out: Collection[str] = (),
    mapping: ImportMapping = NO_MAPPING,
) -> Explanation:
    """Explain the files in *folder*. Arguments as for `open_folder`.

    Raises `ImportFaults` only for a folder that is none, and for a file that changes meanwhile.
    """
    sheets = read_sheets(folder, timezone=timezone, most=most, leave_out=leave_out, mapping=mapping)
    return Explanation(
        tuple(_explained(sheet, frozenset(leave_out)) for sheet in sheets),
        tuple(unused_headings(mapping, sheets)),
        number_of_faults(sheets, mapping),
    )


def _explained(sheet: Sheet, leave_out: frozenset[str]) -> ExplainedFile:
    # What a fault names may be a row of a person.
    faults = tuple(evolve(each, value=shape(each.value)) for each in sheet.faults)
    if sheet.file is None or sheet.header is None:
        return ExplainedFile(file=sheet.table.file, found=bool(faults), faults=faults)
    if _is_a_row(sheet.header):
        return ExplainedFile(
            file=sheet.table.file, found=True, faults=(_without_headings(sheet.table),)
        )
    seen = tuple(_columns(sheet.table, sheet.header, leave_out))
    rows = 0
    for record in sheet.records():
        if isinstance(record, Broken) or footer(sheet.table, record):
            continue
        if too_long(sheet.table, sheet.header, record):
            continue
        rows += 1
        for place, cell in enumerate(record.cells[: len(seen)]):
            seen[place].see(cell, record.line)
        for column in seen[len(record.cells) :]:
            column.see("", record.line)
    return ExplainedFile(
        file=sheet.table.file,
        found=True,
        rows=rows,
        encoding=sheet.file.encoding,
        delimiter=sheet.delimiter,
        columns=tuple(each.explained() for each in seen if each.heading),
        lacking=tuple(column.title for column, place in sheet.header.places if place is None),
        faults=faults,
        is_own=sheet.is_own,
    )


def _is_a_row(header: Header) -> bool:
    """Whether the first record is a person's row rather than headings: it is not shown then."""
    known = any(place is not None for _, place in header.places)
    return not known and any(char in "@0123456789" for title in header.titles for char in title)


def _without_headings(table: Table) -> ImportFault:
    return ImportFault(
        file=table.file,
        problem="seems to have no line with headings",
        remedy="Export it with headings. If it has some, map one of them first.",
    )


def _columns(table: Table, header: Header, leave_out: frozenset[str]) -> Iterator[ColumnSeen]:
    by_place = {place: column for column, place in header.places}
    for place, heading in enumerate(header.titles):
        column, mapped = by_place.get(place), table.headings.get(compared(heading))
        left_out = table.kind is Kind.CLIENT and column is not None and column.field in leave_out
        yield ColumnSeen(
            heading=heading,
            column=None if left_out else column,
            title=column.title if column else "",
            origin=mapped.origin if mapped else "",
            left_out=left_out,
            is_open=column is not None and column.field in _OPEN.get(table.kind, ()),
        )
