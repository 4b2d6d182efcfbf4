"""The agent's state alone, in a host's database, passes the contract suites of its parts."""

from __future__ import annotations

from collections.abc import Sequence

from support.testing.states_to_prove import StatesAlone
from talent_powerpro.adapters.sql import (
    SqlEvidence,
    SqlHolds,
    SqlJournal,
    SqlPortalBinding,
    SqlSyncLog,
    SqlVerifiedLinks,
)
from talent_powerpro.adapters.sql.engagement import SqlEngagement
from talent_powerpro.adapters.sql.last_looks import SqlLastLooks
from talent_powerpro.adapters.sql.looks import SqlLooks
from talent_powerpro.adapters.sql.suspensions import SqlSuspensions
from talent_powerpro.adapters.sql.tries import SqlTries
from talent_powerpro.adapters.sql.work_lists import SqlWorkLists
from talent_powerpro.adapters.sql.written_users import SqlWrittenUsers
from talent_powerpro.ports.state import RunLock
from talent_powerpro.records.journal import SyncLogLine
from talent_powerpro.testing import (
    EngagementContract,
    EvidenceStoreContract,
    HoldsContract,
    LastLooksContract,
    LooksContract,
    PortalBindingContract,
    RunJournalContract,
    RunLockContract,
    SuspensionsContract,
    SyncLogStoreContract,
    TriesContract,
    UnsettledLooksContract,
    VerifiedLinksContract,
    WorkListsContract,
    WrittenUsersContract,
)


class TestJournal(StatesAlone, RunJournalContract):
    def make(self) -> SqlJournal:
        return self.new().journal


class TestSyncLog(StatesAlone, SyncLogStoreContract[SqlSyncLog]):
    def make(self) -> SqlSyncLog:
        return self.new().sync_log

    def lines(self, log: SqlSyncLog) -> Sequence[SyncLogLine]:
        return log.lines()


class TestHolds(StatesAlone, HoldsContract):
    def make(self) -> SqlHolds:
        return self.new().holds


class TestPortalBinding(StatesAlone, PortalBindingContract):
    def make(self) -> SqlPortalBinding:
        return self.new().portal


class TestRunLock(StatesAlone, RunLockContract):
    def make(self) -> tuple[RunLock, RunLock]:
        one = self.new()
        return one.lock, self.made(self.newest).lock


class TestEvidence(StatesAlone, EvidenceStoreContract):
    def make(self) -> SqlEvidence:
        return self.new().evidence


class TestVerifiedLinks(StatesAlone, VerifiedLinksContract):
    def make(self) -> SqlVerifiedLinks:
        return self.new().links


class TestLastLooks(StatesAlone, LastLooksContract):
    def make(self) -> SqlLastLooks:
        return self.new().last_looks


class TestUnsettledLooks(StatesAlone, UnsettledLooksContract):
    def make(self) -> SqlLastLooks:
        return self.new().last_looks


class TestLooks(StatesAlone, LooksContract):
    def make(self) -> SqlLooks:
        return self.new().looks


class TestTries(StatesAlone, TriesContract):
    def make(self) -> SqlTries:
        return self.new().tries


class TestWorkLists(StatesAlone, WorkListsContract):
    def make(self) -> SqlWorkLists:
        return self.new().lists


class TestSuspensions(StatesAlone, SuspensionsContract):
    def make(self) -> SqlSuspensions:
        return self.new().suspensions


class TestWrittenUsers(StatesAlone, WrittenUsersContract):
    def make(self) -> SqlWrittenUsers:
        return self.new().written_users


class TestEngagement(StatesAlone, EngagementContract):
    def make(self) -> SqlEngagement:
        return self.new().engagement
