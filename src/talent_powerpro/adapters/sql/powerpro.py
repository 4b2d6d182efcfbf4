"""The PowerPro repository over a SQL store: opening and closing it, and the agent's state in it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from types import TracebackType
from typing import Self

from talent_powerpro.adapters.sql.deletion import Deletion
from talent_powerpro.adapters.sql.dialects import dialect_for
from talent_powerpro.adapters.sql.engagement import SqlEngagement
from talent_powerpro.adapters.sql.file_exchange import FileExchange
from talent_powerpro.adapters.sql.holds import SqlHolds
from talent_powerpro.adapters.sql.journal import SqlJournal
from talent_powerpro.adapters.sql.last_looks import SqlLastLooks
from talent_powerpro.adapters.sql.looks import SqlLooks
from talent_powerpro.adapters.sql.portal_binding import SqlPortalBinding
from talent_powerpro.adapters.sql.powerpro_reads import PowerProReads
from talent_powerpro.adapters.sql.powerpro_writes import PowerProWrites
from talent_powerpro.adapters.sql.result_evidence import SqlEvidence
from talent_powerpro.adapters.sql.result_scope import SqlResultScope
from talent_powerpro.adapters.sql.suspensions import SqlSuspensions
from talent_powerpro.adapters.sql.sync_log import SqlSyncLog
from talent_powerpro.adapters.sql.transactions import Url, now_utc
from talent_powerpro.adapters.sql.tries import SqlTries
from talent_powerpro.adapters.sql.verified_links import SqlVerifiedLinks
from talent_powerpro.adapters.sql.withdrawals import SqlWithdrawals
from talent_powerpro.adapters.sql.work_lists import SqlWorkLists
from talent_powerpro.adapters.sql.written_users import SqlWrittenUsers
from talent_powerpro.ports.state import AgentState, RunLock

BUSY_SECONDS = 5.0
"""Seconds that a call waits for another program's write to end."""


class SqlPowerPro(
    PowerProReads, PowerProWrites, SqlResultScope, SqlWithdrawals, Deletion, FileExchange
):
    """A `PowerProRepository` over a SQL store. The port has the contract of each method.

    *url* is ``sqlite:///powerpro.db`` (relative to the working folder), or names a database of a
    server: ``postgresql+psycopg://...`` or ``mariadb+pymysql://...``. A `sqlalchemy.URL` keeps its
    password out of tracebacks. The store must exist; `create` makes one. *rto* is the RTO's name
    on a server, whose rows alone are used. A file has the rows of one RTO, and no name.
    *busy_seconds* is how long a call waits while another program writes. *clock* returns an aware
    time; it dates journal entries, and so decides when they are purged. Raises `SettingsFault` for
    a URL that does not name a store, and `PowerProUnusable` for a store that cannot be used.

    Use it and its memory only from the thread that opened it: on another thread each call
    raises `PowerProUnusable`. Close it, or use it in a ``with`` statement.
    """

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
    state: AgentState
    """All of these together, for `Agent`."""
    lock: RunLock
    """The store's run lock. Opening the store does not take it."""

    def __init__(
        self,
        url: Url,
        *,
        rto: str = "",
        busy_seconds: float = BUSY_SECONDS,
        clock: Callable[[], datetime] = now_utc,
    ) -> None:
        dialect = dialect_for(url)
        self._store = dialect.open(url, rto=rto, busy_seconds=busy_seconds)
        self._clock = clock
        self.journal = SqlJournal(self._store, clock=clock)
        self.sync_log = SqlSyncLog(self._store)
        self.holds = SqlHolds(self._store)
        self.portal = SqlPortalBinding(self._store)
        self.evidence = SqlEvidence(self._store)
        self.links = SqlVerifiedLinks(self._store)
        self.last_looks = SqlLastLooks(self._store)
        self.looks = SqlLooks(self._store)
        self.tries = SqlTries(self._store)
        self.lists = SqlWorkLists(self._store)
        self.suspensions = SqlSuspensions(self._store)
        self.written_users = SqlWrittenUsers(self._store)
        self.engagement = SqlEngagement(self._store)
        self.lock = dialect.run_lock(url, rto=rto, clock=clock)
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

    @classmethod
    def create(
        cls,
        url: Url,
        *,
        rto: str = "",
        busy_seconds: float = BUSY_SECONDS,
        clock: Callable[[], datetime] = now_utc,
    ) -> Self:
        """Open the store, and make it first if it is missing, and the RTO in it.

        The folder of a file, or the database, must exist.
        """
        dialect_for(url).make(url, rto=rto, busy_seconds=busy_seconds)
        return cls(url, rto=rto, busy_seconds=busy_seconds, clock=clock)

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
