"""Holds that stand, and their releases, in the store."""

from __future__ import annotations

from collections.abc import Collection

from attrs import asdict, fields
from sqlalchemy import delete, insert, select
from sqlalchemy.dialects.sqlite import insert as upsert

from talent_powerpro.adapters.sql import schema
from talent_powerpro.adapters.sql.faults import fetched
from talent_powerpro.adapters.sql.store import Store
from talent_powerpro.memory_ports import Release, StandingHold


class SqlReleases:
    """A `HoldReleases`; see there for what each method means. Reached as
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
        table = schema.standing_holds
        names = [field.name for field in fields(StandingHold)]
        query = select(*(table.c[name] for name in names)).order_by(table.c.sequence)
        with self._store.reading() as connection:
            return tuple(StandingHold(**row._asdict()) for row in fetched(connection, query))

    def release(self, release: Release) -> None:
        statement = upsert(schema.hold_releases).on_conflict_do_nothing()
        with self._store.writing() as connection:
            connection.execute(statement, [asdict(release)])

    def releases(self) -> tuple[Release, ...]:
        table = schema.hold_releases
        names = [field.name for field in fields(Release)]
        query = select(*(table.c[name] for name in names)).order_by(table.c.sequence)
        with self._store.reading() as connection:
            return tuple(Release(**row._asdict()) for row in fetched(connection, query))
