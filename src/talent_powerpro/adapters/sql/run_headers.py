"""Run headers in the store, and the deletion of what is older than the runs that need it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from attrs import asdict
from sqlalchemy import Connection, delete, select, update

from talent_powerpro.adapters.sql import schema
from talent_powerpro.adapters.sql.dialects import dialect_of
from talent_powerpro.adapters.sql.kept_values import columns_of, kept
from talent_powerpro.adapters.sql.transactions import Store
from talent_powerpro.records.journal import RunHeader

LOOKED_WITHIN = timedelta(days=7)
"""The time within which runs look at every enrolment, with much to spare."""
_LISTS = ("stages", "targets")
"""The columns of a run's header that hold lists."""


class RunHeaders:
    """The part of `SqlJournal` about whole runs."""

    _store: Store

    def keep_run(self, header: RunHeader) -> None:
        counts = {stage: dict(each) for stage, each in header.counts.items()}
        row = asdict(header, recurse=False) | {"counts": counts}
        row |= {name: list(row[name]) for name in _LISTS}
        values = tuple(name for name in row if name != "run_id")
        table = schema.runs
        with self._store.writing() as connection:
            dialect_of(connection).upsert(connection, table, [row], key=("run_id",), values=values)
            newest = self._headers(connection, newest=2)
            # Else a year of idle runs, one every ten minutes, would add 52,560 rows.
            if len(newest) == 2 and newest[1].run_id == header.run_id:
                before, last = newest
                if last.repeats(before):
                    connection.execute(delete(table).where(table.c.run_id == before.run_id))

    def runs(self, newest: int | None = None) -> tuple[RunHeader, ...]:
        with self._store.reading() as connection:
            return self._headers(connection, newest)

    def _headers(self, connection: Connection, newest: int | None = None) -> tuple[RunHeader, ...]:
        table = schema.runs
        query = select(*columns_of(table, RunHeader)).order_by(table.c.sequence.desc())
        found = kept(self._store, connection, table, query.limit(newest), _header)
        return found[::-1]

    def purge(self, before: datetime, *, keep_runs: Collection[str] = ()) -> int:
        """Remove what is older than *before* (aware), and return the number of entries removed.

        Everything that later runs need stays, however old: entries that have not ended, due
        marks, results last written, pending memberships, the last run's header without its
        message, topics that may still stand, and all of the runs *keep_runs*.
        """
        table, runs, topics = schema.journal, schema.runs, schema.told_topics
        keep = tuple(keep_runs)
        past = (table.c.begun_at < before, table.c.status != "", table.c.run_id.not_in(keep))
        started = (runs.c.started < before, runs.c.run_id.not_in(keep))
        with self._store.writing() as connection:
            headers = self._headers(connection)
            last = [each.run_id for each in (*headers[-1:], *_complete(headers))]
            connection.execute(delete(runs).where(*started, runs.c.run_id.not_in(last)))
            connection.execute(update(runs).where(*started).values(message=""))
            if since := _unused_since(before, headers):
                connection.execute(delete(topics).where(topics.c.told_on < since.date()))
            return connection.execute(delete(table).where(*past)).rowcount

    def unused_since(self, before: datetime) -> datetime | None:
        """The moment before which nothing is needed that runs have not needed since.

        At the latest *before* (aware). ``None``: no run has reached its end, so none could tell.
        """
        with self._store.reading() as connection:
            return _unused_since(before, self._headers(connection))


def _complete(headers: Sequence[RunHeader]) -> Sequence[RunHeader]:
    """The last of *headers* whose run reached its end, if there is one."""
    return [each for each in headers if each.ended and not each.stopped][-1:]


def _unused_since(before: datetime, headers: Sequence[RunHeader]) -> datetime | None:
    # What stands is needed again each day, but not each run looks at each enrolment. And where
    # no run has reached its end for a while, none could need it.
    return next((min(before, each.started - LOOKED_WITHIN) for each in _complete(headers)), None)


def _header(cells: dict[str, Any]) -> RunHeader:
    counts = {stage: dict(each) for stage, each in cells["counts"].items()}
    lists = {name: tuple(cells[name]) for name in _LISTS}
    return RunHeader(**cells | {"counts": counts} | lists)
