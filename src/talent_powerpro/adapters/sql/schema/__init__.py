"""Tables of the store.

A change to a table needs a new `SCHEMA` number, a migration and an entry in
``docs/reference/schema.md``. A test compares the page with the tables.
"""

from talent_powerpro.adapters.sql.schema.column_facts import ColumnFact, columns
from talent_powerpro.adapters.sql.schema.identity import (
    APPLICATION,
    REVISION,
    SCHEMA,
    metadata,
    migrations,
    store,
)
from talent_powerpro.adapters.sql.schema.powerpro_tables import (
    clients,
    contact_logs,
    courses,
    enrolments,
    units,
)
from talent_powerpro.adapters.sql.schema.state_tables import (
    dismissals,
    due_marks,
    engagement,
    exported_files,
    hold_answers,
    ids_set_aside,
    imported_rows,
    journal,
    last_look_state,
    last_looks,
    looks,
    moved,
    pending_memberships,
    portal,
    result_evidence,
    runs,
    standing_failures,
    standing_holds,
    suspensions,
    sync_log,
    told_topics,
    tries,
    verified_links,
    waits,
    written_results,
    written_users,
)
from talent_powerpro.adapters.sql.table_names import OwnName

STATE = tuple(
    each
    for each in metadata.sorted_tables
    if isinstance(each.name, OwnName) and each not in {imported_rows, exported_files}
)
"""The tables of the agent's state, which refer to none of PowerPro's."""

__all__ = [
    "APPLICATION",
    "REVISION",
    "SCHEMA",
    "STATE",
    "ColumnFact",
    "clients",
    "columns",
    "contact_logs",
    "courses",
    "dismissals",
    "due_marks",
    "engagement",
    "enrolments",
    "exported_files",
    "hold_answers",
    "ids_set_aside",
    "imported_rows",
    "journal",
    "last_look_state",
    "last_looks",
    "looks",
    "metadata",
    "migrations",
    "moved",
    "pending_memberships",
    "portal",
    "result_evidence",
    "runs",
    "standing_failures",
    "standing_holds",
    "store",
    "suspensions",
    "sync_log",
    "told_topics",
    "tries",
    "units",
    "verified_links",
    "waits",
    "written_results",
    "written_users",
]
