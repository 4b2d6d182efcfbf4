"""What the shipped adapters keep beside the two repositories keeps its contracts."""

from __future__ import annotations

from collections.abc import Sequence

from talent_powerpro.adapters.memory import MemoryPowerPro
from talent_powerpro.adapters.memory.journal import MemoryJournal
from talent_powerpro.adapters.memory.run_lock import MemoryRunLock
from talent_powerpro.adapters.sql import (
    FileRunLock,
    SqlHolds,
    SqlJournal,
    SqlPortalBinding,
    SqlPowerPro,
    SqlSyncLog,
)
from talent_powerpro.model import Client, Enrolment
from talent_powerpro.ports.state import SyncLogLine
from talent_powerpro.services.holds import MemoryHolds
from talent_powerpro.services.portal import MemoryPortalBinding
from talent_powerpro.testing import (
    ExportDatesContract,
    HoldsContract,
    LinkedClientsContract,
    PortalBindingContract,
    RunJournalContract,
    RunLockContract,
    SyncLogStoreContract,
)
from talent_powerpro.views.sync_log import MemorySyncLog
from testing.stores_to_prove import SqlFiles


class TestMemoryJournal(RunJournalContract):
    def make(self) -> MemoryJournal:
        return MemoryJournal()


class TestSqlJournal(SqlFiles, RunJournalContract):
    def make(self) -> SqlJournal:
        return self.filled((), ()).journal


class TestMemorySyncLog(SyncLogStoreContract[MemorySyncLog]):
    def make(self) -> MemorySyncLog:
        return MemorySyncLog()

    def lines(self, log: MemorySyncLog) -> Sequence[SyncLogLine]:
        return log.lines


class TestSqlSyncLog(SqlFiles, SyncLogStoreContract[SqlSyncLog]):
    def make(self) -> SqlSyncLog:
        return self.filled((), ()).sync_log

    def lines(self, log: SqlSyncLog) -> Sequence[SyncLogLine]:
        return log.lines()


class TestMemoryExportDates(ExportDatesContract):
    def make(self, enrolments: Sequence[Enrolment]) -> MemoryPowerPro:
        return MemoryPowerPro(enrolments)


class TestSqlExportDates(SqlFiles, ExportDatesContract):
    def make(self, enrolments: Sequence[Enrolment]) -> SqlPowerPro:
        return self.filled(enrolments, ())


class TestMemoryRunLock(RunLockContract):
    def make(self) -> tuple[MemoryRunLock, MemoryRunLock]:
        lock = MemoryRunLock()
        return lock, lock


class TestFileRunLock(SqlFiles, RunLockContract):
    def make(self) -> tuple[FileRunLock, FileRunLock]:
        return self.filled((), ()).lock, FileRunLock(self.newest)


class TestMemoryReleases(HoldsContract):
    def make(self) -> MemoryHolds:
        return MemoryHolds()


class TestSqlReleases(SqlFiles, HoldsContract):
    def make(self) -> SqlHolds:
        return self.filled((), ()).releases


class TestMemoryPortal(PortalBindingContract):
    def make(self) -> MemoryPortalBinding:
        return MemoryPortalBinding()


class TestSqlPortalMemory(SqlFiles, PortalBindingContract):
    def make(self) -> SqlPortalBinding:
        return self.filled((), ()).portal_memory


class TestMemoryLinkedClients(LinkedClientsContract):
    def make(self, enrolments: Sequence[Enrolment], clients: Sequence[Client]) -> MemoryPowerPro:
        return MemoryPowerPro(enrolments, clients=clients)


class TestSqlLinkedClients(SqlFiles, LinkedClientsContract):
    def make(self, enrolments: Sequence[Enrolment], clients: Sequence[Client]) -> SqlPowerPro:
        return self.filled(enrolments, clients)
