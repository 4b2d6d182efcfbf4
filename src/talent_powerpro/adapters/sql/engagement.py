"""The memory of students' work in TalentLMS, in the store."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Any

from attrs import asdict, fields
from sqlalchemy import Select, delete, select

from talent_powerpro.adapters.sql import schema
from talent_powerpro.adapters.sql.dialects import dialect_of
from talent_powerpro.adapters.sql.kept_values import columns_of, kept
from talent_powerpro.adapters.sql.transactions import Store
from talent_powerpro.model import EnrolmentId
from talent_powerpro.pieces import pieces
from talent_powerpro.records.engagement import EngagementSeen

KEY = ("enrolment_id", "unit_id")
VALUES = tuple(each.name for each in fields(EngagementSeen) if each.name not in KEY)


class SqlEngagement:
    """An `EngagementStore` in the store; see ``SqlPowerPro.engagement``."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def remember_engagement(self, seen: Collection[EngagementSeen]) -> None:
        if not seen:
            return
        rows = {each.key: asdict(each) for each in seen}
        with self._store.writing() as connection:
            dialect_of(connection).upsert(
                connection, schema.engagement, list(rows.values()), key=KEY, values=VALUES
            )

    def engagement_of(self, enrolment_ids: Collection[EnrolmentId]) -> Iterator[EngagementSeen]:
        table = schema.engagement
        for some in pieces(enrolment_ids):
            query: Select[Any] = select(*columns_of(table, EngagementSeen))
            these = query.where(table.c.enrolment_id.in_(some))
            with self._store.reading() as connection:
                found = kept(
                    self._store, connection, table, these, lambda cells: EngagementSeen(**cells)
                )
            yield from found

    def purge(self, before: datetime) -> int:
        """Remove what was last read before *before* (aware), and return the number of rows."""
        table = schema.engagement
        with self._store.writing() as connection:
            return connection.execute(delete(table).where(table.c.read_at < before)).rowcount
