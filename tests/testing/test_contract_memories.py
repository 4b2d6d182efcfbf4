"""What the shipped adapters keep beside the two repositories keeps its contracts."""

from __future__ import annotations

from collections.abc import Sequence

from talent_powerpro.adapters.memory import MemoryPowerPro
from talent_powerpro.adapters.sql import (
    FileRunLock,
    SqlJournal,
    SqlPortalMemory,
    SqlPowerPro,
    SqlReleases,
    SqlSyncLog,
)
from talent_powerpro.journal import MemoryJournal
from talent_powerpro.memory_ports import SyncLogLine
from talent_powerpro.model import Client, Enrolment
from talent_powerpro.portal import MemoryPortal
from talent_powerpro.releases import MemoryReleases
from talent_powerpro.run_lock import MemoryRunLock
from talent_powerpro.synclog import MemorySyncLog
from talent_powerpro.testing import (
    ExportDatesContract,
    HoldReleasesContract,
    LinkedClientsContract,
    PortalMemoryContract,
    RunJournalContract,
    RunLockContract,
    SyncLogStoreContract,
)
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


class TestMemoryReleases(HoldReleasesContract):
    def make(self) -> MemoryReleases:
        return MemoryReleases()


class TestSqlReleases(SqlFiles, HoldReleasesContract):
    def make(self) -> SqlReleases:
        return self.filled((), ()).releases


class TestMemoryPortal(PortalMemoryContract):
    def make(self) -> MemoryPortal:
        return MemoryPortal()


class TestSqlPortalMemory(SqlFiles, PortalMemoryContract):
    def make(self) -> SqlPortalMemory:
        return self.filled((), ()).portal_memory


class TestMemoryLinkedClients(LinkedClientsContract):
    def make(self, enrolments: Sequence[Enrolment], clients: Sequence[Client]) -> MemoryPowerPro:
        return MemoryPowerPro(enrolments, clients=clients)


class TestSqlLinkedClients(SqlFiles, LinkedClientsContract):
    def make(self, enrolments: Sequence[Enrolment], clients: Sequence[Client]) -> SqlPowerPro:
        return self.filled(enrolments, clients)
