"""Deletion from a store: what is old, and what it has about one client."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence

from sqlalchemy import func, select

from talent_powerpro.adapters.sql import queries, schema
from talent_powerpro.adapters.sql.engagement import SqlEngagement
from talent_powerpro.adapters.sql.forgetting import traces_of
from talent_powerpro.adapters.sql.holds import SqlHolds
from talent_powerpro.adapters.sql.journal import SqlJournal
from talent_powerpro.adapters.sql.last_looks import SqlLastLooks
from talent_powerpro.adapters.sql.ownerless import delete_ownerless
from talent_powerpro.adapters.sql.result_evidence import SqlEvidence
from talent_powerpro.adapters.sql.sync_log import SqlSyncLog
from talent_powerpro.adapters.sql.transactions import Store
from talent_powerpro.model import ClientCode
from talent_powerpro.ports.forgetting import Person
from talent_powerpro.ports.retention import Cut


class StateDeletion:
    """The part of `SqlAgentState` and of `SqlPowerPro` that deletes what is old."""

    _store: Store
    journal: SqlJournal
    sync_log: SqlSyncLog
    holds: SqlHolds
    last_looks: SqlLastLooks
    evidence: SqlEvidence
    engagement: SqlEngagement

    # --- DeletesOldRecords --------------------------------------------------------

    def purge(self, cut: Cut, *, is_idle: Callable[[Sequence[str]], bool]) -> Mapping[str, int]:
        unused = self.journal.unused_since(cut.journal)
        removed = {
            "sync_log": self.sync_log.purge(cut.sync_log),
            "idle_runs": self.sync_log.thin(cut.idle_runs, is_idle),
            "journal": self.journal.purge(cut.journal, keep_runs=cut.keep_runs),
            "answers": self.holds.purge(unused) if unused else 0,
            "last_looks": self.last_looks.purge(cut.looks.date()),
            "evidence": self.evidence.purge(cut.evidence),
            "engagement": self.engagement.purge(cut.evidence),
            "ownerless": self._purge_ownerless(),
        }
        self._store.compact()
        return removed

    def _purge_ownerless(self) -> int:
        """Without PowerPro's tables nobody can tell whose owner is gone."""
        return 0


class Deletion(StateDeletion):
    """The part of `SqlPowerPro` that ``talent-powerpro purge`` and ``forget`` call."""

    def _purge_ownerless(self) -> int:
        with self._store.writing() as connection:
            return delete_ownerless(connection)

    # --- ForgetsClients -----------------------------------------------------------

    def client_codes(self) -> Collection[ClientCode]:
        with self._store.reading() as connection:
            return tuple(connection.execute(select(schema.clients.c.code)).scalars())

    def person(self, client_code: ClientCode) -> Person | None:
        with self._store.reading() as connection:
            client = queries.client(connection, client_code)
            theirs = schema.enrolments.c.client_code == client_code
            return Person(client, queries.enrolments(connection, theirs)) if client else None

    def traces(self, person: Person) -> Mapping[str, int]:
        with self._store.reading() as connection:
            return traces_of(connection, person).count(connection)

    def evidence_kept(self, client_code: ClientCode) -> int:
        table = schema.result_evidence
        query = select(func.count()).select_from(table).where(table.c.client_code == client_code)
        with self._store.reading() as connection:
            return int(connection.execute(query).scalar_one())

    def forget(self, person: Person) -> None:
        with self._store.writing() as connection:
            traces_of(connection, person).delete(connection)
        self._store.compact()
