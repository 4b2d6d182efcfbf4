"""The agent's memory between runs in the store."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import date, datetime
from typing import Any

from attrs import asdict
from sqlalchemy import ColumnElement, Table, delete, select, true, update
from sqlalchemy.dialects.sqlite import Insert, insert

from talent_powerpro.adapters.sql import schema
from talent_powerpro.adapters.sql.faults import fetched
from talent_powerpro.adapters.sql.kept_values import all_kept, columns_of
from talent_powerpro.adapters.sql.store import Store, now_utc
from talent_powerpro.model import EnrolmentId, UnitResult, UnitRowId
from talent_powerpro.ports.state import DueMark, JournalEntry, PendingMembership


class SqlJournal:
    """A `RunJournal`; see there for what each method means. Reached as ``SqlPowerPro.journal``.

    It names enrolments and units by their ids alone, and may lie in another store than they.
    """

    def __init__(self, store: Store, *, clock: Callable[[], datetime] = now_utc) -> None:
        self._store = store
        self._clock = clock

    def mark_due(self, marks: Collection[DueMark]) -> None:
        statement = _upsert(schema.due_marks, key=("enrolment_id",), values=("export_date",))
        self._write_all(statement, [asdict(mark) for mark in marks])

    def due_marks(self) -> tuple[DueMark, ...]:
        """Those found due first come first."""
        return all_kept(self._store, schema.due_marks, DueMark)

    def begin(self, entries: Sequence[JournalEntry]) -> None:
        """A record that was begun before in the same stage of the same run is replaced."""
        statement = _upsert(
            schema.journal,
            key=("run_id", "stage", "enrolment_id"),
            values=("begun_at", "writes", "outcome"),
        )
        now = self._clock()
        self._write_all(statement, [{**asdict(entry), "begun_at": now} for entry in entries])

    def end(self, run_id: str, stage: str, enrolment_id: EnrolmentId, outcome: str) -> None:
        """A record that was never begun is left so; its due mark goes all the same."""
        table, marks = schema.journal, schema.due_marks
        of_run = (table.c.run_id == run_id, table.c.stage == stage)
        with self._store.writing() as connection:
            connection.execute(
                update(table)
                .where(*of_run, table.c.enrolment_id == enrolment_id)
                .values(outcome=outcome)
            )
            if outcome == "provisioned":
                connection.execute(delete(marks).where(marks.c.enrolment_id == enrolment_id))

    def entries(self, run_id: str | None = None) -> tuple[JournalEntry, ...]:
        """The records of a run in the order in which they were begun; ``None``: of all runs."""
        wanted = true() if run_id is None else schema.journal.c.run_id == run_id
        return self._entries(wanted)

    def unfinished(self) -> tuple[JournalEntry, ...]:
        return self._entries(schema.journal.c.outcome == "")

    def _entries(self, wanted: ColumnElement[bool]) -> tuple[JournalEntry, ...]:
        table = schema.journal
        query = select(*columns_of(table, JournalEntry)).order_by(table.c.sequence)
        with self._store.reading() as connection:
            found = [row._asdict() for row in fetched(connection, query.where(wanted))]
        return tuple(JournalEntry(**{**each, "writes": tuple(each["writes"])}) for each in found)

    def purge(self, before: datetime) -> int:
        """Remove the records that were begun before *before* (aware); how many they were.

        What later runs go by stays, however old: records that have not ended, due marks,
        results last written, pending memberships, and what was told already.
        """
        table = schema.journal
        past = (table.c.begun_at < before, table.c.outcome != "")
        with self._store.writing() as connection:
            return connection.execute(delete(table).where(*past)).rowcount

    def remember_result(self, unit_id: UnitRowId, result: UnitResult) -> None:
        values = ("outcome", "outcome_date", "short_comment")
        statement = _upsert(schema.written_results, key=("unit_id",), values=values)
        self._write_all(statement, [{"unit_id": unit_id, **asdict(result)}])

    def last_result(self, unit_id: UnitRowId) -> UnitResult | None:
        table = schema.written_results
        query = select(table.c.outcome, table.c.outcome_date, table.c.short_comment)
        with self._store.reading() as connection:
            found = fetched(connection, query.where(table.c.unit_id == unit_id))
        return UnitResult(**found[0]._asdict()) if found else None

    def set_pending(self, membership: PendingMembership) -> None:
        row = asdict(membership)
        statement = insert(schema.pending_memberships).values(row)
        self._write_all(statement.on_conflict_do_update(["enrolment_id"], set_=row), [row])

    def clear_pending(self, enrolment_id: EnrolmentId) -> None:
        table = schema.pending_memberships
        with self._store.writing() as connection:
            connection.execute(delete(table).where(table.c.enrolment_id == enrolment_id))

    def pending_memberships(self) -> tuple[PendingMembership, ...]:
        return all_kept(self._store, schema.pending_memberships, PendingMembership)

    def tell(self, topics: Collection[str], today: date) -> frozenset[str]:
        told = insert(schema.told_topics).on_conflict_do_nothing()
        with self._store.writing() as connection:
            return frozenset(
                topic
                for topic in sorted(set(topics))
                if connection.execute(told.values(topic=topic, told_on=today)).rowcount
            )

    def _write_all(self, statement: Insert, rows: list[dict[str, Any]]) -> None:
        if not rows:
            return
        with self._store.writing() as connection:
            connection.execute(statement, rows)


def _upsert(table: Table, *, key: tuple[str, ...], values: tuple[str, ...]) -> Insert:
    """Add rows; those with a *key* that is there get the new *values* and keep their place."""
    statement = insert(table)
    return statement.on_conflict_do_update(
        index_elements=list(key), set_={name: statement.excluded[name] for name in values}
    )
