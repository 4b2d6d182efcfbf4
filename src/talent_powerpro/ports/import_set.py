"""A set of import files as values, and the merge of an imported row with the stored one.

A *row* is a parsed line of an import file. A *cell* is one of its fields, under the model's
own name. A cell that the file has no column for is left out and changes nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol, TypeAlias

from attrs import frozen

Cell: TypeAlias = str | bool | date | datetime | None
Cells: TypeAlias = Mapping[str, Cell]


class Kind(StrEnum):
    """The kind of a row. Kinds are in the order in which rows must be stored."""

    COURSE = "course"
    CLIENT = "client"
    ENROLMENT = "enrolment"
    UNIT = "unit"
    CONTACT_LOG = "contact log"


@frozen
class ImportedRow:
    """One row of an import file."""

    kind: Kind
    key: tuple[str, ...]
    """By kind: course code; client code; enrolment id; enrolment id, unit code and type (shared
    by several rows where a unit is taken again); enrolment id, contact date (ISO, UTC) and type."""
    cells: Cells
    """By the model's field names, including the fields of the key. ``""`` is a blank text and
    ``None`` a blank date. An enrolment has ``client_code`` and ``course_code``."""


class ImportSource(Protocol):
    """A complete set of import files, validated. Its rows may be read one by one."""

    @property
    def warnings(self) -> tuple[str, ...]:
        """Sentences for people on what was read past."""
        ...

    @property
    def kinds(self) -> frozenset[Kind]:
        """The kinds that the set has a file for. Rows of others are never reported as absent."""
        ...

    @property
    def counts(self) -> Mapping[Kind, int]:
        """The number of rows by kind; a kind without rows may be left out."""
        ...

    def rows_of(self, kind: Kind) -> Iterator[ImportedRow]:
        """The rows of one kind, in the order of their file; each call begins anew.

        Raises `SettingsFault` if the rows are no longer those that were validated.
        """
        ...


@frozen
class ImportSet:
    """An `ImportSource` whose rows are in memory."""

    rows: tuple[ImportedRow, ...]
    warnings: tuple[str, ...] = ()
    kinds: frozenset[Kind] = frozenset(Kind)
    """The kinds that the set has a file for. Rows of other kinds are never reported as absent."""

    @property
    def counts(self) -> Mapping[Kind, int]:
        """The number of rows by kind."""
        return Counter(row.kind for row in self.rows)

    def rows_of(self, kind: Kind) -> Iterator[ImportedRow]:
        """The rows of one kind, in their order."""
        return (row for row in self.rows if row.kind is kind)


@frozen
class ImportReport:
    """The result of an import, as counts by kind and as sentences for people."""

    added: Mapping[Kind, int]
    changed: Mapping[Kind, int]
    unchanged: Mapping[Kind, int]
    absent: tuple[tuple[Kind, tuple[str, ...]], ...]
    """Rows imported earlier that this set no longer has. They are never deleted."""
    warnings: tuple[str, ...] = ()


def blank(cell: Cell) -> Cell:
    """Return the blank value of a cell's type."""
    if isinstance(cell, bool):
        return False
    return "" if isinstance(cell, str) else None


def merge(imported: Cells, stored: Cells, last_imported: Cells) -> dict[str, Cell]:
    """Merge an imported row into the stored one, and return the cells to store.

    A cell equal to its last *imported* value keeps the stored value: it was not edited in the
    exporting system, so what the agent wrote stays. A changed cell is a person's edit and wins.
    A cell that was never imported counts as last imported blank.
    """
    return {
        **stored,
        **{
            name: cell
            for name, cell in imported.items()
            if name not in stored or cell != last_imported.get(name, blank(cell))
        },
    }
