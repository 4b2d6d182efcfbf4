"""Import: merges an import set into the store, all of it or nothing. Never deletes a row."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeAlias

from attrs import Factory, define, frozen
from sqlalchemy import Connection, insert, select, update

from talent_powerpro.adapters.sql import schema
from talent_powerpro.adapters.sql.dialects import dialect_of
from talent_powerpro.adapters.sql.import_faults import check
from talent_powerpro.adapters.sql.import_tables import (
    IMPORT_TABLES,
    ImportTable,
    Stored,
    as_json,
    key_of,
    to_the_minute,
    to_the_second,
)
from talent_powerpro.adapters.sql.row_matching import (
    UnitRow,
    same_keys,
    same_logs,
    same_units,
)
from talent_powerpro.adapters.sql.set_aside import without_ids_set_aside
from talent_powerpro.adapters.sql.unreadable import fetched
from talent_powerpro.ports.import_set import (
    Cells,
    ImportedRow,
    ImportReport,
    ImportSet,
    Kind,
    merge,
)

Progress: TypeAlias = Callable[[int, int], None]
"""A callback that takes the number of rows done and the number of all rows."""

_UNREAD = object()
"""In place of a stored cell that cannot be read. The import's cell replaces it."""
_NOT_IMPORTED = "The file's row was not imported."
_STEP = 500
"""The number of rows between two calls of the progress callback."""


def take_in(connection: Connection, imported: ImportSet, progress: Progress | None) -> ImportReport:
    """Import the set in the transaction of *connection*; see `SqlPowerPro.take_in`."""
    check(connection, imported.rows)
    rows, set_aside = without_ids_set_aside(connection, imported.rows)
    pace = _Pace(progress, len(rows))
    done = {
        target.kind: _import_kind(
            connection, target, [row for row in rows if row.kind is target.kind], pace
        )
        for target in IMPORT_TABLES
    }
    unreadable = (warning for each in done.values() for warning in each.warnings)
    return ImportReport(
        added={kind: len(each.added) for kind, each in done.items()},
        changed={kind: len(each.changed) for kind, each in done.items()},
        unchanged={kind: each.unchanged for kind, each in done.items()},
        absent=tuple(
            (kind, key) for kind in Kind if kind in imported.kinds for key in done[kind].absent
        ),
        warnings=(*imported.warnings, *set_aside, *unreadable),
    )


@define
class _Pace:
    progress: Progress | None
    rows: int
    done: int = 0

    def step(self) -> None:
        self.done += 1
        if self.progress and (self.done % _STEP == 0 or self.done == self.rows):
            self.progress(self.done, self.rows)


@frozen
class _Joined:
    """The merge of one kind's rows: rows to insert, changes to make, and what to remember."""

    added: list[dict[str, Any]] = Factory(list)
    changed: list[tuple[str, Cells]] = Factory(list)
    """Row ids with the columns that change and their new values."""
    remembered: dict[str, Cells] = Factory(dict)
    """Row ids with the imported cells, for the next import to compare."""
    same: set[str] = Factory(set)
    """Ids of stored rows that the import has, changed or not."""
    absent: list[tuple[str, ...]] = Factory(list)
    """Keys of rows that an earlier import had and this one lacks. They stay in the store."""
    warnings: dict[str, None] = Factory(dict)
    """Sentences on stored values that cannot be read and that the import does not replace."""

    @property
    def unchanged(self) -> int:
        return len(self.same) - len(self.changed)

    def not_imported(self, found: str | None, why: Mapping[str, str]) -> None:
        """Leave a row of the import out, and *found*, the stored one, as it is."""
        self.warnings.update(dict.fromkeys(f"{each} {_NOT_IMPORTED}" for each in why.values()))
        if found is not None:
            self.same.add(found)


def _import_kind(
    connection: Connection, target: ImportTable, rows: Sequence[ImportedRow], pace: _Pace
) -> _Joined:
    kept, imported = target.stored(connection), target.last_imported(connection)
    stored, last, joined = _with_keys(target, kept), imported.rows, _Joined()
    for row, found in zip(rows, _same_rows(target, rows, stored, last), strict=True):
        if found is None:
            why = _perhaps_stored(target, row, kept)
        else:
            # What the agent wrote since then cannot be told from what a person edited.
            differs = any(
                stored[found].get(name) != cell for name, cell in target.cells(row).items()
            )
            why = imported.unreadable.get(found, {}) if differs else {}
        if why:
            joined.not_imported(found, why)
        elif found is None:
            _add(target, row, joined)
        else:
            _join(target, row, found, stored[found], last.get(found), joined)
        pace.step()
    joined.warnings.update(dict.fromkeys(_not_replaced(kept, joined)))
    # A row that was never imported, such as a host's own, cannot be missing from an import.
    gone = (row for row in stored if row in last and row not in joined.same)
    joined.absent.extend(key_of(target, stored[row]) for row in gone)
    _write(connection, target, joined)
    return joined


