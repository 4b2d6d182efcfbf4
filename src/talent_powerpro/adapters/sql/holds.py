"""Holds that stand, and their releases, in the store."""

from __future__ import annotations

from collections.abc import Collection

from attrs import asdict
from sqlalchemy import delete, insert
from sqlalchemy.dialects.sqlite import insert as upsert

from talent_powerpro.adapters.sql import schema
from talent_powerpro.adapters.sql.kept_values import all_kept
from talent_powerpro.adapters.sql.store import Store
from talent_powerpro.ports.state import Release, StandingHold


class SqlHolds:
    """A `Holds`; see there for what each method means. Reached as
    ``SqlPowerPro.releases``."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def stand(self, stage: str, holds: Collection[StandingHold]) -> None:
        table = schema.standing_holds
        with self._store.writing() as connection:
            connection.execute(delete(table).where(table.c.stage == stage))
            if holds:
                connection.execute(insert(table), [asdict(hold) for hold in holds])

    def standing(self) -> tuple[StandingHold, ...]:
        return all_kept(self._store, schema.standing_holds, StandingHold)

    def release(self, release: Release) -> None:
        statement = upsert(schema.hold_releases).on_conflict_do_nothing()
        with self._store.writing() as connection:
            connection.execute(statement, [asdict(release)])

    def releases(self) -> tuple[Release, ...]:
        return all_kept(self._store, schema.hold_releases, Release)
