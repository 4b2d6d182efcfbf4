"""E-Learning Sync Log in the store."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, insert, select

from talent_powerpro.adapters.sql.kept_values import kept
from talent_powerpro.adapters.sql.schema import sync_log
from talent_powerpro.adapters.sql.transactions import Store
from talent_powerpro.records.journal import SyncLogLine


class SqlSyncLog:
    """A `SyncLogStore` in the store that can be read back; see ``SqlPowerPro.sync_log``."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def write(self, lines: Sequence[SyncLogLine]) -> None:
        if not lines:
            return
        with self._store.writing() as connection:
            connection.execute(
                insert(sync_log), [{"at": line.at, "message": line.message} for line in lines]
            )

    def purge(self, before: datetime) -> int:
        """Remove the lines older than *before* (aware), and return their number."""
        with self._store.writing() as connection:
            return connection.execute(delete(sync_log).where(sync_log.c.at < before)).rowcount

    def lines(self, *, newest: int | None = None) -> tuple[SyncLogLine, ...]:
        """The lines in the order in which they were written.

        *newest* limits them to that many of the last; ``None``: all.
        """
        # By sequence, not by time: several lines share a second, and a clock may be set back.
        query = select(sync_log.c.at, sync_log.c.message).order_by(sync_log.c.sequence.desc())
        with self._store.reading() as connection:
            lines = kept(
                self._store, connection, sync_log, query.limit(newest), lambda c: SyncLogLine(**c)
            )
        return lines[::-1]
