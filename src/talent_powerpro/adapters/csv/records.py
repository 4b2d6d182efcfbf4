"""From the bytes of a file to its records: encodings, delimiters, quotation marks, lines."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator, Set
from functools import cache

from attrs import frozen

from talent_powerpro.model import plain

LINE_END = r"\r\n|\r|\n"
_LINE_END = re.compile(LINE_END)


@frozen
class CsvRecord:
    """One record with at least one cell that is not blank."""

    line: int
    """The physical line on which it starts, from 1."""
    cells: tuple[str, ...]
    """Trimmed (no-break spaces too); line breaks inside are ``\\n``."""


@frozen
class Broken:
    """A record whose cells cannot be told apart."""

    line: int
    text: str
    """What stands from the cell in question to the end of its line."""


# --- bytes to text ----------------------------------------------------------------


def encoding_of(raw: bytes) -> str:
    """As the byte-order mark says; without one UTF-8, or Windows-1252 where it is not."""
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
    """The text, and the lines that hold bytes which are nothing in that encoding."""
    try:
        return raw.decode(encoding), ()
    except UnicodeDecodeError:
        text = raw.decode(encoding, errors="replace")
        return text, lines_with("\N{REPLACEMENT CHARACTER}", text)


def lines_with(char: str, text: str) -> tuple[int, ...]:
    """The physical lines, from 1, that hold that character."""
    return tuple(
        number for number, line in enumerate(_LINE_END.split(text), start=1) if char in line
    )


# --- text to records --------------------------------------------------------------


def delimiter_of(text: str, titles: Set[str]) -> str:
    """Comma, unless semicolon or tab finds more of *titles* (made plain) in the first record."""

    def found(delimiter: str) -> int:
        first = next(records(text, delimiter), None)
        return len(titles & set(map(plain, first.cells))) if isinstance(first, CsvRecord) else 0

    return max((",", ";", "\t"), key=found)


def records(text: str, delimiter: str) -> Iterator[CsvRecord | Broken]:
    """The records, blank ones left out. After a broken one, on with the next line."""
    # The csv module would do but for two things: it refuses blanks behind a closing
    # quotation mark, or else joins whatever stands there to the cell without a word.
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
    """The cells of the record at *start*, where the next begins, and the text that broke it."""
    pattern = _cell(delimiter)
    cells = []
    while match := pattern.match(text, start):
        quoted = match["quoted"]
        cell = match["plain"] if quoted is None else quoted.replace('""', '"')
        cells.append(_LINE_END.sub("\n", cell).strip())
        start = match.end()
        if match["end"] != delimiter:
            return tuple(cells), start, ""
    line_end = _LINE_END.search(text, start)
    end = line_end.end() if line_end else len(text)
    return (), end, text[start:end].strip()


@cache
def _cell(delimiter: str) -> re.Pattern[str]:
    """One cell with what ends it. A cell that begins with a quotation mark is quoted, or broken."""
    ends = re.escape(delimiter)
    return re.compile(
        rf"""(?: [ \xa0]*+ "(?P<quoted>(?:[^"]++|"")*+)" [ \xa0]*+
               | (?![ \xa0]*+") (?P<plain>[^{ends}\r\n]*+) )
             (?P<end>{ends}|{LINE_END}|\Z)""",
        re.VERBOSE,
    )
