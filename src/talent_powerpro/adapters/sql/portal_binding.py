"""Portal binding in the store: the portal to which the stored Talent user ids belong."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import asdict
from sqlalchemy import delete, insert, select

from talent_powerpro.adapters.sql import schema
from talent_powerpro.adapters.sql.dialects import dialect_of
from talent_powerpro.adapters.sql.kept_values import all_kept
from talent_powerpro.adapters.sql.transactions import Store
from talent_powerpro.adapters.sql.unreadable import fetched
from talent_powerpro.records.journal import SetAside


class SqlPortalBinding:
    """A `PortalBinding` in the store; see ``SqlPowerPro.portal``. The port has the contract."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def portal(self) -> str:
        with self._store.reading() as connection:
            rows = fetched(connection, select(schema.portal.c.name))
        return rows[0].name if rows else ""

    def remember_portal(self, portal: str) -> None:
        """Remember the portal's name. Writes nothing if it is remembered already."""
        # Every run calls this. A write each time would wait for other programs.
        if self.portal() == portal:
            return
        with self._store.writing() as connection:
            connection.execute(delete(schema.portal))
            connection.execute(insert(schema.portal), [{"name": portal}])

    def set_aside(self, ids: Sequence[SetAside]) -> None:
        if not ids:
            return
        rows = [asdict(each) for each in ids]
        with self._store.writing() as connection:
            dialect_of(connection).insert_new(connection, schema.ids_set_aside, rows)

    def ids_set_aside(self) -> tuple[SetAside, ...]:
        return all_kept(self._store, schema.ids_set_aside, SetAside)
