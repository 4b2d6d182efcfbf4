"""Run journal in the store: the agent's memory between runs."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date, datetime
from functools import partial
from itertools import chain
from typing import Any

from attrs import asdict
from sqlalchemy import ColumnElement, Connection, Table, Text, cast, delete, select, true, update

from talent_powerpro.adapters.sql import schema
from talent_powerpro.adapters.sql.dialects import dialect_of
from talent_powerpro.adapters.sql.kept_values import all_kept, columns_of, kept
from talent_powerpro.adapters.sql.run_headers import RunHeaders
from talent_powerpro.adapters.sql.transactions import Store, now_utc
from talent_powerpro.adapters.sql.unreadable import failed, rows_of
from talent_powerpro.model import EnrolmentId, UnitResult, UnitRowId
from talent_powerpro.pieces import pieces
from talent_powerpro.records.due import DueMark
from talent_powerpro.records.journal import JournalEntry, PendingMembership
from talent_powerpro.records.json import writes_from_json, writes_to_json
from talent_powerpro.records.unreadable import UnreadableRow
from talent_powerpro.records.write import Write

IN_VAIN = frozenset({"held", "failed", "deferred"})
"""Statuses of records that are tried again."""


class SqlJournal(RunHeaders):
    """A `RunJournal` in the store; see ``SqlPowerPro.journal``. The port has the contract.

    It refers to enrolments and units by id only, so it may be in another store than they are.
    """

    def __init__(self, store: Store, *, clock: Callable[[], datetime] = now_utc) -> None:
        self._store = store
        self._clock = clock

    def mark_due(self, marks: Collection[DueMark]) -> None:
        rows = [asdict(mark) for mark in marks]
        self._upsert(schema.due_marks, rows, key=("enrolment_id",), values=("export_date",))

    def due_marks(self) -> tuple[DueMark, ...]:
        """The due marks, oldest first."""
        self._store.settle()
        return all_kept(self._store, schema.due_marks, DueMark)

    def begin(self, entries: Sequence[JournalEntry]) -> None:
        """Store the entries. One of the same run, stage and enrolment is replaced."""
        now = self._clock()
        self._upsert(
            schema.journal,
            [_row(entry) | {"begun_at": now} for entry in entries],
            key=("run_id", "stage", "enrolment_id"),
            values=("begun_at", "writes", "status", "made"),
        )

    def end(
        self,
        run_id: str,
        stage: str,
        enrolment_id: EnrolmentId,
        status: str,
        made: Sequence[Write],
    ) -> None:
        """Store a record's status and writes. Without an entry, only the due mark is removed."""
        # One transaction: a crash cannot leave a due mark for a provisioned enrolment.
        self._store.write_soon(partial(_end, run_id, stage, enrolment_id, status, tuple(made)))

    def entries(self, run_id: str | None = None) -> tuple[JournalEntry, ...]:
        """The entries of a run, oldest first; ``None``: of all runs."""
        wanted = true() if run_id is None else schema.journal.c.run_id == run_id
        return self._entries(wanted)

    def entries_of(self, enrolment_ids: Collection[EnrolmentId]) -> tuple[JournalEntry, ...]:
        """The entries of these enrolments from all runs, oldest first within each 500 of them."""
        wanted = schema.journal.c.enrolment_id
        found = (self._entries(wanted.in_(some)) for some in pieces(sorted(enrolment_ids)))
        return tuple(chain.from_iterable(found))

    def unfinished(self) -> tuple[JournalEntry, ...]:
        return self._entries(schema.journal.c.status == "")

    def _entries(self, wanted: ColumnElement[bool]) -> tuple[JournalEntry, ...]:
        self._store.settle()
        table = schema.journal
        query = select(*columns_of(table, JournalEntry)).order_by(table.c.sequence)
        with self._store.reading() as connection:
            return kept(self._store, connection, table, query.where(wanted), _entry)

    def remember_result(self, unit_id: UnitRowId, result: UnitResult) -> None:
        values = asdict(result)
        row = {"unit_id": unit_id, **values}
        self._upsert(schema.written_results, [row], key=("unit_id",), values=tuple(values))

    def last_results(self, unit_ids: Collection[UnitRowId]) -> Mapping[UnitRowId, UnitResult]:
        if not unit_ids:
            return {}
        table = schema.written_results
        query = select(table.c.unit_id, *columns_of(table, UnitResult))
        found: dict[UnitRowId, UnitResult] = {}
        with self._store.reading() as connection:
            for cells, why in rows_of(connection, query.where(table.c.unit_id.in_(unit_ids))):
                if why:
                    raise failed(why)
                unit_id = cells.pop("unit_id")
                found[unit_id] = UnitResult(**cells)
        return found

    def set_pending(self, membership: PendingMembership) -> None:
        self._upsert(
            schema.pending_memberships,
            [asdict(membership)],
            key=("enrolment_id",),
            values=("user_id", "group_key"),
        )

    def clear_pending(self, enrolment_id: EnrolmentId) -> None:
        table = schema.pending_memberships
        with self._store.writing() as connection:
            connection.execute(delete(table).where(table.c.enrolment_id == enrolment_id))

    def pending_memberships(self) -> tuple[PendingMembership, ...]:
        return all_kept(self._store, schema.pending_memberships, PendingMembership)

    def told(self, topics: Collection[str]) -> frozenset[str]:
        return frozenset(self._told(topics))

    def tell(self, topics: Collection[str], today: date) -> frozenset[str]:
        table, wanted = schema.told_topics, frozenset(topics)
        if not wanted:
            return frozenset()
        # Reads first: most runs report only what an earlier run of that day reported.
        told = self._told(wanted)
        again = [topic for topic, last in told.items() if last < today]
        new = sorted(wanted - told.keys())
        if new or again:
            rows = [{"topic": topic, "told_on": today} for topic in (*new, *again)]
            self._upsert(table, rows, key=("topic",), values=("told_on",))
        return frozenset(new)

    def _told(self, topics: Collection[str]) -> dict[str, date]:
        """The day on which each of the topics was last reported. Others are left out."""
        table = schema.told_topics
        found: dict[str, date] = {}
        with self._store.reading() as connection:
            for some in pieces(topics):
                query = select(table.c.topic, table.c.told_on).where(table.c.topic.in_(some))
                # A day that cannot be read is replaced at once, so nobody has to correct it.
                rows = (cells for cells, _ in rows_of(connection, query))
                found |= {row["topic"]: row["told_on"] or date.min for row in rows}
        return found

    def take_unreadable(self) -> tuple[UnreadableRow, ...]:
        return self._store.take_unreadable()

    def _upsert(
        self,
        table: Table,
        rows: list[dict[str, Any]],
        *,
        key: tuple[str, ...],
        values: tuple[str, ...],
    ) -> None:
        if not rows:
            return
        with self._store.writing() as connection:
            dialect_of(connection).upsert(connection, table, rows, key=key, values=values)


