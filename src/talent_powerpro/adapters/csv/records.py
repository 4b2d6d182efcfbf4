"""CSV parser: delimiters, quotation marks and cells, from lines to records."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Set
from functools import cache
from itertools import islice

from attrs import frozen

from talent_powerpro.model import plain, visible

DELIMITERS = ",;\t"


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


@frozen
class Beginning:
    """What stands before the first record, and is read past."""

    text: str
    """The file's first line without it. Its lines keep their numbers."""
    candidates: str
    """The delimiters that the file may have."""
    warnings: tuple[str, ...]
    """What was read past, each the rest of a sentence about the file."""


# The last one is a UTF-8 mark that was read as Windows-1252 and saved again.
_MARKS = re.compile(r"[\ufeff\u200b-\u200f\u2060\xad]+|(?:\xef\xbb\xbf)+")
# A line for Excel alone, which other programs take for the header.
_SEPARATOR_LINE = re.compile(r'"?sep=([,;|\t])"?[,;|\t ]*(?=\n|\Z)', re.IGNORECASE)


def beginning_of(text: str) -> Beginning:
    """Finds marks that nobody sees, and a line such as ``sep=;``, in the file's first line."""
    warnings = []
    if marks := _MARKS.match(text):
        text = text[marks.end() :]
        warnings.append("invisible characters at its beginning were ignored")
    if line := _SEPARATOR_LINE.match(text):
        text = text[line.end() :]
        warnings.append(f'the line "{line[0].strip()}" before the header was ignored')
    return Beginning(text, (line[1] if line else "") + DELIMITERS, tuple(warnings))


# --- lines to records -------------------------------------------------------------


FIRST_RECORDS = 20
"""The number of records among which the header is looked for, below any title lines."""


def delimiter_of(
    lines: Callable[[], Iterable[str]], titles: Set[str], candidates: str = DELIMITERS
) -> str:
    """The delimiter of the file: the one of *candidates* that finds most of *titles*.

    *titles* are plain, and looked for in each of the first records. On a tie the first of the
    candidates wins. *lines* begins anew at each call.
    """

    def found(delimiter: str) -> int:
        first = islice(records(lines(), delimiter), FIRST_RECORDS)
        return max((titles_found(record, titles) for record in first), default=0)

    return max(candidates, key=found)


def titles_found(record: CsvRecord | Broken, titles: Set[str]) -> int:
    """How many of *titles*, which are plain, are cells of the record."""
    if isinstance(record, Broken):
        return 0
    return len(titles & {plain(visible(cell)) for cell in set(record.cells)})


def records(lines: Iterable[str], delimiter: str) -> Iterator[CsvRecord | Broken]:
    """Yields the records that are not blank. A broken record ends at the end of its line.

    Each of *lines* ends with ``\\n``; the last one may lack it. No more of them are read than
    the record needs, or twice as many where its cells have line breaks.
    """
    # Not the csv module: after a closing quotation mark it either refuses blanks (strict), or
    # silently joins any text there to the cell.
    source, ahead, number = iter(lines), deque[str](), 1
    while line := ahead.popleft() if ahead else next(source, ""):
        if '"' not in line:
            cells = tuple(map(str.strip, line.split(delimiter)))
            if any(cells):
                yield CsvRecord(number, cells)
            number += 1
            continue
        cells, used, broken, rest = _record(line, ahead, source, delimiter)
        if broken:
            yield Broken(number, broken)
        elif any(cells):
            yield CsvRecord(number, cells)
        number += used
        ahead.extendleft(reversed(rest))


def _record(
    text: str, ahead: deque[str], source: Iterator[str], delimiter: str
) -> tuple[tuple[str, ...], int, str, list[str]]:
    """The cells of the record at the start of *text*, and the number of lines that it takes.

    Then the text that broke it, and the lines that were read beyond it. *text* is a whole line;
    further ones are taken from *ahead*, then from *source*.
    """
    cells, start, broken = _cells(text, 0, delimiter)
    while broken is None:
        more, size = [], 0
        # As much again as there is, so that a cell of many lines is looked at only a few times.
        while size < len(text) and (line := ahead.popleft() if ahead else next(source, "")):
            more.append(line)
            size += len(line)
        text = "".join((text, *more))
        further, start, broken = _cells(text, start, delimiter, at_end=not more)
        cells = (*cells, *further)
    return cells, text.count("\n", 0, start), broken, _LINE.findall(text, start)


_LINE = re.compile(r"[^\n]*\n|[^\n]+")


def _cells(
    text: str, start: int, delimiter: str, *, at_end: bool = False
) -> tuple[tuple[str, ...], int, str | None]:
    """The cells from *start* to the record's end, the start of the next one, and what broke it.

    ``None`` as the last: a quotation mark is not closed in *text*, but perhaps in the lines after
    it. Then the second is the start of its cell. With *at_end* there are no such lines.
    """
    pattern = _cell(delimiter)
    cells = []
    while match := pattern.match(text, start):
        quoted = match["quoted"]
        cell = match["plain"] if quoted is None else quoted.replace('""', '"')
        # A row may have millions of blank cells.
        cells.append(cell.strip() if cell else "")
        start = match.end()
        if match["end"] != delimiter:
            return tuple(cells), start, ""
    if not at_end and _UNCLOSED.match(text, start):
        return tuple(cells), start, None
    end = text.find("\n", start) + 1 or len(text)
    return (), end, text[start:end].strip()


# Possessive quantifiers do not backtrack, so a damaged file cannot make a match slow.
_UNCLOSED = re.compile(r'[ \xa0]*+"(?:[^"]++|"")*+\Z')


@cache
def _cell(delimiter: str) -> re.Pattern[str]:
    """Matches one cell and its end. A cell that begins with a quotation mark must be quoted."""
    ends = re.escape(delimiter)
    return re.compile(
        rf"""(?: [ \xa0]*+ "(?P<quoted>(?:[^"]++|"")*+)" [ \xa0]*+
               | (?![ \xa0]*+") (?P<plain>[^{ends}\n]*+) )
             (?P<end>{ends}|\n|\Z)""",
        re.VERBOSE,
    )
