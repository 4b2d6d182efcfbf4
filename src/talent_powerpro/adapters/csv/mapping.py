"""Mapping of other systems' headings and words to the columns and words of the import files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TypeAlias

from attrs import evolve, field, frozen

from talent_powerpro.adapters.csv.columns import Column, MappedHeading, Table
from talent_powerpro.adapters.csv.faults import ImportFault, shown
from talent_powerpro.adapters.csv.header import compared
from talent_powerpro.adapters.csv.profiles import PROFILES
from talent_powerpro.adapters.csv.sheet import Sheet
from talent_powerpro.model import plain

Headings: TypeAlias = Mapping[str, str]
"""By another system's heading, the title of our column; a blank text: it is not used."""
Words: TypeAlias = Mapping[str, Mapping[str, str]]
"""By the title of our column: by another system's word, ours."""


@frozen
class FileMapping:
    """What the settings say of one file, or of all."""

    columns: Headings = field(factory=dict)
    values: Words = field(factory=dict)
    file: str = ""
    """The name of the file in the folder; blank: its usual name. Not for all files."""


@frozen
class ImportMapping:
    """What the settings say of all files. A file's own part counts before the part of all, and
    both count before the profile."""

    every: FileMapping = field(factory=FileMapping)
    files: Mapping[str, FileMapping] = field(factory=dict)
    """By the usual name of the file without its ending."""
    profile: str = ""
    """One of `PROFILES`; blank: none."""

    def applied_to(self, table: Table) -> Table:
        """The table with the headings and words that are for it."""
        own = self.files.get(table.name, FileMapping())
        of_profile = PROFILES[self.profile].get(table.name, {}) if self.profile else {}
        headings = {
            **_mapped(table, of_profile, f"profile {self.profile}"),
            **_mapped(table, self.every.columns, EVERY),
            **_mapped(table, own.columns, of_file(table.name)),
        }
        columns = (_translated(column, self.every.values, own.values) for column in table.columns)
        return evolve(table, file=own.file or table.file, columns=tuple(columns), headings=headings)


EVERY = "[import.columns]"
"""The table of the settings for the headings of all files."""


def of_file(name: str) -> str:
    """The table of the settings for the headings of one file."""
    return f"[import.files.{name}.columns]"


def _mapped(table: Table, headings: Headings, origin: str) -> dict[str, MappedHeading]:
    """The headings for columns of the table, and those for none."""
    titles = {plain(column.title) for column in table.columns}
    return {
        compared(heading): MappedHeading(title, origin)
        for heading, title in headings.items()
        if not title.strip() or plain(title) in titles
    }


def _translated(column: Column, *all_words: Words) -> Column:
    """The column with the words of each table, later ones before earlier ones."""
    found = [
        (word, ours.strip())
        for each in all_words
        for title, table in each.items()
        if plain(title) == plain(column.title)
        for word, ours in table.items()
    ]
    if not found:
        return column
    words = {plain(word): ours for word, ours in found}
    return evolve(column, words=words, spelt={plain(word): word for word, _ in found})


# --- headings that no file has ----------------------------------------------------


def unused_headings(mapping: ImportMapping, sheets: Iterable[Sheet]) -> Iterator[ImportFault]:
    """Yields a fault for each heading of the settings that no file with its column has.

    A file that is missing, whose header cannot be read, or that is read by our own headings has
    none. Where all files with the column are so, there is no fault. Profiles have none: an export
    need not have all columns.
    """
    by_name = {sheet.table.name: sheet for sheet in sheets}
    for heading, title in mapping.every.columns.items():
        yield from _unused(EVERY, heading, title, by_name.values())
    for name, own in mapping.files.items():
        for heading, title in own.columns.items():
            yield from _unused(of_file(name), heading, title, [by_name[name]])


def _unused(
    origin: str, heading: str, title: str, sheets: Iterable[Sheet]
) -> Iterator[ImportFault]:
    able = [
        sheet
        for sheet in sheets
        if not sheet.is_own and (not title.strip() or _has(sheet.table, title))
    ]
    headers = [sheet.header for sheet in able if sheet.header]
    unknown = any(sheet.faults and not sheet.header for sheet in able)
    if unknown or not headers:
        return
    if any(compared(heading) in map(compared, header.titles) for header in headers):
        return
    files = " or ".join(sheet.table.file for sheet in able if sheet.header)
    yield ImportFault(
        file="settings",
        column=f'{origin} "{shown(heading)}"',
        problem=f"is no heading of {files}",
        remedy="Write the heading as the file has it, or delete the line. "
        "`import --explain` shows the headings of the files.",
    )


def _has(table: Table, title: str) -> bool:
    return any(plain(column.title) == plain(title) for column in table.columns)