def _with_keys(target: ImportTable, kept: Stored) -> dict[str, dict[str, Any]]:
    """The stored rows whose keys can be read."""
    needed = {target.id, *target.key}
    return {row: cells for row, cells in kept.rows.items() if needed <= cells.keys()}


def _perhaps_stored(target: ImportTable, row: ImportedRow, kept: Stored) -> Mapping[str, str]:
    """Why a row that seems to be new may be a stored one whose key cannot be read."""
    new = dict(zip(target.key, target.identity(row), strict=True))
    for stored, why in kept.unreadable.items():
        cells = kept.rows[stored]
        keys = cells.keys() & new.keys()
        if len(keys) < len(new) and all(cells[name] == new[name] for name in keys):
            return why
    return {}


def _not_replaced(kept: Stored, joined: _Joined) -> Iterator[str]:
    """The sentences on cells of stored rows for which the import has no value."""
    changes = dict(joined.changed)
    for row, why in kept.unreadable.items():
        yield from (each for name, each in why.items() if name not in changes.get(row, ()))


def _same_rows(
    target: ImportTable,
    rows: Sequence[ImportedRow],
    stored: Mapping[str, Mapping[str, Any]],
    last: Mapping[str, Cells],
) -> list[str | None]:
    keys = [target.identity(row) for row in rows]
    ids = {row: tuple(cells[name] for name in target.key) for row, cells in stored.items()}
    if target.kind is Kind.CONTACT_LOG:
        return same_logs(keys, ids, (to_the_second, to_the_minute))
    if target.kind is not Kind.UNIT:
        return same_keys(keys, ids)
    # Compare start dates as last imported: a date corrected in the store must not make the
    # unit look like a new one.
    return same_units(
        [UnitRow(key, row.cells.get("start_date")) for key, row in zip(keys, rows, strict=True)],
        {
            row: UnitRow(key, last.get(row, stored[row]).get("start_date"))
            for row, key in ids.items()
        },
    )


def _add(target: ImportTable, row: ImportedRow, joined: _Joined) -> None:
    new = target.new(row)
    joined.added.append(new)
    joined.remembered[new[target.id]] = target.cells(row)


def _join(
    target: ImportTable,
    row: ImportedRow,
    found: str,
    stored: Cells,
    last: Cells | None,
    joined: _Joined,
) -> None:
    joined.same.add(found)
    cells, before = target.cells(row), last or {}
    if target.kind is Kind.CONTACT_LOG and last is None:
        # The agent wrote this log, and the exporting system has only copied it. Keep the
        # original, and remember that the other system has it.
        joined.remembered[found] = cells
        return
    merged = merge(cells, stored, before)
    if changes := {
        name: cell for name, cell in merged.items() if cell != stored.get(name, _UNREAD)
    }:
        joined.changed.append((found, changes))
    if last is None or {**before, **cells} != before:
        joined.remembered[found] = {**before, **cells}


def _write(connection: Connection, target: ImportTable, joined: _Joined) -> None:
    # By now the clients and courses are stored: contact logs are the last kind.
    if target.kind is Kind.CONTACT_LOG:
        _fill_in_names(connection, joined.added)
    if joined.added:
        connection.execute(insert(target.table), joined.added)
    for row, changes in joined.changed:
        connection.execute(
            update(target.table).where(target.table.c[target.id] == row).values(**changes)
        )
    _remember(connection, target, joined.remembered)


def _fill_in_names(connection: Connection, logs: Iterable[dict[str, Any]]) -> None:
    """Fill in client and course names, which an import file of contact logs lacks."""
    clients, courses = schema.clients, schema.courses
    query = select(
        schema.enrolments.c.id, clients.c.given_names, clients.c.surname, courses.c.name
    ).select_from(schema.enrolments.join(clients).join(courses))
    names = {row.id: row for row in fetched(connection, query)}
    for log in logs:
        named = names[log["enrolment_id"]]
        log["client_name"] = f"{named.given_names} {named.surname}".strip()
        log["course_name"] = named.name


def _remember(connection: Connection, target: ImportTable, cells: Mapping[str, Cells]) -> None:
    rows = [
        {"kind": target.kind.value, "row": row, "cells": as_json(imported)}
        for row, imported in cells.items()
    ]
    table = schema.imported_rows
    dialect_of(connection).upsert(connection, table, rows, key=("kind", "row"), values=("cells",))
