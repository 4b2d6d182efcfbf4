"""Files with the agent's own headings, in a folder whose settings map another system's.

They come from `export`, perhaps through a spreadsheet. The mapping is of another system's files, so
these are read by their own headings.
"""

from __future__ import annotations

from pathlib import Path

from attrs import evolve

from talent_powerpro.adapters.csv.cells import code, text
from talent_powerpro.adapters.csv.columns import Column, Table
from talent_powerpro.adapters.csv.header import compared
from talent_powerpro.adapters.csv.sheet import Sheet, read_sheet
from talent_powerpro.model import plain


def read_mapped(folder: Path, usual: Table, mapped: Table, most: int) -> Sheet:
    """Read *mapped*'s file as `read_sheet` does, or one of our own in its place.

    *usual* is the same table without a mapping.
    """
    found = read_sheet(folder, mapped, most)
    if mapped.file != usual.file and found.file is None and not (folder / mapped.file).exists():
        other = read_sheet(folder, _as_written(usual, mapped), most)
        return _own(other) if _has_our_headings(other, usual) else found
    if _maps_headings(mapped) and _has_our_headings(found, usual):
        return _own(read_sheet(folder, evolve(_as_written(usual, mapped), file=mapped.file), most))
    return found


def _own(sheet: Sheet) -> Sheet:
    warning = (
        f"{sheet.table.file}: has the headings that `export` writes, and was read by them, "
        "without the headings of the settings."
    )
    return evolve(sheet, is_own=True, warnings=(*sheet.warnings, warning))


def _has_our_headings(sheet: Sheet, usual: Table) -> bool:
    """Whether the file has exactly the headings that `export` writes, in their order."""
    titles = tuple(map(compared, sheet.header.titles)) if sheet.header else ()
    return titles == tuple(plain(column.title) for column in usual.columns)


def _maps_headings(mapped: Table) -> bool:
    """Whether the settings have a heading for a column that is not the column's own title.

    A profile does not count: an export need not have its headings.
    """
    titles = {plain(column.title) for column in mapped.columns}
    return any(
        each.title and heading not in titles and each.origin.startswith("[")
        for heading, each in mapped.headings.items()
    )


def _as_written(usual: Table, mapped: Table) -> Table:
    """The table without mapped headings, and without the words that our own files have."""
    columns = map(_without_our_words, mapped.columns)
    return evolve(usual, columns=tuple(columns))


def _without_our_words(column: Column) -> Column:
    """The column without words for what we write: `export` never writes "J" for "Yes".

    In texts, another system's words are still understood, because somebody may have entered one,
    but neither a blank cell nor what is ours already becomes anything else.
    """
    if column.read not in (text, code):
        return evolve(column, words={})
    ours = {"", *map(plain, column.words.values())}
    words = {word: each for word, each in column.words.items() if word not in ours}
    return evolve(column, words=words)
