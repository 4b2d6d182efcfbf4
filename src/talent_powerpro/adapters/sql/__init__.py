"""PowerPro's side in a SQLite file.

The tables are described in ``docs/reference/schema.md``. A store is used from the thread
that opened it, and from no other.
"""

from talent_powerpro.adapters.sql.exporting import Changes
from talent_powerpro.adapters.sql.journal import SqlJournal
from talent_powerpro.adapters.sql.lock import FileRunLock
from talent_powerpro.adapters.sql.portal_memory import SqlPortalMemory
from talent_powerpro.adapters.sql.powerpro import SqlPowerPro
from talent_powerpro.adapters.sql.releases import SqlReleases
from talent_powerpro.adapters.sql.schema import SCHEMA, ColumnFact, columns
from talent_powerpro.adapters.sql.synclog import SqlSyncLog

__all__ = [
    "SCHEMA",
    "Changes",
    "ColumnFact",
    "FileRunLock",
    "SqlJournal",
    "SqlPortalMemory",
    "SqlPowerPro",
    "SqlReleases",
    "SqlSyncLog",
    "columns",
]
