"""E-Learning Sync Log in the store."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any

from attrs import asdict
from sqlalchemy import delete, insert, select

from talent_powerpro.adapters.sql.kept_values import columns_of, kept
from talent_powerpro.adapters.sql.schema import sync_log
from talent_powerpro.adapters.sql.transactions import Store
from talent_powerpro.adapters.sql.unreadable import rows_of
from talent_powerpro.pieces import pieces
from talent_powerpro.records.journal import SyncLogLine


class SqlSyncLog:
    """A `SyncLogStore` in the store that can be read back; see ``SqlPowerPro.sync_log``."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def write(self, lines: Sequence[SyncLogLine]) -> None:
        if not lines:
            return
        rows = [asdict(line) for line in lines]
        self._store.write_soon(lambda connection: connection.execute(insert(sync_log), rows))

    def purge(self, before: datetime) -> int:
        """Remove the lines older than *before* (aware), and return their number."""
        with self._store.writing() as connection:
            return connection.execute(delete(sync_log).where(sync_log.c.at < before)).rowcount

    def thin(self, before: datetime, is_idle: Callable[[Sequence[str]], bool]) -> int:
        """Remove idle runs' lines older than *before* (aware), and return their number.

        One idle run of each day (in UTC) stays, to show that the agent ran. *is_idle* says of the
        messages from one run's first line to its last whether the run was idle.
        """
        table, days = sync_log, set[date]()
        query = select(table.c.sequence, table.c.at, table.c.message).order_by(table.c.sequence)
        idle: list[int] = []
        run: list[dict[str, Any]] = []
        with self._store.writing() as connection:
            for row, _ in rows_of(connection, query.where(table.c.at < before)):
                # The longest idle run has three lines: its start, a count and its end.
                run = [*run[-2:], row]
                for lines in (run[-2:], run):
                    if is_idle([each["message"] for each in lines]):
                        day = lines[0]["at"].date()
                        idle += [each["sequence"] for each in lines] if day in days else []
                        days.add(day)
                        run = []
                        break
            for some in pieces(idle):
                connection.execute(delete(table).where(table.c.sequence.in_(some)))
        return len(idle)

    def lines(self, *, newest: int | None = None) -> tuple[SyncLogLine, ...]:
        """The lines in the order in which they were written.

        *newest* limits them to that many of the last; ``None``: all.
        """
        self._store.settle()
        # By sequence, not by time: several lines share a second, and a clock may be set back.
        query = select(*columns_of(sync_log, SyncLogLine)).order_by(sync_log.c.sequence.desc())
        with self._store.reading() as connection:
            lines = kept(
                self._store, connection, sync_log, query.limit(newest), lambda c: SyncLogLine(**c)
            )
        return lines[::-1]
