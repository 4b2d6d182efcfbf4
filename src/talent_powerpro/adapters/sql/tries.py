"""Tries in the store."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select

from talent_powerpro.adapters.sql import schema
from talent_powerpro.adapters.sql.dialects import dialect_of
from talent_powerpro.adapters.sql.kept_values import kept
from talent_powerpro.adapters.sql.transactions import Store
from talent_powerpro.pieces import pieces


class SqlTries:
    """A `Tries` in the store; see ``SqlPowerPro.tries``. The port has the contract."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def tried(self, kind: str, ids: Collection[str]) -> Mapping[str, datetime]:
        table = schema.tries
        found: dict[str, datetime] = {}
        for some in pieces(ids):
            query = select(table.c.id, table.c.at).where(table.c.kind == kind, table.c.id.in_(some))
            with self._store.reading() as connection:
                # One that cannot be read counts as never tried, so it comes first.
                found |= kept(self._store, connection, table, query, _try)
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


def _try(cells: dict[str, Any]) -> tuple[str, datetime]:
    return cells["id"], cells["at"]