def _end(
    run_id: str,
    stage: str,
    enrolment_id: EnrolmentId,
    status: str,
    made: Sequence[Write],
    connection: Connection,
) -> None:
    table, marks = schema.journal, schema.due_marks
    of_run = (table.c.run_id == run_id, table.c.stage == stage)
    connection.execute(
        update(table)
        .where(*of_run, table.c.enrolment_id == enrolment_id)
        .values(status=status, made=writes_to_json(made))
    )
    if not made and status in IN_VAIN:
        # Tried in vain at each run, such as a create that TalentLMS refuses: the last
        # attempt is enough. Else each such record would add a row every ten minutes.
        tried = select(table.c.writes).where(*of_run, table.c.enrolment_id == enrolment_id)
        connection.execute(
            delete(table).where(
                table.c.enrolment_id == enrolment_id,
                table.c.stage == stage,
                table.c.run_id != run_id,
                table.c.status == status,
                table.c.made == [],
                cast(table.c.writes, Text) == cast(tried.scalar_subquery(), Text),
            )
        )
    if status == "provisioned":
        connection.execute(delete(marks).where(marks.c.enrolment_id == enrolment_id))


_WRITES = frozenset({"writes", "made"})
"""The columns that hold writes."""


def _row(entry: JournalEntry) -> dict[str, Any]:
    cells = asdict(entry, recurse=False)
    return cells | {name: writes_to_json(cells[name]) for name in _WRITES}


def _entry(cells: dict[str, Any]) -> JournalEntry:
    return JournalEntry(**cells | {name: writes_from_json(cells[name]) for name in _WRITES})
