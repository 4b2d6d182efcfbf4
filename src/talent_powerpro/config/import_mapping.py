"""The settings that map other systems' headings and words: their checks, and what they mean.

The adapter of the import files is loaded only where something is mapped, because it takes time
and most RTOs map nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, TypeAlias
from zoneinfo import ZoneInfo

from attrs import field, frozen

from talent_powerpro.config.setting_faults import meant
from talent_powerpro.model import plain

if TYPE_CHECKING:
    from talent_powerpro.adapters.csv import ImportMapping
    from talent_powerpro.adapters.csv.columns import Column, Table

Headings: TypeAlias = Mapping[str, str]
Words: TypeAlias = Mapping[str, Mapping[str, str]]


@frozen
class ImportFile:
    """One part of ``[import.files]``, such as ``[import.files.clients]``."""

    file: str = ""
    """The name of the file; blank: its usual one."""
    columns: Headings = field(factory=dict)
    values: Words = field(factory=dict)


def mapping_of(
    profile: str, columns: Headings, values: Words, files: Mapping[str, ImportFile]
) -> ImportMapping:
    """The mapping as the adapter takes it."""
    from talent_powerpro.adapters.csv import FileMapping
    from talent_powerpro.adapters.csv import ImportMapping as Mapped

    own = {name: FileMapping(each.columns, each.values, each.file) for name, each in files.items()}
    return Mapped(FileMapping(columns, values), own, profile)


# --- validators of the settings' fields -------------------------------------------


def known_profile(_: Any, __: Any, profile: str) -> None:
    if not profile:
        return
    from talent_powerpro.adapters.csv.profiles import PROFILES

    if profile not in PROFILES:
        known = ", ".join(PROFILES)
        raise ValueError(f"is not one of {known}{meant(profile, PROFILES)}")


def headings_mapped(_: Any, __: Any, columns: Headings) -> None:
    if columns:
        _refuse(_heading_faults(columns, _columns(_tables())))


def words_mapped(_: Any, __: Any, values: Words) -> None:
    if values:
        _refuse(_word_faults(values, _columns(_tables())))


def import_files(_: Any, __: Any, files: Mapping[str, ImportFile]) -> None:
    if files:
        _refuse(_file_faults(files))


def _refuse(faults: Iterable[str]) -> None:
    if found := list(faults):
        raise ValueError(f"has faults: {'; '.join(found)}")


# --- the faults -------------------------------------------------------------------


def _file_faults(files: Mapping[str, ImportFile]) -> Iterator[str]:
    tables = {table.name: table for table in _tables()}
    for name, own in files.items():
        if name not in tables:
            known = ", ".join(tables)
            yield f"{name} is not one of {known}{meant(name, tables)}"
            continue
        if own.file and not _is_file_name(own.file):
            yield f'{name}: "{own.file}" is no name of a file. Write one without its folder'
        columns = _columns([tables[name]])
        yield from (f"{name}: {each}" for each in _heading_faults(own.columns, columns))
        yield from (f"{name}: {each}" for each in _word_faults(own.values, columns))

    named = {name: own.file for name, own in files.items()}
    yield from _twice("file", (named.get(table.name) or table.file for table in tables.values()))


def _is_file_name(name: str) -> bool:
    return name.isprintable() and name.strip(". ") != "" and not {"/", "\\"} & set(name)


def _heading_faults(headings: Headings, columns: Mapping[str, Column]) -> Iterator[str]:
    for heading, title in headings.items():
        if not heading.strip():
            yield "a heading is blank"
        if title.strip() and plain(title) not in columns:
            yield f'"{heading}" = "{title}": {_no_column(title, columns)}'
    yield from _twice("heading", headings)


def _word_faults(values: Words, columns: Mapping[str, Column]) -> Iterator[str]:
    for title, words in values.items():
        column = columns.get(plain(title))
        if column is None:
            yield _no_column(title, columns)
            continue
        for word, ours in words.items():
            if problem := _problem(column, ours):
                yield f'{column.title}: "{word}" = "{ours}": {problem}'
        yield from (f"{column.title}: {each}" for each in _twice("word", words))
    yield from _twice("column", values)


def _problem(column: Column, ours: str) -> str:
    """Why the column cannot hold our word; blank: it can."""
    from talent_powerpro.adapters.csv.cells import CellError
    from talent_powerpro.adapters.csv.sheet import value_of

    try:
        value_of(column, ours.strip())
    except CellError as bad:
        return f"{bad.problem}. {bad.remedy.rstrip('.')}"
    return ""


def _no_column(title: str, columns: Mapping[str, Column]) -> str:
    titles = [column.title for column in columns.values()]
    return f'"{title}" is no column there{meant(title, titles)}'


def _twice(what: str, texts: Iterable[str]) -> Iterator[str]:
    """Texts that differ only in case or white space, which count as one."""
    counts = Counter(map(plain, texts))
    yield from (f'the {what} "{text}" is there twice' for text, n in counts.items() if n > 1)


def _columns(tables: Iterable[Table]) -> Mapping[str, Column]:
    """The columns by plain title."""
    return {plain(column.title): column for table in tables for column in table.columns}


def _tables() -> tuple[Table, ...]:
    from talent_powerpro.adapters.csv.columns import tables

    return tables(ZoneInfo("UTC"))
