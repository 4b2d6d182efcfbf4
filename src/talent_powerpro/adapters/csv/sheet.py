"""Reader of one import file: header, rows and faults, by its column definitions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

from attrs import evolve, frozen

from talent_powerpro.adapters.csv.cells import CellError
from talent_powerpro.adapters.csv.columns import Column, Needed, Table
from talent_powerpro.adapters.csv.faults import ImportFault, shown
from talent_powerpro.adapters.csv.formulas import restored
from talent_powerpro.adapters.csv.header import (
    Header,
    header_faults,
    header_of,
    header_warnings,
    place_of_header,
    title_lines,
    titles_of,
    too_many_columns,
)
from talent_powerpro.adapters.csv.no_rows import broken, footer, too_long
from talent_powerpro.adapters.csv.records import (
    Broken,
    CsvRecord,
    beginning_of,
    decoded,
    delimiter_of,
    encoding_of,
    lines_with,
    records,
)
from talent_powerpro.model import printable
from talent_powerpro.plain_files import NotPlainError, read_plain
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


def read_sheet(folder: Path, table: Table, most: int) -> Sheet:
    """Read the file of *table* in *folder*. Raises nothing: faults are in the sheet."""
    try:
        raw = read_plain(folder / table.file, inside=folder, most=most)
    except FileNotFoundError:
        return (
            Sheet(table, given=False) if table.optional else _unread(table, _missing(folder, table))
        )
    except NotPlainError as error:
        return _unread(
            table,
            ImportFault(
                file=table.file,
                problem=f"cannot be read ({error.strerror})",
                remedy="Put the file itself in the folder.",
            ),
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
    if len(raw) > most:
        return _unread(table, _too_large(folder, table, most))
    return _parse(table, raw)


def _too_large(folder: Path, table: Table, most: int) -> ImportFault:
    size = (folder / table.file).stat().st_size
    return ImportFault(
        file=table.file,
        problem=f"has {_in_words(size)}, and the limit is {_in_words(most)}",
        remedy="Check that it is the right file. Raise the limit with max_size under [import] in "
        "the settings.",
    )


def _in_words(size: int) -> str:
    return f"{size / 1000**2:.1f} MB" if size >= 1000**2 else f"{size / 1000:.1f} KB"


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
    beginning = beginning_of(text)
    delimiter = delimiter_of(beginning.text, titles_of(table), beginning.candidates)
    found = tuple(records(beginning.text, delimiter))
    if not found:
        return _unread(
            table,
            ImportFault(file=table.file, problem="is empty", remedy="Export it with a header row."),
        )
    sheet = _from_header(table, found)
    warnings = (f"{table.file}: {warning}." for warning in beginning.warnings)
    return evolve(sheet, warnings=(*warnings, *sheet.warnings))


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


# --- from records to rows ---------------------------------------------------------


def _from_header(table: Table, found: tuple[CsvRecord | Broken, ...]) -> Sheet:
    place = place_of_header(table, found)
    first, rest = found[place], found[place + 1 :]
    if isinstance(first, Broken):
        return _unread(table, broken(table, first))
    if fault := too_many_columns(table, first):
        return _unread(table, fault)
    header = header_of(table, first)
    read = tuple(_rows(table, header, rest))
    rows = tuple(one for one in read if isinstance(one, Row))
    faults = (one for one in read if isinstance(one, ImportFault))
    return Sheet(
        table,
        rows,
        (*title_lines(table, found[:place]), *header_faults(table, header), *faults),
        (*header_warnings(table, header), *_no_dates(table, rows)),
        whole=len(rows) == len(rest) and table.key[0] in _fields(header),
    )


def _fields(header: Header) -> frozenset[str]:
    return frozenset(column.field for column, place in header.places if place is not None)


def _no_dates(table: Table, rows: tuple[Row, ...]) -> Iterator[str]:
    """A warning for each column and text that stands for no date, with the number of rows."""
    for column in table.columns:
        found = Counter(
            row.raw[column.field]
            for row in rows
            if row.raw.get(column.field) and row.cells.get(column.field, "") is None
        )
        for text, count in found.items():
            yield (
                f"{table.file}: {column.title} {shown(text)} stands for no date and was read as "
                f"blank in {count} {'row' if count == 1 else 'rows'}."
            )


def _rows(
    table: Table, header: Header, found: tuple[CsvRecord | Broken, ...]
) -> Iterator[Row | ImportFault]:
    for record in found:
        if isinstance(record, Broken):
            yield broken(table, record)
        elif fault := footer(table, record) or too_long(table, header, record):
            yield fault
        else:
            yield from _row(table, header, record)


def _row(table: Table, header: Header, record: CsvRecord) -> Iterator[Row | ImportFault]:
    cells: dict[str, Cell] = {}
    raw: dict[str, str] = {}
    for column, place in header.places:
        # A missing key column counts as blank: Type, for example, is then Unit. A column that
        # needs a value has its one fault in the header.
        if place is None and (column.field not in table.key or column.needed is Needed.VALUE):
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
