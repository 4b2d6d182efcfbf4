"""Export: the agent's changes that the exporting system lacks, as an import set."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import datetime
from typing import TypeAlias

from attrs import Factory, frozen
from sqlalchemy import Connection, select

from talent_powerpro.adapters.sql import schema
from talent_powerpro.adapters.sql.dialects import dialect_of
from talent_powerpro.adapters.sql.import_tables import IMPORT_TABLES, ImportTable, StoredRow, key_of
from talent_powerpro.adapters.sql.queries import counts as counts_of_rows
from talent_powerpro.adapters.sql.unreadable import fetched
from talent_powerpro.counting import Steps, untold
from talent_powerpro.pieces import pieces
from talent_powerpro.ports.import_set import Cells, ImportedRow, ImportSet, Kind, blank

Chosen: TypeAlias = dict[Kind, dict[str, StoredRow]]
"""Stored rows, by kind and id."""

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


def changes(connection: Connection, progress: Callable[[int, int], object] = untold) -> Changes:
    """The rows that differ from their last import in a column of `WRITTEN_HERE`, and contact
    logs that were never imported. Rows are exported whole.

    Unchanged rows are included only where changed rows refer to them: the enrolment of a unit
    or contact log, the client and course of an enrolment. The other attempts at a changed unit
    are included too, because an import needs all of them to match each. The store's rows are read
    one by one; only those to be exported are kept. *progress* is called now and then with the
    number of rows read and of all rows.
    """
    seen = Steps(sum(counts_of_rows(connection).values()), progress)
    found = {target.kind: _scan(connection, target, seen) for target in IMPORT_TABLES}
    chosen: Chosen = {kind: each.changed for kind, each in found.items()}
    referred = _referred_to(connection, chosen)
    waiting = _drop_dangling(chosen, referred[Kind.ENROLMENT], found[Kind.UNIT].unreadable)
    counts = {kind: len(rows) for kind, rows in chosen.items()}
    _add_related(connection, chosen, referred)
    left_out = (
        *(
            why
            for each in found.values()
            for row in each.unreadable
            for why in row.unreadable.values()
        ),
        *(why for each in found.values() for why in each.unknown),
        *(f"Changes of enrolment {each} wait until its row can be read." for each in waiting),
    )
    return Changes(ImportSet(tuple(_rows(chosen))), counts, left_out)


@frozen
class _Scan:
    """What was found among the stored rows of one kind."""

    changed: dict[str, StoredRow] = Factory(dict)
    unreadable: list[StoredRow] = Factory(list)
    unknown: list[str] = Factory(list)
    """Sentences on rows of which nobody can tell whether they changed: their last import cannot
    be read."""


def _scan(connection: Connection, target: ImportTable, seen: Steps) -> _Scan:
    found = _Scan()
    for some in pieces(target.stored(connection)):
        last = target.last_imported(connection, (row.id for row in some))
        for row in some:
            if row.unreadable:
                found.unreadable.append(row)
            elif row.id in last.unreadable:
                found.unknown.append(last.unreadable[row.id])
            elif _is_changed(target.kind, row.cells, last.rows.get(row.id)):
                found.changed[row.id] = row
        seen.add(len(some))
    return found


def _is_changed(kind: Kind, cells: Cells, last: Cells | None) -> bool:
    if kind is Kind.CONTACT_LOG:
        return last is None
    return differs(cells, last, WRITTEN_HERE.get(kind, ()))


def differs(cells: Cells, last: Cells | None, names: Iterable[str]) -> bool:
    """Whether one of the cells *names* is another than in the *last* import, if there was one."""
    before = last or {}
    # A cell that was never imported is compared with a blank one.
    return any(cells[name] != before.get(name, blank(cells[name])) for name in names)


def readable(
    connection: Connection, kind: Kind, column: str, values: Iterable[str]
) -> dict[str, StoredRow]:
    """The stored rows of the kind, by id, that have one of *values* in *column*."""
    target = next(each for each in IMPORT_TABLES if each.kind is kind)
    return {
        row.id: row
        for some in pieces(dict.fromkeys(values))
        for row in target.stored(connection, target.table.c[column].in_(some))
        if not row.unreadable
    }


def _referred_to(connection: Connection, chosen: Chosen) -> Chosen:
    """The enrolments, clients and courses that chosen rows refer to, as far as they can be read.

    Without the enrolments whose client or course cannot be.
    """
    ids = (*chosen[Kind.ENROLMENT], *_enrolments_of(chosen))
    enrolments = readable(connection, Kind.ENROLMENT, "id", ids)
    named = {
        kind: readable(connection, kind, "code", (row.cells[name] for row in enrolments.values()))
        for name, kind in _NAMES.items()
    }
    whole = {
        id: row
        for id, row in enrolments.items()
        if all(row.cells[name] in named[kind] for name, kind in _NAMES.items())
    }
    return {Kind.ENROLMENT: whole, **named}


_NAMES = {"client_code": Kind.CLIENT, "course_code": Kind.COURSE}


def _enrolments_of(chosen: Chosen) -> Iterator[str]:
    """The enrolments of the chosen units and contact logs."""
    for kind in (Kind.UNIT, Kind.CONTACT_LOG):
        yield from (row.cells["enrolment_id"] for row in chosen[kind].values())


def _drop_dangling(
    chosen: Chosen, whole: Mapping[str, StoredRow], unreadable_units: Iterable[StoredRow]
) -> list[str]:
    """Drop the chosen rows that refer to an unreadable one, and return their enrolments."""
    # An import matches all attempts at one unit together.
    shared = {_unit_key(row) for row in unreadable_units}
    dropped = []
    for kind in (Kind.ENROLMENT, Kind.UNIT, Kind.CONTACT_LOG):
        for row in tuple(chosen[kind].values()):
            enrolment = row.id if kind is Kind.ENROLMENT else row.cells["enrolment_id"]
            if enrolment not in whole or (kind is Kind.UNIT and _unit_key(row) in shared):
                del chosen[kind][row.id]
                dropped.append(enrolment)
    return sorted(set(dropped))


def remember(connection: Connection, fingerprints: Collection[str], now: datetime) -> None:
    """Store the fingerprints of exported files."""
    rows = [{"fingerprint": each, "exported_at": now} for each in fingerprints]
    dialect_of(connection).insert_new(connection, schema.exported_files, rows)


def remembered(connection: Connection, fingerprints: Collection[str]) -> frozenset[str]:
    """Those of *fingerprints* that `remember` has stored."""
    column = schema.exported_files.c.fingerprint
    found = fetched(connection, select(column).where(column.in_(tuple(fingerprints))))
    return frozenset(each for (each,) in found)


def _add_related(connection: Connection, chosen: Chosen, referred: Chosen) -> None:
    """Add the rows that chosen rows refer to, and the other attempts at chosen units."""
    taken = {_unit_key(row) for row in chosen[Kind.UNIT].values()}
    ids = (row.cells["enrolment_id"] for row in chosen[Kind.UNIT].values())
    units = readable(connection, Kind.UNIT, "enrolment_id", ids)
    chosen[Kind.UNIT] |= {id: row for id, row in units.items() if _unit_key(row) in taken}
    for id in _enrolments_of(chosen):
        chosen[Kind.ENROLMENT][id] = referred[Kind.ENROLMENT][id]
    for row in chosen[Kind.ENROLMENT].values():
        for name, kind in _NAMES.items():
            code = row.cells[name]
            chosen[kind][code] = referred[kind][code]


def _unit_key(unit: StoredRow) -> tuple[object, ...]:
    return tuple(unit.cells.get(name) for name in ("enrolment_id", "code", "type"))


def _rows(chosen: Chosen) -> Iterator[ImportedRow]:
    for target in IMPORT_TABLES:
        names = (*target.key, *target.blanks)
        for row in sorted(chosen[target.kind].values(), key=lambda each: each.place):
            shown = {name: row.cells[name] for name in names}
            yield ImportedRow(target.kind, key_of(target, row.cells), shown)
