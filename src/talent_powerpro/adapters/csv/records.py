"""CSV parser: encodings, delimiters, quotation marks and lines, from bytes to records."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator, Set
from functools import cache
from itertools import islice

from attrs import frozen

from talent_powerpro.model import plain, visible

DELIMITERS = ",;\t"

LINE_END = r"\r\n|\r|\n"
_LINE_END = re.compile(LINE_END)


@frozen
class CsvRecord:
    """One record with at least one cell that is not blank."""

    line: int
    """The physical line on which the record starts, from 1."""
    cells: tuple[str, ...]
    """Trimmed, no-break spaces included; line breaks inside a cell are ``\\n``."""


@frozen
class Broken:
    """A record that cannot be split into cells."""

    line: int
    text: str
    """The text from the faulty cell to the end of its line."""


# --- bytes to text ----------------------------------------------------------------


def encoding_of(raw: bytes) -> str:
    """The encoding that the byte-order mark names. Without one: UTF-8 if it decodes, else cp1252.

    Excel on Windows saves plain "CSV" in cp1252 (Windows-1252).
    """
    if raw.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


def decoded(raw: bytes, encoding: str) -> tuple[str, tuple[int, ...]]:
    """The text, and the lines with bytes that the encoding cannot decode."""
    try:
        return raw.decode(encoding), ()
    except UnicodeDecodeError:
        text = raw.decode(encoding, errors="replace")
        return text, lines_with("\N{REPLACEMENT CHARACTER}", text)


def lines_with(char: str, text: str) -> tuple[int, ...]:
    """The physical lines, from 1, that contain the character."""
    return tuple(
        number for number, line in enumerate(_LINE_END.split(text), start=1) if char in line
    )


@frozen
class Beginning:
    """What stands before the first record, and is read past."""

    text: str
    """The file's text without it. Its lines keep their numbers."""
    candidates: str
    """The delimiters that the file may have."""
    warnings: tuple[str, ...]
    """What was read past, each the rest of a sentence about the file."""


# The last one is a UTF-8 mark that was read as Windows-1252 and saved again.
_MARKS = re.compile(r"[\ufeff\u200b-\u200f\u2060\xad]+|(?:\xef\xbb\xbf)+")
# A line for Excel alone, which other programs take for the header.
_SEPARATOR_LINE = re.compile(r'"?sep=([,;|\t])"?[,;|\t ]*(?=[\r\n]|\Z)', re.IGNORECASE)


def beginning_of(text: str) -> Beginning:
    """Finds marks that nobody sees, and a line such as ``sep=;``, before the first record."""
    warnings = []
    if marks := _MARKS.match(text):
        text = text[marks.end() :]
        warnings.append("invisible characters at its beginning were ignored")
    if line := _SEPARATOR_LINE.match(text):
        text = text[line.end() :]
        warnings.append(f'the line "{line[0].strip()}" before the header was ignored')
    return Beginning(text, (line[1] if line else "") + DELIMITERS, tuple(warnings))


# --- text to records --------------------------------------------------------------


FIRST_RECORDS = 20
"""The number of records among which the header is looked for, below any title lines."""


def delimiter_of(text: str, titles: Set[str], candidates: str = DELIMITERS) -> str:
    """The delimiter of the file: the one of *candidates* that finds most of *titles*.

    *titles* are plain, and looked for in each of the first records. On a tie the first of the
    candidates wins.
    """

    def found(delimiter: str) -> int:
        first = islice(records(text, delimiter), FIRST_RECORDS)
        return max((titles_found(record, titles) for record in first), default=0)

    return max(candidates, key=found)


def titles_found(record: CsvRecord | Broken, titles: Set[str]) -> int:
    """How many of *titles*, which are plain, are cells of the record."""
    if isinstance(record, Broken):
        return 0
    return len(titles & {plain(visible(cell)) for cell in set(record.cells)})


def records(text: str, delimiter: str) -> Iterator[CsvRecord | Broken]:
    """Yields the records that are not blank. A broken record ends at the end of its line."""
    # Not the csv module: after a closing quotation mark it either refuses blanks (strict), or
    # silently joins any text there to the cell.
    start, line = 0, 1
    while start < len(text):
        cells, end, broken = _cells(text, start, delimiter)
        if broken:
            yield Broken(line, broken)
        elif any(cells):
            yield CsvRecord(line, cells)
        line += len(_LINE_END.findall(text, start, end))
        start = end


def _cells(text: str, start: int, delimiter: str) -> tuple[tuple[str, ...], int, str]:
    """The cells of the record at *start*, the start of the next one, and the text that broke it."""
    pattern = _cell(delimiter)
    cells = []
    while match := pattern.match(text, start):
        quoted = match["quoted"]
        cell = match["plain"] if quoted is None else quoted.replace('""', '"')
        # A row may have millions of blank cells.
        cells.append(_LINE_END.sub("\n", cell).strip() if cell else "")
        start = match.end()
        if match["end"] != delimiter:
            return tuple(cells), start, ""
    line_end = _LINE_END.search(text, start)
    end = line_end.end() if line_end else len(text)
    return (), end, text[start:end].strip()


@cache
def _cell(delimiter: str) -> re.Pattern[str]:
    """Matches one cell and its end. A cell that begins with a quotation mark must be quoted."""
    # Possessive quantifiers do not backtrack, so a damaged file cannot make the match slow.
    ends = re.escape(delimiter)
    return re.compile(
        rf"""(?: [ \xa0]*+ "(?P<quoted>(?:[^"]++|"")*+)" [ \xa0]*+
               | (?![ \xa0]*+") (?P<plain>[^{ends}\r\n]*+) )
             (?P<end>{ends}|{LINE_END}|\Z)""",
        re.VERBOSE,
    )
