"""One import file, read by its table: its header, its rows, and what is wrong with it."""

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
    """One record, as far as it could be read."""

    line: int
    cells: Mapping[str, Cell]
    """By field. A cell that could not be read is not here, but among *raw*."""
    raw: Mapping[str, str]
    """The same as they stand in the file, for messages."""


@frozen
class Sheet:
    """What one file holds, as far as it could be read."""

    table: Table
    rows: tuple[Row, ...] = ()
    faults: tuple[ImportFault, ...] = ()
    warnings: tuple[str, ...] = ()
    given: bool = True
    """False: there is no such file, and there need not be."""
    whole: bool = True
    """Whether each record became a row, so that what is not here is not there."""


@frozen
class Header:
    """Where each column of the table stands in the file."""

    line: int
    titles: tuple[str, ...]
    """As the file has them."""
    places: tuple[tuple[Column, int | None], ...]
    """With the index of its cell; ``None``: no such column, and it may be missing."""


def read_sheet(folder: Path, table: Table) -> Sheet:
    """The file of *table* in *folder*. Raises nothing: what is wrong is in the sheet."""
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
                remedy="Close it where it is open, and look at who may read it.",
            ),
        )
    return _parse(table, raw)


def _unread(table: Table, *faults: ImportFault) -> Sheet:
    return Sheet(table, faults=faults, whole=False)


def _missing(folder: Path, table: Table) -> ImportFault:
    return ImportFault(
        file=table.file,
        problem="is missing",
        remedy=f"Export it to {printable(str(folder))}; "
        "the reference of import files lists its columns.",
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
            ImportFault(file=table.file, problem="is empty", remedy="Export it with its header."),
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
            problem=f"has bytes that are no text in the file's encoding ({encoding})",
            remedy=_AS_CSV,
        )
    for line in lines_with("\0", text)[:1]:
        yield ImportFault(
            file=table.file,
            line=line,
            problem="holds NUL bytes: it is damaged, or no text file",
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
            problem, remedy = "is missing", "Add the column; its order among the others is free."
        elif known.count(plain(column.title)) > 1:
            problem, remedy = "is there more than once", "Leave only the one that is meant."
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
            name = f'"{shown(title)}"' if title else f"{place + 1}, which has no name,"
            yield f"{table.file}: the column {name} is unknown and was left out."


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
    # Even where the cells too many are blank: the others may have moved to the right.
    return ImportFault(
        file=table.file,
        line=record.line,
        problem=f"has {len(record.cells)} cells, the header only {len(header.titles)}",
        remedy="Put quotation marks around cells that hold the delimiter.",
    )


def _row(table: Table, header: Header, record: CsvRecord) -> Iterator[Row | ImportFault]:
    cells: dict[str, Cell] = {}
    raw: dict[str, str] = {}
    for column, place in header.places:
        if place is None and column.field not in table.key:
            continue
        # Spreadsheets leave out blank cells at the end of a line.
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
        raise CellError("is blank", "Fill it in: nothing can be told apart without it.")
    return column.read(cell)
