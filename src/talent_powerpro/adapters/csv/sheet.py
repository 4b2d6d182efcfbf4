"""Reader of one import file: header, rows and faults, by its column definitions."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from itertools import chain, islice
from pathlib import Path

from attrs import evolve, frozen

from talent_powerpro.adapters.csv.cells import CellError, text
from talent_powerpro.adapters.csv.columns import Column, Needed, Table
from talent_powerpro.adapters.csv.faults import ImportFault, ImportFaults
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
    FIRST_RECORDS,
    Broken,
    CsvRecord,
    beginning_of,
    delimiter_of,
    records,
)
from talent_powerpro.adapters.csv.text_file import (
    FileChangedError,
    TextFile,
    digest_of,
    encoding_of,
    not_text,
)
from talent_powerpro.model import plain, printable
from talent_powerpro.plain_files import NotPlainError, open_plain
from talent_powerpro.ports.import_set import Cell

_AS_CSV = 'Save it as "CSV UTF-8 (Comma delimited)" in a spreadsheet, or export it again.'
REMEMBERED = 1024
"""Texts of a column whose values are remembered: most dates, codes and boxes are repeated."""


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
    """One file, read as far as its header. Each call of `rows` reads the others anew."""

    table: Table
    faults: tuple[ImportFault, ...] = ()
    """Those of the file and its header. Rows have their own."""
    warnings: tuple[str, ...] = ()
    file: TextFile | None = None
    """``None``: the file has no rows that could be read."""
    delimiter: str = ""
    header: Header | None = None
    is_own: bool = False
    """Whether it was read by our own headings, although the settings map another system's."""

    def rows(self) -> Iterator[tuple[Row | None, tuple[ImportFault, ...]]]:
        """Each record below the header as a row, with the faults of its cells.

        ``None``: it is no row, which is its one fault. Raises as `records`.
        """
        if self.header is not None:
            yield from _rows(self.table, self.header, self.records())

    def records(self) -> Iterator[CsvRecord | Broken]:
        """Each record below the header, as it is in the file.

        Raises `ImportFaults` if the file has been changed since it was opened.
        """
        if self.file is None or self.header is None:
            return
        try:
            yield from _below(self.header, records(_lines(self.file), self.delimiter))
        except (FileChangedError, FileNotFoundError) as error:
            raise ImportFaults((_changed(self.table),)) from error
        except OSError as error:
            raise ImportFaults((_not_read(self.table, error),)) from error


def read_sheet(folder: Path, table: Table, most: int) -> Sheet:
    """Read the header of *table*'s file in *folder*. Raises nothing: faults are in the sheet."""
    path = folder / table.file
    try:
        with open_plain(path, inside=folder) as opened:
            digest = digest_of(opened, most)
            if digest is None:
                return _unread(table, _too_large(path, table, most))
            encoding = encoding_of(opened)
            if faults := tuple(_not_text(table, encoding, *not_text(opened, encoding))):
                return _unread(table, *faults)
        return _from_text(table, TextFile(path, folder, encoding, digest))
    except FileNotFoundError:
        return _unread(table, *(() if table.optional else (_missing(folder, table),)))
    except FileChangedError:
        return _unread(table, _changed(table))
    except OSError as error:
        return _unread(table, _not_read(table, error))


def _not_read(table: Table, error: OSError) -> ImportFault:
    remedy = "Close the file in other programs, and check that this account may read it."
    if isinstance(error, NotPlainError):
        remedy = "Put the file itself in the folder."
    return ImportFault(file=table.file, problem=f"cannot be read ({error.strerror})", remedy=remedy)


def _changed(table: Table) -> ImportFault:
    """The fault of a file that another program writes during the import."""
    return ImportFault(
        file=table.file,
        problem="was changed while it was read",
        remedy="Import again when the export has ended.",
    )


def _too_large(path: Path, table: Table, most: int) -> ImportFault:
    return ImportFault(
        file=table.file,
        problem=f"has {_in_words(path.stat().st_size)}, and the limit is {_in_words(most)}",
        remedy="Check that it is the right file. Raise the limit with max_size under [import] in "
        "the settings.",
    )


def _in_words(size: int) -> str:
    return f"{size / 1000**2:.1f} MB" if size >= 1000**2 else f"{size / 1000:.1f} KB"


def _unread(table: Table, *faults: ImportFault) -> Sheet:
    return Sheet(table, faults=faults)


def _missing(folder: Path, table: Table) -> ImportFault:
    return ImportFault(
        file=table.file,
        problem="is missing",
        remedy=f"Export it to {printable(str(folder))}. "
        "The reference page Import files lists its columns.",
    )


# --- from text to a header --------------------------------------------------------


