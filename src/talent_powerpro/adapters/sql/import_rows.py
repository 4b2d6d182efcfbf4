"""Import: merges an import set into the store, all of it or nothing. Never deletes a row."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

from attrs import define
from sqlalchemy import Connection, insert, select

from talent_powerpro.adapters.sql import schema
from talent_powerpro.adapters.sql.import_faults import Faults
from talent_powerpro.adapters.sql.import_merge import Done, merge_groups, remember
from talent_powerpro.adapters.sql.import_staging import Groups, StagedRow, Staging
from talent_powerpro.adapters.sql.import_tables import IMPORT_TABLES, ImportTable, StoredRow
from talent_powerpro.adapters.sql.set_aside import SetAside
from talent_powerpro.adapters.sql.unreadable import fetched
from talent_powerpro.ports.import_set import ImportReport, ImportSource, Kind

Progress: TypeAlias = Callable[[int, int], None]
"""A callback that takes the number of rows done and the number of all rows."""

_STEP = 500
"""The number of rows between two calls of the progress callback."""


def take_in(
    connection: Connection, imported: ImportSource, progress: Progress | None
) -> ImportReport:
    """Import the set in the transaction of *connection*; see `SqlPowerPro.take_in`."""
    staging = Staging(connection)
    staging.begin()
    set_aside = _stage(connection, imported, staging)
    pace = _Pace(progress, staging.rows)
    done = {target.kind: _import_kind(staging, target, pace) for target in IMPORT_TABLES}
    staging.end()
    unreadable = (warning for each in done.values() for warning in each.warnings)
    return ImportReport(
        added={kind: each.added for kind, each in done.items()},
        changed={kind: each.changed for kind, each in done.items()},
        unchanged={kind: each.unchanged for kind, each in done.items()},
        absent=tuple(
            (kind, key) for kind in Kind if kind in imported.kinds for key in done[kind].absent
        ),
        warnings=(*imported.warnings, *set_aside, *unreadable),
    )


def _stage(connection: Connection, imported: ImportSource, staging: Staging) -> list[str]:
    """Check and stage all rows. Returns a warning for each secondary id that was removed."""
    faults, set_aside = Faults.of(connection), SetAside.of(connection)
    for target in IMPORT_TABLES:
        rows = faults.seen(target, imported.rows_of(target.kind))
        staging.add(target, set_aside.removed(rows) if target.kind is Kind.CLIENT else rows)
        faults.see_repeated(target, staging)
    faults.check()
    return set_aside.warnings


@define
class _Pace:
    progress: Progress | None
    rows: int
    done: int = 0

    def step(self, rows: int) -> None:
        before, self.done = self.done, self.done + rows
        whole = self.done // _STEP > before // _STEP or before < self.done == self.rows
        if self.progress and whole:
            self.progress(self.done, self.rows)


def _import_kind(staging: Staging, target: ImportTable, pace: _Pace) -> Done:
    connection, done = staging.connection, Done()
    doubtful: list[StoredRow] | None = None
    for groups, rows in staging.groups(target):
        if doubtful is None:
            unreadable = staging.unreadable_groups()
            doubtful = [row for each in unreadable for row in _stored(connection, target, each)]
        stored = _stored(connection, target, groups)
        new = merge_groups(connection, target, rows, stored, doubtful, done)
        staging.mark_new(new)
        pace.step(len(rows) - len(new))
    for rows in staging.new(target):
        _add(connection, target, rows)
        done.added += len(rows)
        pace.step(len(rows))
    return done


def _stored(connection: Connection, target: ImportTable, groups: Groups) -> list[StoredRow]:
    return list(target.stored(connection, target.group.in_(groups.names)))


def _add(connection: Connection, target: ImportTable, rows: Sequence[StagedRow]) -> None:
    added = [target.new(each.key, each.cells) for each in rows]
    # By now the clients and courses are stored: contact logs are the last kind.
    if target.kind is Kind.CONTACT_LOG:
        _fill_in_names(connection, added)
    connection.execute(insert(target.table), added)
    texts = {new[target.id]: each.remembered for new, each in zip(added, rows, strict=True)}
    remember(connection, target, texts)


def _fill_in_names(connection: Connection, logs: Sequence[dict[str, Any]]) -> None:
    """Fill in client and course names, which an import file of contact logs lacks."""
    clients, courses, enrolments = schema.clients, schema.courses, schema.enrolments
    query = (
        select(enrolments.c.id, clients.c.given_names, clients.c.surname, courses.c.name)
        .select_from(enrolments.join(clients).join(courses))
        .where(enrolments.c.id.in_({log["enrolment_id"] for log in logs}))
    )
    names = {row.id: row for row in fetched(connection, query)}
    for log in logs:
        named = names[log["enrolment_id"]]
        log["client_name"] = f"{named.given_names} {named.surname}".strip()
        log["course_name"] = named.name
