"""Tries in the store."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from itertools import islice

from sqlalchemy import select

from talent_powerpro.adapters.sql import schema
from talent_powerpro.adapters.sql.dialects import dialect_of
from talent_powerpro.adapters.sql.faults import fetched
from talent_powerpro.adapters.sql.transactions import Store

AT_ONCE = 500
"""Ids in one query. SQLite allows 999 in its oldest builds."""


class SqlTries:
    """A `Tries` in the store; see ``SqlPowerPro.tries``. The port has the contract."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def tried(self, kind: str, ids: Collection[str]) -> Mapping[str, datetime]:
        table, rest = schema.tries, iter(ids)
        found: dict[str, datetime] = {}
        while some := list(islice(rest, AT_ONCE)):
            query = select(table.c.id, table.c.at).where(table.c.kind == kind, table.c.id.in_(some))
            with self._store.reading() as connection:
                found |= {row.id: row.at for row in fetched(connection, query)}
        return found

    def mark(self, kind: str, ids: Collection[str], at: datetime) -> None:
        if not ids:
            return
        with self._store.writing() as connection:
            dialect_of(connection).upsert(
                connection,
                schema.tries,
                [{"kind": kind, "id": each, "at": at} for each in ids],
                key=("kind", "id"),
                values=("at",),
            )