def _not_text(
    table: Table, encoding: str, undecodable: tuple[int, ...], nul: int | None
) -> Iterator[ImportFault]:
    for line in undecodable:
        yield ImportFault(
            file=table.file,
            line=line,
            problem=f"contains bytes that cannot be read as text ({encoding})",
            remedy=_AS_CSV,
        )
    if nul is not None:
        yield ImportFault(
            file=table.file,
            line=nul,
            problem="contains a NUL byte: the file is damaged or is not a text file",
            remedy=_AS_CSV,
        )


def _from_text(table: Table, file: TextFile) -> Sheet:
    beginning = beginning_of(next(file.lines(), ""))
    delimiter = delimiter_of(lambda: _lines(file), titles_of(table), beginning.candidates)
    first = tuple(islice(records(_lines(file), delimiter), FIRST_RECORDS))
    if not first:
        return _unread(
            table,
            ImportFault(file=table.file, problem="is empty", remedy="Export it with a header row."),
        )
    sheet = _from_header(Sheet(table, file=file, delimiter=delimiter), first)
    warnings = (f"{table.file}: {warning}." for warning in beginning.warnings)
    return evolve(sheet, warnings=(*warnings, *sheet.warnings))


def _lines(file: TextFile) -> Iterator[str]:
    """The lines of the file without its beginning."""
    lines = file.lines()
    return chain((beginning_of(next(lines, "")).text,), lines)


def _from_header(sheet: Sheet, found: tuple[CsvRecord | Broken, ...]) -> Sheet:
    table, place = sheet.table, place_of_header(sheet.table, found)
    first = found[place]
    if isinstance(first, Broken):
        return _unread(table, broken(table, first))
    if fault := too_many_columns(table, first):
        return _unread(table, fault)
    header = header_of(table, first)
    return evolve(
        sheet,
        header=header,
        faults=(*title_lines(table, found[:place]), *header_faults(table, header)),
        warnings=tuple(header_warnings(table, header)),
    )


def _below(header: Header, found: Iterator[CsvRecord | Broken]) -> Iterator[CsvRecord | Broken]:
    for record in found:
        if record.line == header.line:
            break
    return found


# --- from records to rows ---------------------------------------------------------


def _rows(
    table: Table, header: Header, found: Iterator[CsvRecord | Broken]
) -> Iterator[tuple[Row | None, tuple[ImportFault, ...]]]:
    parsers = _parsers(table, header)
    for record in found:
        if isinstance(record, Broken):
            yield None, (broken(table, record),)
        elif fault := footer(table, record) or too_long(table, header, record):
            yield None, (fault,)
        else:
            yield _row(table, parsers, record)


@frozen
class _Parser:
    """The parser of one column's cells in one file."""

    column: Column
    place: int
    """The index of the cell. Beyond the end of a record: the cell is blank."""
    read: Callable[[str], Cell] | None
    """``None``: the value is the text itself."""


def _parsers(table: Table, header: Header) -> tuple[_Parser, ...]:
    # A missing key column counts as blank: Type, for example, is then Unit. A column that
    # needs a value has its one fault in the header.
    return tuple(
        _Parser(column, _NOWHERE if place is None else place, _reader(column))
        for column, place in header.places
        if place is not None or (column.field in table.key and column.needed is not Needed.VALUE)
    )


_NOWHERE = 10**9
"""A place beyond the end of any record."""


def _reader(column: Column) -> Callable[[str], Cell] | None:
    if column.read is text and column.needed is not Needed.VALUE and not column.words:
        return None
    return lru_cache(REMEMBERED)(lambda cell: value_of(column, restored(cell)))


def _row(
    table: Table, parsers: tuple[_Parser, ...], record: CsvRecord
) -> tuple[Row, tuple[ImportFault, ...]]:
    cells: dict[str, Cell] = {}
    raw: dict[str, str] = {}
    faults: tuple[ImportFault, ...] = ()
    found = record.cells
    for parser in parsers:
        # Some spreadsheets omit blank cells at the end of a line.
        cell = found[parser.place] if parser.place < len(found) else ""
        field, read = parser.column.field, parser.read
        raw[field] = cell
        try:
            cells[field] = read(cell) if read else restored(cell)
        except CellError as bad:
            faults += (
                ImportFault(
                    file=table.file,
                    line=record.line,
                    column=parser.column.title,
                    value=cell,
                    problem=bad.problem,
                    remedy=bad.remedy,
                ),
            )
    return Row(record.line, cells, raw), faults


def value_of(column: Column, cell: str) -> Cell:
    """The value of a trimmed cell; another system's word counts as ours. Raises `CellError`."""
    if column.words:
        cell = column.words.get(plain(cell), cell)
    if column.needed is Needed.VALUE and not cell:
        raise CellError("is blank", "Fill it in. Every row needs a value here.")
    return column.read(cell)
