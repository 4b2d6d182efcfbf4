"""Failures and dismissals in the store."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from attrs import asdict, evolve
from sqlalchemy import Connection, delete, select

from talent_powerpro.adapters.sql import schema
from talent_powerpro.adapters.sql.kept_values import all_kept, columns_of, kept
from talent_powerpro.adapters.sql.transactions import Store
from talent_powerpro.model import EnrolmentId
from talent_powerpro.pieces import pieces
from talent_powerpro.records.work_lists import Dismissal, DismissalKey, StandingFailure


class SqlWorkLists:
    """A `WorkLists` in the store; see ``SqlPowerPro.lists``. The port has the contract."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def keep_failures(
        self, stage: str, failures: Collection[StandingFailure], ended: Collection[EnrolmentId]
    ) -> None:
        table = schema.standing_failures
        ids = list(dict.fromkeys((*ended, *(each.enrolment_id for each in failures))))
        if not ids:
            return
        with self._store.writing() as connection:
            before = {each.enrolment_id: each for each in self._of(connection, stage)}
            rows = [asdict(_since(each, before.get(each.enrolment_id))) for each in failures]
            for some in pieces(each for each in ids if each in before):
                these = table.c.enrolment_id.in_(some)
                connection.execute(delete(table).where(table.c.stage == stage, these))
            if rows:
                connection.execute(table.insert(), rows)

    def failures(self) -> Sequence[StandingFailure]:
        found = all_kept(self._store, schema.standing_failures, StandingFailure)
        return tuple(sorted(found, key=lambda each: each.since))

    def _of(self, connection: Connection, stage: str) -> tuple[StandingFailure, ...]:
        table = schema.standing_failures
        query = select(*columns_of(table, StandingFailure)).where(table.c.stage == stage)
        return kept(self._store, connection, table, query, lambda cells: StandingFailure(**cells))

    def dismiss(self, dismissals: Collection[Dismissal]) -> None:
        if not dismissals:
            return
        with self._store.writing() as connection:
            known = {each.key for each in self._dismissed(connection)}
            new = {each.key: each for each in reversed(tuple(dismissals)) if each.key not in known}
            if new:
                rows = [asdict(each) for each in reversed(new.values())]
                connection.execute(schema.dismissals.insert(), rows)

    def list_again(self, keys: Collection[DismissalKey]) -> None:
        table = schema.dismissals
        with self._store.writing() as connection:
            for name, enrolment_id, item in keys:
                connection.execute(
                    delete(table).where(
                        table.c.list == name,
                        table.c.enrolment_id == enrolment_id,
                        table.c.item == item,
                    )
                )

    def dismissals(self) -> Sequence[Dismissal]:
        with self._store.reading() as connection:
            return self._dismissed(connection)

    def _dismissed(self, connection: Connection) -> tuple[Dismissal, ...]:
        table = schema.dismissals
        query = select(*columns_of(table, Dismissal)).order_by(table.c.sequence)
        # One that cannot be read is as good as lost: its row is listed again.
        return kept(self._store, connection, table, query, lambda cells: Dismissal(**cells))


def _since(failure: StandingFailure, before: StandingFailure | None) -> StandingFailure:
    if before and (before.reason, before.message) == (failure.reason, failure.message):
        return evolve(failure, since=before.since)
    return failure
