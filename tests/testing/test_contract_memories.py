"""The shipped state stores pass their contract suites."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from attrs import evolve

from support.sql.dialect_stores import SERVERS
from support.sql.guide_rows import by_hand
from support.testing.stores_to_prove import MemoryStores, SqlPowerPros, SqlStores
from talent_powerpro.adapters.memory import MemoryPowerPro
from talent_powerpro.adapters.memory.engagement import MemoryEngagement
from talent_powerpro.adapters.memory.state import (
    MemoryEvidence,
    MemoryHolds,
    MemoryJournal,
    MemoryLastLooks,
    MemoryLooks,
    MemoryPortalBinding,
    MemoryRunLock,
    MemorySyncLog,
    MemoryTries,
    MemoryVerifiedLinks,
)
from talent_powerpro.adapters.memory.suspensions import MemorySuspensions
from talent_powerpro.adapters.memory.work_lists import MemoryWorkLists
from talent_powerpro.adapters.memory.written_users import MemoryWrittenUsers
from talent_powerpro.adapters.sql import (
    SqlEvidence,
    SqlHolds,
    SqlJournal,
    SqlPortalBinding,
    SqlPowerPro,
    SqlSyncLog,
    SqlVerifiedLinks,
)
from talent_powerpro.adapters.sql.dialects import dialect_for
from talent_powerpro.adapters.sql.engagement import SqlEngagement
from talent_powerpro.adapters.sql.last_looks import SqlLastLooks
from talent_powerpro.adapters.sql.looks import SqlLooks
from talent_powerpro.adapters.sql.suspensions import SqlSuspensions
from talent_powerpro.adapters.sql.transactions import now_utc
from talent_powerpro.adapters.sql.tries import SqlTries
from talent_powerpro.adapters.sql.work_lists import SqlWorkLists
from talent_powerpro.adapters.sql.written_users import SqlWrittenUsers
from talent_powerpro.model import Client, Enrolment, EnrolmentId
from talent_powerpro.ports import PowerProRepository
from talent_powerpro.ports.state import RunLock
from talent_powerpro.records.journal import SyncLogLine
from talent_powerpro.testing import (
    ClientEnrolmentsContract,
    ClientsByCodeContract,
    EngagementContract,
    EveryRowContract,
    EvidenceStoreContract,
    ExportDatesContract,
    FindsEnrolmentsContract,
    ForgetsClientsContract,
    GroupCommitContract,
    GroupContactLogsContract,
    HoldsContract,
    LastLooksContract,
    LinkedClientsContract,
    LooksContract,
    PortalBindingContract,
    ResultScopeContract,
    RunJournalContract,
    RunLockContract,
    SharedTalentIdsContract,
    SuspensionsContract,
    SyncLogStoreContract,
    TriesContract,
    UndoesProvisioningContract,
    UnreadableRowsContract,
    UnsettledLooksContract,
    VerifiedLinksContract,
    WithdrawalsContract,
    WorkListsContract,
    WrittenUsersContract,
)
from talent_powerpro.testing.contracts.rehearsed import rehearsed

ON_SERVERS = pytest.mark.parametrize(
    "_closed_with_the_test",
    [pytest.param(each, marks=pytest.mark.servers) for each in SERVERS],
    indirect=True,
)
"""In a file the same classes pass the same suites in `test_contract_state_alone`."""


class TestMemoryJournal(RunJournalContract):
    def make(self) -> MemoryJournal:
        return MemoryJournal()


@ON_SERVERS
class TestSqlJournal(SqlStores, RunJournalContract):
    def make(self) -> SqlJournal:
        return self.filled((), ()).journal


class TestMemorySyncLog(SyncLogStoreContract[MemorySyncLog]):
    def make(self) -> MemorySyncLog:
        return MemorySyncLog()

    def lines(self, log: MemorySyncLog) -> Sequence[SyncLogLine]:
        return log.lines


@ON_SERVERS
class TestSqlSyncLog(SqlStores, SyncLogStoreContract[SqlSyncLog]):
    def make(self) -> SqlSyncLog:
        return self.filled((), ()).sync_log

    def lines(self, log: SqlSyncLog) -> Sequence[SyncLogLine]:
        return log.lines()


class TestMemoryExportDates(ExportDatesContract):
    def make(self, enrolments: Sequence[Enrolment]) -> MemoryPowerPro:
        return MemoryPowerPro(enrolments)


class TestSqlExportDates(SqlStores, ExportDatesContract):
    def make(self, enrolments: Sequence[Enrolment]) -> SqlPowerPro:
        return self.filled(enrolments, ())


class TestMemoryUnreadableRows(UnreadableRowsContract):
    def make(self, enrolments: Sequence[Enrolment], clients: Sequence[Client]) -> MemoryPowerPro:
        return MemoryPowerPro(enrolments, clients=clients)

    def spoil(self, powerpro: PowerProRepository, enrolment_id: EnrolmentId) -> None:
        assert isinstance(powerpro, MemoryPowerPro)
        found = powerpro.enrolment(enrolment_id)
        assert found is not None
        powerpro.put_enrolment(evolve(found, unreadable=("Its date is 'soon'.",)))


@pytest.mark.parametrize("_closed_with_the_test", ["sqlite"], indirect=True)
class TestSqlUnreadableRows(SqlStores, UnreadableRowsContract):
    """Only in a file: the columns of a server have types, which no edit gets around."""

    def make(self, enrolments: Sequence[Enrolment], clients: Sequence[Client]) -> SqlPowerPro:
        return self.filled(enrolments, clients)

    def spoil(self, powerpro: PowerProRepository, enrolment_id: EnrolmentId) -> None:
        del powerpro
        with by_hand(Path(self.newest.url.removeprefix("sqlite:///"))) as hand:
            hand.execute("PRAGMA ignore_check_constraints = ON")
            hand.execute("UPDATE enrolments SET export_date = 'x' WHERE id = ?", (enrolment_id,))


class TestMemoryRunLock(RunLockContract):
    def make(self) -> tuple[MemoryRunLock, MemoryRunLock]:
        lock = MemoryRunLock()
        return lock, lock


class TestSqlRunLock(SqlStores, RunLockContract):
    def make(self) -> tuple[RunLock, RunLock]:
        lock = self.filled((), ()).lock
        url, rto = self.newest.url, self.newest.rto
        return lock, dialect_for(url).run_lock(url, rto=rto, clock=now_utc)


class TestMemoryEvidence(EvidenceStoreContract):
    def make(self) -> MemoryEvidence:
        return MemoryEvidence()


@ON_SERVERS
class TestSqlEvidence(SqlStores, EvidenceStoreContract):
    def make(self) -> SqlEvidence:
        return self.filled((), ()).evidence


class TestMemoryReleases(HoldsContract):
    def make(self) -> MemoryHolds:
        return MemoryHolds()


@ON_SERVERS
class TestSqlReleases(SqlStores, HoldsContract):
    def make(self) -> SqlHolds:
        return self.filled((), ()).holds


class TestMemorySuspensions(SuspensionsContract):
    def make(self) -> MemorySuspensions:
        return MemorySuspensions()


@ON_SERVERS
class TestSqlSuspensions(SqlStores, SuspensionsContract):
    def make(self) -> SqlSuspensions:
        return self.filled((), ()).suspensions


class TestMemoryWithdrawals(MemoryStores, WithdrawalsContract):
    """Dictionaries."""


class TestSqlWithdrawals(SqlPowerPros, WithdrawalsContract):
    """A SQLite file."""


class TestMemoryWrittenUsers(WrittenUsersContract):
    def make(self) -> MemoryWrittenUsers:
        return MemoryWrittenUsers()


@ON_SERVERS
class TestSqlWrittenUsers(SqlStores, WrittenUsersContract):
    def make(self) -> SqlWrittenUsers:
        return self.filled((), ()).written_users


class TestMemoryEngagement(EngagementContract):
    def make(self) -> MemoryEngagement:
        return MemoryEngagement()


@ON_SERVERS
class TestSqlEngagement(SqlStores, EngagementContract):
    def make(self) -> SqlEngagement:
        return self.filled((), ()).engagement


class TestMemoryClientsByCode(MemoryStores, ClientsByCodeContract):
    """Dictionaries."""


class TestSqlClientsByCode(SqlPowerPros, ClientsByCodeContract):
    """A SQLite file."""


class TestMemoryLastLooks(LastLooksContract):
    def make(self) -> MemoryLastLooks:
        return MemoryLastLooks()


@ON_SERVERS
class TestSqlLastLooks(SqlStores, LastLooksContract):
    def make(self) -> SqlLastLooks:
        return self.filled((), ()).last_looks


class TestMemoryUnsettledLooks(UnsettledLooksContract):
    def make(self) -> MemoryLastLooks:
        return MemoryLastLooks()


@ON_SERVERS
class TestSqlUnsettledLooks(SqlStores, UnsettledLooksContract):
    def make(self) -> SqlLastLooks:
        return self.filled((), ()).last_looks


class TestMemoryLooks(LooksContract):
    def make(self) -> MemoryLooks:
        return MemoryLooks()


@ON_SERVERS
class TestSqlLooks(SqlStores, LooksContract):
    def make(self) -> SqlLooks:
        return self.filled((), ()).looks


class TestMemoryWorkLists(WorkListsContract):
    def make(self) -> MemoryWorkLists:
        return MemoryWorkLists()


@ON_SERVERS
class TestSqlWorkLists(SqlStores, WorkListsContract):
    def make(self) -> SqlWorkLists:
        return self.filled((), ()).lists


class TestMemoryTries(TriesContract):
    def make(self) -> MemoryTries:
        return MemoryTries()


@ON_SERVERS
class TestSqlTries(SqlStores, TriesContract):
    def make(self) -> SqlTries:
        return self.filled((), ()).tries


class TestMemoryPortal(PortalBindingContract):
    def make(self) -> MemoryPortalBinding:
        return MemoryPortalBinding()


@ON_SERVERS
class TestSqlPortalMemory(SqlStores, PortalBindingContract):
    def make(self) -> SqlPortalBinding:
        return self.filled((), ()).portal


class TestMemoryLinks(VerifiedLinksContract):
    def make(self) -> MemoryVerifiedLinks:
        return MemoryVerifiedLinks()


@ON_SERVERS
class TestSqlLinks(SqlStores, VerifiedLinksContract):
    def make(self) -> SqlVerifiedLinks:
        return self.filled((), ()).links


class TestMemoryLinkedClients(MemoryStores, LinkedClientsContract):
    """Dictionaries."""


class TestSqlLinkedClients(SqlPowerPros, LinkedClientsContract):
    """A SQLite file."""


class TestMemorySharedTalentIds(MemoryStores, SharedTalentIdsContract):
    """Dictionaries."""


class TestMemoryUndoesProvisioning(MemoryStores, UndoesProvisioningContract):
    """Dictionaries."""


class TestSqlUndoesProvisioning(SqlPowerPros, UndoesProvisioningContract):
    """A SQLite file."""


class TestMemoryFindsEnrolments(MemoryStores, FindsEnrolmentsContract):
    """Dictionaries."""


class TestSqlFindsEnrolments(SqlPowerPros, FindsEnrolmentsContract):
    """A SQLite file."""


class TestMemoryIsReadAsAWhole(MemoryStores, EveryRowContract):
    """Dictionaries."""


class TestSqlIsReadAsAWhole(SqlPowerPros, EveryRowContract):
    """A SQLite file."""


class TestMemoryForgetsClients(MemoryStores, ForgetsClientsContract):
    """Dictionaries."""


class TestSqlSharedTalentIds(SqlPowerPros, SharedTalentIdsContract):
    """A SQLite file."""


class TestSqlForgetsClients(SqlPowerPros, ForgetsClientsContract):
    """A SQLite file."""


class TestMemoryClientEnrolments(MemoryStores, ClientEnrolmentsContract):
    """Dictionaries."""


class TestSqlClientEnrolments(SqlPowerPros, ClientEnrolmentsContract):
    """A SQLite file."""


class TestMemoryResultScope(MemoryStores, ResultScopeContract):
    """Dictionaries."""


class TestSqlResultScope(SqlPowerPros, ResultScopeContract):
    """A SQLite file."""


class TestRehearsedResultScope(ResultScopeContract):
    """A rehearsal over dictionaries."""

    def make(
        self, enrolments: Sequence[Enrolment], clients: Sequence[Client]
    ) -> PowerProRepository:
        return rehearsed(MemoryPowerPro(enrolments, clients=clients))


class TestMemoryGroupContactLogs(MemoryStores, GroupContactLogsContract):
    """Dictionaries."""


class TestSqlGroupContactLogs(SqlPowerPros, GroupContactLogsContract):
    """A SQLite file."""


class TestSqlGroupCommit(SqlPowerPros, GroupCommitContract):
    """The contract holds for a store that keeps the agent's state too."""
