"""Tables of the agent's memory between runs and between imports."""

from __future__ import annotations

from sqlalchemy import JSON, Column, Date, Integer, Table, UniqueConstraint

from talent_powerpro.adapters.sql.columns import UtcDateTime, key, sequence, text, unique, yes_no
from talent_powerpro.adapters.sql.schema.identity import metadata

imported_rows = Table(
    "imported_rows",
    metadata,
    key("kind"),
    key("row"),
    Column("cells", JSON, nullable=False),
)

exported_files = Table(
    "exported_files",
    metadata,
    key("fingerprint"),
    Column("exported_at", UtcDateTime, nullable=False),
)

sync_log = Table(
    "sync_log",
    metadata,
    sequence(),
    Column("at", UtcDateTime, nullable=False),
    text("message"),
)

# The journal and the tables below name enrolments and units without foreign keys, because
# they must outlive those rows.

journal = Table(
    "journal",
    metadata,
    sequence(),
    text("run_id"),
    text("stage"),
    text("enrolment_id"),
    Column("begun_at", UtcDateTime, nullable=False),
    # The writes planned, stored before the first of them. `made` has the writes made. A run may
    # differ from its plan, and recovery compares the plan with PowerPro.
    Column("writes", JSON, nullable=False),
    # Blank until the record ends. A run that was killed leaves it so.
    text("status"),
    Column("made", JSON, nullable=False),
    UniqueConstraint("run_id", "stage", "enrolment_id"),
)

runs = Table(
    "runs",
    metadata,
    sequence(),
    unique("run_id"),
    Column("started", UtcDateTime, nullable=False),
    Column("stages", JSON, nullable=False),
    Column("ended", UtcDateTime),
    Column("counts", JSON, nullable=False),
    Column("wrote", Integer, nullable=False),
    text("stopped"),
    text("message"),
)

# An enrolment that a run found due stays due until it is provisioned, even on a later day.
due_marks = Table(
    "due_marks",
    metadata,
    sequence(),
    unique("enrolment_id"),
    Column("export_date", Date),
)

# The agent's last result for each unit, so that a later run can tell a person's edit from it.
written_results = Table(
    "written_results",
    metadata,
    key("unit_id"),
    text("outcome"),
    Column("outcome_date", Date),
    text("short_comment"),
)

# What an auditor asks for. It outlives the journal: see `[retention] evidence_days`.
result_evidence = Table(
    "result_evidence",
    metadata,
    sequence(),
    text("enrolment_id"),
    text("client_code"),
    text("course_code"),
    text("unit_id"),
    text("unit_code"),
    text("outcome"),
    Column("outcome_date", Date),
    text("talent_user_id"),
    text("talent_course_id"),
    text("talent_unit_id"),
    text("talent_unit_name"),
    text("completed"),
    text("policy"),
    text("confirmed_by"),
    Column("confirmed_on", Date),
    text("version"),
    text("run_id"),
    Column("at", UtcDateTime),
    UniqueConstraint("run_id", "unit_id"),
)

pending_memberships = Table(
    "pending_memberships",
    metadata,
    sequence(),
    text("enrolment_id"),
    text("user_id"),
    text("group_key"),
    UniqueConstraint("enrolment_id"),
)

# Topics that a run has reported already. A run's exit code depends on what is new. They have no
# personal data: see `records.topics`.
told_topics = Table(
    "told_topics",
    metadata,
    key("topic"),
    Column("told_on", Date, nullable=False),
)

standing_holds = Table(
    "standing_holds",
    metadata,
    sequence(),
    text("stage"),
    text("enrolment_id"),
    text("client_code"),
    text("client_name"),
    text("course_code"),
    text("reason"),
    text("message"),
    text("remedy"),
    yes_no("releasable"),
    Column("facts", JSON, nullable=False),
    Column("both", JSON, nullable=False),
    yes_no("held"),
)

# Every answer stays on record. Of several with the same enrolment, reason and facts, the last
# one counts.
hold_answers = Table(
    "hold_answers",
    metadata,
    sequence(),
    text("decision"),
    text("enrolment_id"),
    text("reason"),
    # The values that the hold depends on. If one changes, the answer lapses.
    Column("facts", JSON, nullable=False),
    text("message"),
    text("who"),
    text("why"),
    Column("at", UtcDateTime, nullable=False),
)

# The Talent user that was checked to be the client's own. It names clients without a foreign key,
# as the journal names enrolments.
verified_links = Table(
    "verified_links",
    metadata,
    key("client_code"),
    text("user_id"),
    text("portal"),
    text("basis"),
)

portal = Table(
    "portal",
    metadata,
    key("name"),
)
"""At most one row: the portal to which the stored Talent user ids belong."""

ids_set_aside = Table(
    "ids_set_aside",
    metadata,
    sequence(),
    text("client_code"),
    text("user_id"),
    text("portal"),
    Column("at", UtcDateTime, nullable=False),
    UniqueConstraint("client_code", "user_id", "portal"),
)

# A row for each enrolment and stage, and for each Talent course, that a run began to work on.
tries = Table("tries", metadata, key("kind"), key("id"), Column("at", UtcDateTime, nullable=False))

# A row for each enrolment that was once seen in scope, so that its leaving is noticed.
last_looks = Table(
    "last_looks",
    metadata,
    key("enrolment_id"),
    Column("left_on", Date),
    Column("looked_on", Date),
    Column("found", JSON, nullable=False),
)

# The memory of what was asked, which saves calls. A look that is lost is made again.
looks = Table(
    "looks",
    metadata,
    key("enrolment_id"),
    text("user_id"),
    text("course_id"),
    text("facts"),
    Column("answered_at", UtcDateTime, nullable=False),
    Column("percentage", Integer),
    Column("completed_at", UtcDateTime),
    Column("unmatched", JSON, nullable=False),
    Column("other_items", JSON, nullable=False),
)

waits = Table(
    "waits",
    metadata,
    sequence(),
    text("stage"),
    text("enrolment_id"),
    text("facts"),
    Column("asked_at", UtcDateTime, nullable=False),
    Column("users", JSON, nullable=False),
    text("reason"),
    text("message"),
    text("remedy"),
    UniqueConstraint("stage", "enrolment_id"),
)
