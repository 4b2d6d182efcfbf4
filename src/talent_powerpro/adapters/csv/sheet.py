"""Reader of one import file: header, rows and faults, by its column definitions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from attrs import frozen

from talent_powerpro.adapters.csv.cells import CellError
from talent_powerpro.adapters.csv.columns import Column, Needed, Table
from talent_powerpro.adapters.csv.faults import ImportFault, shown
from talent_powerpro.adapters.csv.formulas import restored
from talent_powerpro.adapters.csv.records import (
    Broken,
    CsvRecord,
    decoded,
    delimiter_of,
    encoding_of,
    lines_with,
    records,
)
from talent_powerpro.model import plain, printable
from talent_powerpro.ports.import_set import Cell

_AS_CSV = 'Save it as "CSV UTF-8 (Comma delimited)" in a spreadsheet, or export it again.'


@frozen
class Row:
    """One record, with the cells that could be parsed."""

    line: int
    cells: Mapping[str, Cell]
    """Values by field. A cell that could not be parsed is in *raw* only."""
    raw: Mapping[str, str]
    """Texts by field as they are in the file, for messages."""


@frozen
class Sheet:
    """One file: the rows that could be parsed, and the faults of the others."""

    table: Table
    rows: tuple[Row, ...] = ()
    faults: tuple[ImportFault, ...] = ()
    warnings: tuple[str, ...] = ()
    given: bool = True
    """False: the file is optional and was not provided."""
    whole: bool = True
    """Whether every record became a row. If not, a missing key proves nothing."""


@frozen
class Header:
    """Positions of the table's columns in the file."""

    line: int
    titles: tuple[str, ...]
    places: tuple[tuple[Column, int | None], ...]
    """Each column with the index of its cell; ``None``: the file lacks the column."""


def read_sheet(folder: Path, table: Table) -> Sheet:
    """Read the file of *table* in *folder*. Raises nothing: faults are in the sheet."""
    try:
        raw = (folder / table.file).read_bytes()
    except FileNotFoundError:
        return (
            Sheet(table, given=False) if table.optional else _unread(table, _missing(folder, table))
        )
    except OSError as error:
        return _unread(
            table,
            ImportFault(
                file=table.file,
                problem=f"cannot be read ({error.strerror})",
                remedy="Close the file in other programs, and check that this account may read it.",
            ),
        )
    return _parse(table, raw)


def _unread(table: Table, *faults: ImportFault) -> Sheet:
    return Sheet(table, faults=faults, whole=False)


def _missing(folder: Path, table: Table) -> ImportFault:
    return ImportFault(
        file=table.file,
        problem="is missing",
        remedy=f"Export it to {printable(str(folder))}. "
        "The reference page Import files lists its columns.",
    )


# --- from bytes to records --------------------------------------------------------


def _parse(table: Table, raw: bytes) -> Sheet:
    encoding = encoding_of(raw)
    text, undecodable = decoded(raw, encoding)
    if faults := tuple(_not_text(table, text, undecodable, encoding)):
        return _unread(table, *faults)
    titles = {plain(column.title) for column in table.columns}
    delimiter = delimiter_of(text, titles)
    first, *rest = tuple(records(text, delimiter)) or (None,)
    if first is None:
        return _unread(
            table,
            ImportFault(file=table.file, problem="is empty", remedy="Export it with a header row."),
        )
    if isinstance(first, Broken):
        return _unread(table, _broken(table, first))
    return _with_header(table, first, tuple(rest))


def _not_text(
    table: Table, text: str, undecodable: tuple[int, ...], encoding: str
) -> Iterator[ImportFault]:
    for line in undecodable:
        yield ImportFault(
            file=table.file,
            line=line,
            problem=f"contains bytes that cannot be read as text ({encoding})",
            remedy=_AS_CSV,
        )
    for line in lines_with("\0", text)[:1]:
        yield ImportFault(
            file=table.file,
            line=line,
            problem="contains a NUL byte: the file is damaged or is not a text file",
            remedy=_AS_CSV,
        )


