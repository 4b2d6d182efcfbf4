"""Header of an import file: where its columns are, and what is wrong with their titles."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches

from attrs import frozen

from talent_powerpro.adapters.csv.columns import Column, Needed, Table
from talent_powerpro.adapters.csv.faults import ImportFault, shown
from talent_powerpro.adapters.csv.records import (
    FIRST_RECORDS,
    Broken,
    CsvRecord,
    titles_found,
)
from talent_powerpro.model import plain, visible

MOST_COLUMNS = 1000
"""Columns with a title. Each unknown one is compared with each that the file lacks."""


@frozen
class Header:
    """Positions of the table's columns in the file."""

    line: int
    titles: tuple[str, ...]
    places: tuple[tuple[Column, int | None], ...]
    """Each column with the index of its cell; ``None``: the file lacks the column."""


def titles_of(table: Table) -> frozenset[str]:
    """The titles of all columns and the headings mapped to them, plain for comparing."""
    mapped = (heading for heading, each in table.headings.items() if each.title)
    return frozenset((*(plain(column.title) for column in table.columns), *mapped))


def place_of_header(table: Table, found: Sequence[CsvRecord | Broken]) -> int:
    """The index of the record that is the header. It is the first one, but for title lines.

    A later record is the header if it has more of the titles, and at least two.
    """
    titles = titles_of(table)
    counts = [titles_found(record, titles) for record in found[:FIRST_RECORDS]]
    most = max(counts)
    return counts.index(most) if most > 1 else 0


def title_lines(table: Table, above: Sequence[CsvRecord | Broken]) -> Iterator[ImportFault]:
    """Yields a fault for each record above the header, such as a report's title."""
    for record in above:
        text = record.text if isinstance(record, Broken) else " ".join(filter(None, record.cells))
        yield ImportFault(
            file=table.file,
            line=record.line,
            value=text,
            problem="is above the line with the column headings",
            remedy="Delete the lines above the headings, or export the file without a title.",
        )


def too_many_columns(table: Table, record: CsvRecord) -> ImportFault | None:
    """The fault of a header that no export has; ``None`` for any other."""
    titled = len([title for title in record.cells if title])
    if titled <= MOST_COLUMNS:
        return None
    return ImportFault(
        file=table.file,
        line=record.line,
        problem=f"has {titled:,} columns, and the limit is {MOST_COLUMNS:,}",
        remedy="Check that it is the right file, or export it again.",
    )


def header_of(table: Table, record: CsvRecord) -> Header:
    """The record as the table's header."""
    known = _titles_meant(table, record.cells)
    places = (
        (column, known.index(title) if (title := plain(column.title)) in known else None)
        for column in table.columns
    )
    return Header(record.line, record.cells, tuple(places))


def header_faults(table: Table, header: Header) -> Iterator[ImportFault]:
    """Yields a fault for each column that the file needs and lacks, or has twice."""
    headings = _by_title(table, header)
    for column, place in header.places:
        own = headings.get(plain(column.title), [])
        if place is None and column.needed is not Needed.NOTHING:
            problem, remedy = "is missing", _add_or_rename(column, table, header)
        elif len(set(map(compared, own))) > 1:
            problem, remedy = _several(table, own)
        elif len(own) > 1:
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


def _by_title(table: Table, header: Header) -> Mapping[str, list[str]]:
    """The headings that stand for each title, which is plain."""
    found: dict[str, list[str]] = {}
    for heading, title in zip(header.titles, _titles_meant(table, header.titles), strict=True):
        if title:
            found.setdefault(title, []).append(heading)
    return found


def _several(table: Table, headings: Sequence[str]) -> tuple[str, str]:
    quoted = [f'"{shown(heading)}"' for heading in headings]
    return (
        f"is what {len(quoted)} headings stand for: {', '.join(quoted)}",
        f"Choose one. Write the others into the settings as headings without a column, such as "
        f'{quoted[-1]} = "" under [import.files.{table.name}.columns].',
    )


def header_warnings(table: Table, header: Header) -> Iterator[str]:
    """Yields a sentence for each column that was ignored or has invisible characters."""
    lacking = [column for column, place in header.places if place is None]
    for title in ignored(table, header):
        near = [column.title for column in lacking if _near(column, [title])]
        meant = f" Did you mean {near[0]}?" if near else ""
        yield f'{table.file}: column "{shown(title)}" is unknown and was ignored.{meant}'
    if without := [place for place, title in enumerate(header.titles, 1) if not title]:
        yield f"{table.file}: {_without_title(without)} ignored."
    for title in header.titles:
        if title != visible(title):
            yield f"{table.file}: invisible characters in the heading {shown(title)} were ignored."


def _add_or_rename(column: Column, table: Table, header: Header) -> str:
    near = _near(column, ignored(table, header))
    if near:
        return (
            f'Rename the column "{shown(near)}" to {column.title}, if that is the one, or map it '
            "with [import.columns] in the settings."
        )
    return "Add the column. Columns may be in any order."


def _without_title(numbers: Sequence[int]) -> str:
    """One sentence's beginning for all: a stray cell far right makes thousands of them."""
    if len(numbers) == 1:
        return f"column {numbers[0]} has no title and was"
    return f"{len(numbers):,} columns from column {numbers[0]} on have no title and were"


def ignored(table: Table, header: Header) -> list[str]:
    """The titles of the columns that the table does not have, but for those mapped to nothing."""
    used = {place for _, place in header.places}
    return [
        title
        for place, title in enumerate(header.titles)
        if title and place not in used and compared(title) not in table.headings
    ]


def _near(column: Column, titles: Sequence[str]) -> str:
    """The one of *titles* that is most like the column's, or contains it; blank where none is."""
    wanted, by_letters = _letters(column.title), {_letters(title): title for title in titles}
    near = get_close_matches(wanted, by_letters, n=1) or [
        letters for letters in by_letters if wanted in letters
    ]
    return by_letters[near[0]] if near else ""


def _letters(title: str) -> str:
    return "".join(char for char in title.casefold() if char.isalnum())


def compared(title: str) -> str:
    """A heading for comparing: as `plain`, without the characters that nobody sees."""
    return plain(visible(title))


def _titles_meant(table: Table, headings: Sequence[str]) -> list[str]:
    """The title that each heading stands for, plain; a blank one stands for none."""
    found = [(heading, table.headings.get(heading)) for heading in map(compared, headings)]
    return [plain(mapped.title) if mapped else heading for heading, mapped in found]
