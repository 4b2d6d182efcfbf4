"""The parts of the agent's state, over one store."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from types import TracebackType
from typing import Self

from talent_powerpro.adapters.sql.engagement import SqlEngagement
from talent_powerpro.adapters.sql.holds import SqlHolds
from talent_powerpro.adapters.sql.journal import SqlJournal
from talent_powerpro.adapters.sql.last_looks import SqlLastLooks
from talent_powerpro.adapters.sql.looks import SqlLooks
from talent_powerpro.adapters.sql.portal_binding import SqlPortalBinding
from talent_powerpro.adapters.sql.result_evidence import SqlEvidence
from talent_powerpro.adapters.sql.suspensions import SqlSuspensions
from talent_powerpro.adapters.sql.sync_log import SqlSyncLog
from talent_powerpro.adapters.sql.transactions import Store
from talent_powerpro.adapters.sql.tries import SqlTries
from talent_powerpro.adapters.sql.verified_links import SqlVerifiedLinks
from talent_powerpro.adapters.sql.work_lists import SqlWorkLists
from talent_powerpro.adapters.sql.written_users import SqlWrittenUsers
from talent_powerpro.ports.state import AgentState, RunLock

BUSY_SECONDS = 5.0
"""Seconds that a call waits for another program's write to end."""


class StateParts:
    """What `SqlPowerPro` and `SqlAgentState` have in common: the parts, and closing."""

    journal: SqlJournal
    """The agent's memory between runs, in the same store."""
    sync_log: SqlSyncLog
    """The E-Learning Sync Log, in the same store."""
    holds: SqlHolds
    """Current holds and their releases, in the same store."""
    portal: SqlPortalBinding
    """The portal to which the stored Talent user ids belong, in the same store."""
    evidence: SqlEvidence
    """The evidence of written results, in the same store."""
    links: SqlVerifiedLinks
    """The verified links between clients and Talent users, in the same store."""
    last_looks: SqlLastLooks
    """Enrolments seen in scope, and last looks at those that left it, in the same store."""
    looks: SqlLooks
    """The memory of looks at progress, in the same store."""
    tries: SqlTries
    """When each enrolment and Talent course was last tried, in the same store."""
    lists: SqlWorkLists
    """Records that failed, and rows that people dismissed, in the same store."""
    suspensions: SqlSuspensions
    """Withdrawn enrolments that were suspended in TalentLMS, in the same store."""
    written_users: SqlWrittenUsers
    """What the agent last wrote to Talent users, in the same store."""
    engagement: SqlEngagement
    """What TalentLMS said of students' work, in the same store."""
    lock: RunLock
    """The store's run lock. Opening the store does not take it."""
    state: AgentState
    """All of these together, for `Agent`."""
    _store: Store

    def _remember_in(self, store: Store, lock: RunLock, clock: Callable[[], datetime]) -> None:
        """Make the parts over *store*, for use by `Agent` while it holds *lock*."""
        self._store = store
        self.journal = SqlJournal(store, clock=clock)
        self.sync_log = SqlSyncLog(store)
        self.holds = SqlHolds(store)
        self.portal = SqlPortalBinding(store)
        self.evidence = SqlEvidence(store)
        self.links = SqlVerifiedLinks(store)
        self.last_looks = SqlLastLooks(store)
        self.looks = SqlLooks(store)
        self.tries = SqlTries(store)
        self.lists = SqlWorkLists(store)
        self.suspensions = SqlSuspensions(store)
        self.written_users = SqlWrittenUsers(store)
        self.engagement = SqlEngagement(store)
        self.lock = lock
        self.state = AgentState(
            self.journal,
            self.sync_log,
            holds=self.holds,
            portal=self.portal,
            lock=self.lock,
            evidence=self.evidence,
            links=self.links,
            last_looks=self.last_looks,
            looks=self.looks,
            tries=self.tries,
            lists=self.lists,
            suspensions=self.suspensions,
            written_users=self.written_users,
            engagement=self.engagement,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the store. A second call does nothing."""
        self._store.close()