def _broken(table: Table, record: Broken) -> ImportFault:
    return ImportFault(
        file=table.file,
        line=record.line,
        value=record.text,
        problem="begins with a quotation mark that is not closed before the next cell",
        remedy='Write a quotation mark inside a quoted cell twice (""), or export the file again.',
    )


# --- the header -------------------------------------------------------------------


def _with_header(table: Table, first: CsvRecord, rest: tuple[CsvRecord | Broken, ...]) -> Sheet:
    header = Header(first.line, first.cells, tuple(_places(table, first.cells)))
    if faults := tuple(_header_faults(table, header)):
        return _unread(table, *faults)
    found = tuple(_rows(table, header, rest))
    rows = tuple(one for one in found if isinstance(one, Row))
    return Sheet(
        table,
        rows,
        tuple(one for one in found if isinstance(one, ImportFault)),
        tuple(_warnings(table, header)),
        whole=len(rows) == len(rest),
    )


def _places(table: Table, titles: tuple[str, ...]) -> Iterator[tuple[Column, int | None]]:
    known = [plain(title) for title in titles]
    for column in table.columns:
        title = plain(column.title)
        yield column, known.index(title) if title in known else None


def _header_faults(table: Table, header: Header) -> Iterator[ImportFault]:
    known = [plain(title) for title in header.titles]
    for column, place in header.places:
        if place is None and column.needed is not Needed.NOTHING:
            problem, remedy = "is missing", "Add the column. Columns may be in any order."
        elif known.count(plain(column.title)) > 1:
            problem, remedy = "appears more than once", "Keep one column and delete the others."
        else:
            continue
        yield ImportFault(
            file=table.file,
            line=header.line,
            column=column.title,
            problem=problem,
            remedy=remedy,
        )


def _warnings(table: Table, header: Header) -> Iterator[str]:
    known = {place for _, place in header.places}
    for place, title in enumerate(header.titles):
        if place not in known:
            name = f'"{shown(title)}" is unknown' if title else f"{place + 1} has no title"
            yield f"{table.file}: column {name} and was ignored."


# --- the rows ---------------------------------------------------------------------


def _rows(
    table: Table, header: Header, found: tuple[CsvRecord | Broken, ...]
) -> Iterator[Row | ImportFault]:
    for record in found:
        if isinstance(record, Broken):
            yield _broken(table, record)
        elif len(record.cells) > len(header.titles):
            yield _too_long(table, header, record)
        else:
            yield from _row(table, header, record)


def _too_long(table: Table, header: Header, record: CsvRecord) -> ImportFault:
    # Even if the extra cells are blank: an unquoted comma may have moved the others right.
    return ImportFault(
        file=table.file,
        line=record.line,
        problem=f"has {len(record.cells)} cells, but the header has {len(header.titles)}",
        remedy="Put quotation marks around any cell that contains the separator, such as a comma.",
    )


def _row(table: Table, header: Header, record: CsvRecord) -> Iterator[Row | ImportFault]:
    cells: dict[str, Cell] = {}
    raw: dict[str, str] = {}
    for column, place in header.places:
        # A missing key column counts as blank: Type, for example, is then Unit.
        if place is None and column.field not in table.key:
            continue
        # Some spreadsheets omit blank cells at the end of a line.
        cell = record.cells[place] if place is not None and place < len(record.cells) else ""
        raw[column.field] = cell
        try:
            cells[column.field] = _value(column, restored(cell))
        except CellError as bad:
            yield ImportFault(
                file=table.file,
                line=record.line,
                column=column.title,
                value=cell,
                problem=bad.problem,
                remedy=bad.remedy,
            )
    yield Row(record.line, cells, raw)


def _value(column: Column, cell: str) -> Cell:
    if column.needed is Needed.VALUE and not cell:
        raise CellError("is blank", "Fill it in. Every row needs a value here.")
    return column.read(cell)
