"""SQL adapter: PowerPro's data and the agent's memory in one place, called a store.

It is a SQLite file, or the rows of an RTO in a database of PostgreSQL or MariaDB.

The tables are described in ``docs/reference/schema.md``. Use a store only from the thread
that opened it.
"""

from talent_powerpro.adapters.sql.agent_state import SqlAgentState
from talent_powerpro.adapters.sql.dialects.sqlite_file import url_of_file
from talent_powerpro.adapters.sql.dialects.sqlite_lock import FileRunLock
from talent_powerpro.adapters.sql.export_changes import Changes
from talent_powerpro.adapters.sql.holds import SqlHolds
from talent_powerpro.adapters.sql.journal import SqlJournal
from talent_powerpro.adapters.sql.portal_binding import SqlPortalBinding
from talent_powerpro.adapters.sql.powerpro import SqlPowerPro
from talent_powerpro.adapters.sql.result_evidence import SqlEvidence
from talent_powerpro.adapters.sql.schema import SCHEMA, ColumnFact, columns
from talent_powerpro.adapters.sql.sync_log import SqlSyncLog
from talent_powerpro.adapters.sql.verified_links import SqlVerifiedLinks

__all__ = [
    "SCHEMA",
    "Changes",
    "ColumnFact",
    "FileRunLock",
    "SqlAgentState",
    "SqlEvidence",
    "SqlHolds",
    "SqlJournal",
    "SqlPortalBinding",
    "SqlPowerPro",
    "SqlSyncLog",
    "SqlVerifiedLinks",
    "columns",
    "url_of_file",
]
