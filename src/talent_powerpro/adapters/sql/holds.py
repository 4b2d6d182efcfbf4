"""Current holds and people's answers in the store."""

from __future__ import annotations

from collections.abc import Collection

from attrs import asdict
from sqlalchemy import delete, insert, select

from talent_powerpro.adapters.sql import schema
from talent_powerpro.adapters.sql.kept_values import all_kept
from talent_powerpro.adapters.sql.transactions import Store
from talent_powerpro.adapters.sql.unreadable import fetched
from talent_powerpro.model import EnrolmentId
from talent_powerpro.records.holds import Answer, StandingHold


class SqlHolds:
    """A `Holds` in the store; see ``SqlPowerPro.holds``. The port has the contract."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def ended(self, enrolment_id: EnrolmentId, stage: str, holds: Collection[StandingHold]) -> None:
        table = schema.standing_holds
        theirs = (table.c.enrolment_id == enrolment_id, table.c.stage == stage)
        # One transaction: a crash leaves all the old holds or all the new ones.
        with self._store.writing() as connection:
            connection.execute(delete(table).where(*theirs))
            if holds:
                connection.execute(insert(table), [asdict(hold) for hold in holds])

    def standing(self) -> tuple[StandingHold, ...]:
        return all_kept(self._store, schema.standing_holds, StandingHold)

    def answer(self, answer: Answer) -> None:
        table = schema.hold_answers
        same = (table.c.enrolment_id == answer.enrolment_id, table.c.reason == answer.reason)
        query = select(table.c.facts, table.c.decision).where(*same).order_by(table.c.sequence)
        with self._store.writing() as connection:
            # Compared in Python: databases differ in how they compare JSON.
            given = [row for row in fetched(connection, query) if tuple(row.facts) == answer.facts]
            if not given or given[-1].decision != answer.decision:
                connection.execute(insert(table), asdict(answer))

    def answers(self) -> tuple[Answer, ...]:
        # Without a keep, the agent would overwrite what a person decided to leave.
        return all_kept(self._store, schema.hold_answers, Answer, blocks=True)
