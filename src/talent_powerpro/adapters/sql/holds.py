"""Current holds and people's answers in the store."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from attrs import asdict
from sqlalchemy import delete, insert, or_, select, update

from talent_powerpro.adapters.sql import schema
from talent_powerpro.adapters.sql.kept_values import all_kept
from talent_powerpro.adapters.sql.transactions import Store
from talent_powerpro.adapters.sql.unreadable import fetched
from talent_powerpro.model import EnrolmentId
from talent_powerpro.pieces import pieces
from talent_powerpro.records.holds import Answer, HoldKey, StandingHold


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

    # --- AnswersInUse -------------------------------------------------------------

    def answers_used(self, keys: Collection[HoldKey], today: date) -> None:
        table = schema.hold_answers
        names = (table.c.enrolment_id, table.c.reason, table.c.facts)
        older = or_(table.c.used_on.is_(None), table.c.used_on < today)
        query = select(table.c.sequence, *names).where(older).order_by(table.c.sequence)
        with self._store.reading() as connection:
            # The latest of each key: the earlier answers count no more.
            latest = {
                (row.enrolment_id, row.reason, tuple(row.facts)): row.sequence
                for row in fetched(connection, query)
            }
        used = [latest[key] for key in keys if key in latest]
        if not used:
            return
        with self._store.writing() as connection:
            for some in pieces(used):
                renewed = update(table).where(table.c.sequence.in_(some))
                connection.execute(renewed.values(used_on=today))

    def purge(self, before: datetime) -> int:
        """Remove answers given and last needed before *before* (aware); return their number."""
        table = schema.hold_answers
        unused = or_(table.c.used_on.is_(None), table.c.used_on < before.date())
        with self._store.writing() as connection:
            return connection.execute(delete(table).where(table.c.at < before, unused)).rowcount
