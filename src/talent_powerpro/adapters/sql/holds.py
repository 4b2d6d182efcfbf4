"""Current holds and their releases in the store."""

from __future__ import annotations

from collections.abc import Collection

from attrs import asdict
from sqlalchemy import delete, insert

from talent_powerpro.adapters.sql import schema
from talent_powerpro.adapters.sql.dialects import dialect_of
from talent_powerpro.adapters.sql.kept_values import all_kept
from talent_powerpro.adapters.sql.transactions import Store
from talent_powerpro.model import EnrolmentId
from talent_powerpro.records.holds import Release, StandingHold


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

    def release(self, release: Release) -> None:
        with self._store.writing() as connection:
            # The first decision stays on record if a hold is released again.
            dialect_of(connection).insert_new(connection, schema.hold_releases, [asdict(release)])

    def releases(self) -> tuple[Release, ...]:
        return all_kept(self._store, schema.hold_releases, Release)
