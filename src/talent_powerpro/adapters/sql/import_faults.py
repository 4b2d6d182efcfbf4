"""Validation of an import set. All faults are collected before anything is written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from attrs import frozen
from sqlalchemy import Connection, select

from talent_powerpro.adapters.sql import schema
from talent_powerpro.adapters.sql.import_tables import IMPORT_TABLES, ImportTable
from talent_powerpro.adapters.sql.unreadable import fetched
from talent_powerpro.errors import SettingsFault
from talent_powerpro.ports.import_set import ImportedRow, Kind

_REMEDY = "Nothing was imported. Correct the rows in the system they come from, then import again."


@frozen
class _Known:
    """Keys that a row may refer to: those in the import and those in the store."""

    courses: frozenset[object]
    clients: frozenset[object]
    enrolments: frozenset[object]
    holders: dict[str, str]
    """The client code of each stored enrolment, by enrolment id."""


def check(connection: Connection, rows: Sequence[ImportedRow]) -> None:
    """Raise `SettingsFault` with every fault of the import, if there is any."""
    known = _known(connection, rows)
    faults = (
        *_unknown_cells(rows),
        *_duplicates(rows),
        *(each for row in rows for each in _bad_references(row, known)),
    )
    if faults:
        raise SettingsFault(faults, remedy=_REMEDY)


def _known(connection: Connection, rows: Sequence[ImportedRow]) -> _Known:
    table = schema.enrolments
    holders = fetched(connection, select(table.c.id, table.c.client_code))
    courses = fetched(connection, select(schema.courses.c.code))
    clients = fetched(connection, select(schema.clients.c.code))
    in_set = {kind: [row.key[0] for row in rows if row.kind is kind] for kind in Kind}
    return _Known(
        courses=frozenset((*in_set[Kind.COURSE], *(code for (code,) in courses))),
        clients=frozenset((*in_set[Kind.CLIENT], *(code for (code,) in clients))),
        enrolments=frozenset((*in_set[Kind.ENROLMENT], *(row.id for row in holders))),
        holders={row.id: row.client_code for row in holders},
    )


def _unknown_cells(rows: Sequence[ImportedRow]) -> Iterator[str]:
    tables: dict[Kind, ImportTable] = {target.kind: target for target in IMPORT_TABLES}
    strange = {
        (row.kind, name): None
        for row in rows
        for name in row.cells
        if name not in tables[row.kind].key and name not in tables[row.kind].blanks
    }
    for kind, name in strange:
        yield f"{kind.capitalize()} rows have a cell {name!r}, but the store has no such column."


def _duplicates(rows: Sequence[ImportedRow]) -> Iterator[str]:
    # A repeated unit shares its key with the first attempt.
    keys = Counter((row.kind, row.key) for row in rows if row.kind is not Kind.UNIT)
    for (kind, key), times in keys.items():
        if times > 1:
            yield f"The {kind} {', '.join(key)} appears {times} times in the import."


def _bad_references(row: ImportedRow, known: _Known) -> Iterator[str]:
    if row.kind is Kind.ENROLMENT:
        yield from _bad_enrolment(row, known)
    elif row.kind in (Kind.UNIT, Kind.CONTACT_LOG) and row.key[0] not in known.enrolments:
        yield f"The {row.kind} {row.key[1]} belongs to enrolment {row.key[0]}, {_UNKNOWN}."


_UNKNOWN = "which is neither in the import nor in the store"


def _bad_enrolment(row: ImportedRow, known: _Known) -> Iterator[str]:
    enrolment, holder = f"Enrolment {row.key[0]}", known.holders.get(row.key[0])
    for name, what, codes in (
        ("client_code", "client", known.clients),
        ("course_code", "course", known.courses),
    ):
        if name in row.cells and row.cells[name] not in codes:
            yield f"{enrolment} names {what} {row.cells[name]}, {_UNKNOWN}."
        elif name not in row.cells and holder is None:
            yield f"{enrolment} is new but names no {what}."
    if holder is not None and row.cells.get("client_code", holder) != holder:
        yield (
            f"{enrolment} belongs to client {holder} in the store but to client"
            f" {row.cells['client_code']} in the import. An enrolment cannot change its client."
        )
