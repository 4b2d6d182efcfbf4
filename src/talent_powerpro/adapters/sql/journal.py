"""Run journal in the store: the agent's memory between runs."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import partial
from itertools import chain
from typing import Any

from attrs import asdict
from sqlalchemy import ColumnElement, Connection, Table, Text, cast, delete, select, true, update

from talent_powerpro.adapters.sql import schema
from talent_powerpro.adapters.sql.dialects import dialect_of
from talent_powerpro.adapters.sql.kept_values import all_kept, columns_of, kept
from talent_powerpro.adapters.sql.transactions import Store, now_utc
from talent_powerpro.adapters.sql.unreadable import failed, rows_of
from talent_powerpro.model import EnrolmentId, UnitResult, UnitRowId
from talent_powerpro.pieces import pieces
from talent_powerpro.records.due import DueMark
from talent_powerpro.records.journal import JournalEntry, PendingMembership, RunHeader
from talent_powerpro.records.json import writes_from_json, writes_to_json
from talent_powerpro.records.unreadable import UnreadableRow
from talent_powerpro.records.write import Write

IN_VAIN = frozenset({"held", "failed", "deferred"})
"""Statuses of records that are tried again."""
LOOKED_WITHIN = timedelta(days=7)
"""The time within which runs look at every enrolment, with much to spare."""


class SqlJournal:
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

    def purge(self, before: datetime, *, keep_runs: Collection[str] = ()) -> int:
        """Remove what is older than *before* (aware), and return the number of entries removed.

        Everything that later runs need stays, however old: entries that have not ended, due
        marks, results last written, pending memberships, the last run's header without its
        message, topics that may still stand, and all of the runs *keep_runs*.
        """
        table, runs, topics = schema.journal, schema.runs, schema.told_topics
        keep = tuple(keep_runs)
        past = (table.c.begun_at < before, table.c.status != "", table.c.run_id.not_in(keep))
        started = (runs.c.started < before, runs.c.run_id.not_in(keep))
        with self._store.writing() as connection:
            headers = self._headers(connection)
            last = [each.run_id for each in (*headers[-1:], *_complete(headers))]
            connection.execute(delete(runs).where(*started, runs.c.run_id.not_in(last)))
            connection.execute(update(runs).where(*started).values(message=""))
            if since := _unused_since(before, headers):
                connection.execute(delete(topics).where(topics.c.told_on < since.date()))
            return connection.execute(delete(table).where(*past)).rowcount

    def unused_since(self, before: datetime) -> datetime | None:
        """The moment before which nothing is needed that runs have not needed since.

        At the latest *before* (aware). ``None``: no run has reached its end, so none could tell.
        """
        with self._store.reading() as connection:
            return _unused_since(before, self._headers(connection))

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
        table, found = schema.told_topics, dict[str, date]()
        with self._store.reading() as connection:
            for some in pieces(topics):
                query = select(table.c.topic, table.c.told_on).where(table.c.topic.in_(some))
                # A day that cannot be read is replaced at once, so nobody has to correct it.
                rows = (cells for cells, _ in rows_of(connection, query))
                found |= {row["topic"]: row["told_on"] or date.min for row in rows}
        return found

    def keep_run(self, header: RunHeader) -> None:
        counts = {stage: dict(each) for stage, each in header.counts.items()}
        row = asdict(header, recurse=False) | {"counts": counts}
        row |= {name: list(row[name]) for name in _LISTS}
        values = tuple(name for name in row if name != "run_id")
        table = schema.runs
        with self._store.writing() as connection:
            dialect_of(connection).upsert(connection, table, [row], key=("run_id",), values=values)
            newest = self._headers(connection, newest=2)
            # Else a year of idle runs, one every ten minutes, would add 52,560 rows.
            if len(newest) == 2 and newest[1].run_id == header.run_id:
                before, last = newest
                if last.repeats(before):
                    connection.execute(delete(table).where(table.c.run_id == before.run_id))

    def runs(self, newest: int | None = None) -> tuple[RunHeader, ...]:
        with self._store.reading() as connection:
            return self._headers(connection, newest)

    def _headers(self, connection: Connection, newest: int | None = None) -> tuple[RunHeader, ...]:
        table = schema.runs
        query = select(*columns_of(table, RunHeader)).order_by(table.c.sequence.desc())
        found = kept(self._store, connection, table, query.limit(newest), _header)
        return found[::-1]

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


def _complete(headers: Sequence[RunHeader]) -> Sequence[RunHeader]:
    """The last of *headers* whose run reached its end, if there is one."""
    return [each for each in headers if each.ended and not each.stopped][-1:]


def _unused_since(before: datetime, headers: Sequence[RunHeader]) -> datetime | None:
    # What stands is needed again each day, but not each run looks at each enrolment. And where
    # no run has reached its end for a while, none could need it.
    return next((min(before, each.started - LOOKED_WITHIN) for each in _complete(headers)), None)


_LISTS = ("stages", "targets")
"""The columns of a run's header that hold lists."""

_WRITES = ("writes", "made")
"""The columns that hold writes."""


def _row(entry: JournalEntry) -> dict[str, Any]:
    cells = asdict(entry, recurse=False)
    return cells | {name: writes_to_json(cells[name]) for name in _WRITES}


def _entry(cells: dict[str, Any]) -> JournalEntry:
    return JournalEntry(**cells | {name: writes_from_json(cells[name]) for name in _WRITES})


def _header(cells: dict[str, Any]) -> RunHeader:
    counts = {stage: dict(each) for stage, each in cells["counts"].items()}
    lists = {name: tuple(cells[name]) for name in _LISTS}
    return RunHeader(**cells | {"counts": counts} | lists)
