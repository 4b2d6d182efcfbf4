"""Which portal the stored Talent user ids are of, in the store."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import asdict
from sqlalchemy import delete, select
from sqlalchemy.dialects.sqlite import insert

from talent_powerpro.adapters.sql import schema
from talent_powerpro.adapters.sql.faults import fetched
from talent_powerpro.adapters.sql.kept_values import all_kept
from talent_powerpro.adapters.sql.store import Store
from talent_powerpro.ports.state import SetAside


class SqlPortalBinding:
    """A `PortalBinding`; see there for what each method means. Reached as
    ``SqlPowerPro.portal_memory``."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def portal(self) -> str:
        with self._store.reading() as connection:
            rows = fetched(connection, select(schema.portal.c.name))
        return rows[0].name if rows else ""

    def remember_portal(self, portal: str) -> None:
        """Nothing is written where it is remembered already."""
        if self.portal() == portal:
            return
        with self._store.writing() as connection:
            connection.execute(delete(schema.portal))
            connection.execute(insert(schema.portal), [{"name": portal}])

    def set_aside(self, ids: Sequence[SetAside]) -> None:
        if not ids:
            return
        statement = insert(schema.ids_set_aside).on_conflict_do_nothing()
        with self._store.writing() as connection:
            connection.execute(statement, [asdict(each) for each in ids])

    def ids_set_aside(self) -> tuple[SetAside, ...]:
        return all_kept(self._store, schema.ids_set_aside, SetAside)
