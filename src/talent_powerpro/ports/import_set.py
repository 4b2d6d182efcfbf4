"""A set of import files as values, and the merge of a row with the one that is stored.

A *row* is a line of an import file, parsed; a *cell* is one field of it, under the
model's own name. Cells that the file has no column for are left out, and change nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import TypeAlias

from attrs import frozen

Cell: TypeAlias = str | bool | date | datetime | None
Cells: TypeAlias = Mapping[str, Cell]


class Kind(StrEnum):
    """The kind of a row, in the order in which rows have to be stored."""

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
    """Course code; client code; enrolment id; enrolment id, unit code and type (several rows
    may share that: a unit taken again); enrolment id, contact date (ISO, UTC) and type."""
    cells: Cells
    """By the model's field names, the key's own fields included. ``""`` is a blank text,
    ``None`` a blank date. An enrolment names ``client_code`` and ``course_code``."""


@frozen
class ImportSet:
    """A whole, faultless set of import files."""

    rows: tuple[ImportedRow, ...]
    warnings: tuple[str, ...] = ()
    kinds: frozenset[Kind] = frozenset(Kind)
    """The kinds a file was given for: of any other kind, no row is absent."""


@frozen
class ImportReport:
    """The result of an import, as counts by kind and as sentences for people."""

    added: Mapping[Kind, int]
    changed: Mapping[Kind, int]
    unchanged: Mapping[Kind, int]
    absent: tuple[tuple[Kind, tuple[str, ...]], ...]
    """Rows imported earlier that this set no longer has. Never deleted."""
    warnings: tuple[str, ...] = ()


def blank(cell: Cell) -> Cell:
    """The value of such a cell where nothing was imported."""
    if isinstance(cell, bool):
        return False
    return "" if isinstance(cell, str) else None


def merge(imported: Cells, stored: Cells, last_imported: Cells) -> dict[str, Cell]:
    """The cells of a stored row after importing it again.

    A cell equal to the last *imported* value keeps what is stored: nobody touched it in
    the exporting system, so what the agent wrote stands. A changed cell is a person's
    edit and wins. A cell never imported before counts as last imported blank.
    """
    return {
        **stored,
        **{
            name: cell
            for name, cell in imported.items()
            if name not in stored or cell != last_imported.get(name, blank(cell))
        },
    }
