"""Export: the agent's changes that the exporting system lacks, as an import set."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from typing import Any, TypeAlias

from attrs import frozen
from sqlalchemy import Connection, select

from talent_powerpro.adapters.sql import schema
from talent_powerpro.adapters.sql.dialects import dialect_of
from talent_powerpro.adapters.sql.import_tables import IMPORT_TABLES, Stored, key_of
from talent_powerpro.adapters.sql.unreadable import fetched
from talent_powerpro.ports.import_set import Cells, ImportedRow, ImportSet, Kind, blank

Rows: TypeAlias = Mapping[Kind, Mapping[str, Mapping[str, Any]]]
"""Stored rows, by kind and id."""
Chosen: TypeAlias = dict[Kind, set[str]]
"""Ids, by kind."""

WRITTEN_HERE: Mapping[Kind, tuple[str, ...]] = {
    Kind.CLIENT: ("secondary_id",),
    Kind.ENROLMENT: ("export", "export_date"),
    Kind.UNIT: ("outcome", "outcome_date", "short_comment"),
}
"""The columns that the agent or the command ``set-export`` writes. Contact logs are exported
whole."""


@frozen
class Changes:
    """Changed rows, with the unchanged rows that they refer to."""

    rows: ImportSet
    """Complete: every reference has its row, so that the set can be imported on its own."""
    counts: Mapping[Kind, int]
    """The number of changed rows of each kind."""
    left_out: tuple[str, ...] = ()
    """Sentences on rows that cannot be read. They, and the changes that refer to them, are left
    out until they can be."""


def changes(connection: Connection) -> Changes:
    """The rows that differ from their last import in a column of `WRITTEN_HERE`, and contact
    logs that were never imported. Rows are exported whole.

    Unchanged rows are included only where changed rows refer to them: the enrolment of a unit
    or contact log, the client and course of an enrolment. The other attempts at a changed unit
    are included too, because an import needs all of them to match each.
    """
    kept = {target.kind: target.stored(connection) for target in IMPORT_TABLES}
    last = {target.kind: target.last_imported(connection) for target in IMPORT_TABLES}
    stored = {
        kind: {row: cells for row, cells in each.rows.items() if row not in each.unreadable}
        for kind, each in kept.items()
    }
    # Whether a row has changed cannot be told without its last import.
    unknown = {kind: last[kind].unreadable.keys() & stored[kind].keys() for kind in Kind}
    chosen: Chosen = {
        kind: set(_changed(kind, stored[kind], last[kind].rows)) - unknown[kind] for kind in Kind
    }
    without = _drop_dangling(chosen, stored, kept[Kind.UNIT])
    counts = {kind: len(ids) for kind, ids in chosen.items()}
    _add_related(chosen, stored)
    left_out = (
        *(
            each
            for some in kept.values()
            for why in some.unreadable.values()
            for each in why.values()
        ),
        *(
            each
            for kind in Kind
            for row in unknown[kind]
            for each in last[kind].unreadable[row].values()
        ),
        *(f"Changes of enrolment {each} wait until its row can be read." for each in without),
    )
    return Changes(ImportSet(tuple(_rows(chosen, stored))), counts, left_out)


def _drop_dangling(chosen: Chosen, stored: Rows, units: Stored) -> list[str]:
    """Drop the chosen rows that refer to an unreadable one, and return their enrolments."""
    enrolments = stored[Kind.ENROLMENT]
    whole = {
        row
        for row, cells in enrolments.items()
        if cells["client_code"] in stored[Kind.CLIENT]
        and cells["course_code"] in stored[Kind.COURSE]
    }
    # An import matches all attempts at one unit together.
    shared = {_unit_key(each) for row, each in units.rows.items() if row in units.unreadable}
    dropped = {
        Kind.ENROLMENT: chosen[Kind.ENROLMENT] - whole,
        Kind.UNIT: {
            row
            for row in chosen[Kind.UNIT]
            if stored[Kind.UNIT][row]["enrolment_id"] not in whole
            or _unit_key(stored[Kind.UNIT][row]) in shared
        },
        Kind.CONTACT_LOG: {
            row
            for row in chosen[Kind.CONTACT_LOG]
            if stored[Kind.CONTACT_LOG][row]["enrolment_id"] not in whole
        },
    }
    for kind, rows in dropped.items():
        chosen[kind] -= rows
    named = (
        *dropped[Kind.ENROLMENT],
        *(
            stored[k][row]["enrolment_id"]
            for k in (Kind.UNIT, Kind.CONTACT_LOG)
            for row in dropped[k]
        ),
    )
    return sorted(set(named))


def remember(connection: Connection, fingerprints: Collection[str], now: datetime) -> None:
    """Store the fingerprints of exported files."""
    rows = [{"fingerprint": each, "exported_at": now} for each in fingerprints]
    dialect_of(connection).insert_new(connection, schema.exported_files, rows)


def remembered(connection: Connection, fingerprints: Collection[str]) -> frozenset[str]:
    """Those of *fingerprints* that `remember` has stored."""
    column = schema.exported_files.c.fingerprint
    found = fetched(connection, select(column).where(column.in_(tuple(fingerprints))))
    return frozenset(each for (each,) in found)


def _changed(
    kind: Kind, stored: Mapping[str, Mapping[str, Any]], last: Mapping[str, Cells]
) -> Iterator[str]:
    if kind is Kind.CONTACT_LOG:
        yield from (row for row in stored if row not in last)
        return
    for row, cells in stored.items():
        before = last.get(row, {})
        written = {name: cells[name] for name in WRITTEN_HERE.get(kind, ())}
        # A cell that was never imported is compared with a blank one.
        if any(cell != before.get(name, blank(cell)) for name, cell in written.items()):
            yield row


def _add_related(chosen: Chosen, stored: Rows) -> None:
    """Add the rows that chosen rows refer to, and the other attempts at chosen units."""
    units = stored[Kind.UNIT]
    taken = {_unit_key(units[row]) for row in chosen[Kind.UNIT]}
    chosen[Kind.UNIT] |= {row for row, cells in units.items() if _unit_key(cells) in taken}
    for kind, names, named in (
        (Kind.UNIT, "enrolment_id", Kind.ENROLMENT),
        (Kind.CONTACT_LOG, "enrolment_id", Kind.ENROLMENT),
        (Kind.ENROLMENT, "client_code", Kind.CLIENT),
        (Kind.ENROLMENT, "course_code", Kind.COURSE),
    ):
        chosen[named] |= {stored[kind][row][names] for row in chosen[kind]}


def _unit_key(unit: Mapping[str, Any]) -> tuple[object, ...]:
    return unit.get("enrolment_id"), unit.get("code"), unit.get("type")


def _rows(chosen: Chosen, stored: Rows) -> Iterator[ImportedRow]:
    for target in IMPORT_TABLES:
        for row, cells in stored[target.kind].items():
            if row in chosen[target.kind]:
                names = (*target.key, *target.blanks)
                shown = {name: cells[name] for name in names}
                yield ImportedRow(target.kind, key_of(target, cells), shown)
