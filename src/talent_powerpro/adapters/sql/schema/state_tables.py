"""Tables of the agent's memory between runs and between imports."""

from __future__ import annotations

from sqlalchemy import Index, Table, Text, UniqueConstraint, literal_column

from talent_powerpro.adapters.sql.columns import (
    day,
    json,
    key,
    moment,
    sequence,
    short_text,
    text,
    unique,
    whole_number,
    yes_no,
)
from talent_powerpro.adapters.sql.schema.identity import kept_table, metadata

imported_rows = kept_table(
    "imported_rows",
    key("kind"),
    key("row"),
    json("cells"),
)

exported_files = kept_table(
    "exported_files",
    key("fingerprint"),
    moment("exported_at"),
)

sync_log = kept_table(
    "sync_log",
    sequence(),
    moment("at"),
    text("message"),
    # Whom the line is about, so that it can be deleted with the client.
    text("client_code"),
)

# The journal and the tables below name enrolments and units without foreign keys, because
# they must outlive those rows.

journal = kept_table(
    "journal",
    sequence(),
    short_text("run_id"),
    short_text("stage"),
    short_text("enrolment_id"),
    moment("begun_at"),
    # The writes planned, stored before the first of them. `made` has the writes made. A run may
    # differ from its plan, and recovery compares the plan with PowerPro.
    json("writes"),
    # Blank until the record ends. A run that was killed leaves it so.
    text("status"),
    json("made"),
    UniqueConstraint("run_id", "stage", "enrolment_id"),
)

runs = kept_table(
    "runs",
    sequence(),
    unique("run_id"),
    moment("started"),
    json("stages"),
    moment("ended", nullable=True),
    json("counts"),
    whole_number("wrote"),
    text("stopped"),
    text("message"),
    # Names such as `client 2021000017`, and free text of a person: both may name somebody.
    json("targets"),
    text("although_not_today"),
    whole_number("quota_limit", nullable=True),
    whole_number("quota_left", nullable=True),
)

# An enrolment that a run found due stays due until it is provisioned, even on a later day.
due_marks = kept_table(
    "due_marks",
    sequence(),
    unique("enrolment_id"),
    day("export_date"),
)

# The agent's last result for each unit, so that a later run can tell a person's edit from it.
written_results = kept_table(
    "written_results",
    key("unit_id"),
    text("outcome"),
    day("outcome_date"),
    text("short_comment"),
)

# What an auditor asks for. It outlives the journal: see `[retention] evidence_days`.
result_evidence = kept_table(
    "result_evidence",
    sequence(),
    text("enrolment_id"),
    text("client_code"),
    text("course_code"),
    short_text("unit_id"),
    text("unit_code"),
    text("outcome"),
    day("outcome_date"),
    text("talent_user_id"),
    text("talent_course_id"),
    text("talent_unit_id"),
    text("talent_unit_name"),
    text("completed"),
    text("policy"),
    text("confirmed_by"),
    day("confirmed_on"),
    text("version"),
    short_text("run_id"),
    moment("at", nullable=True),
    UniqueConstraint("run_id", "unit_id"),
)

pending_memberships = kept_table(
    "pending_memberships",
    sequence(),
    short_text("enrolment_id"),
    text("user_id"),
    text("group_key"),
    UniqueConstraint("enrolment_id"),
)

# Topics that a run has reported already. A run's exit code depends on what is new. They have no
# personal data: see `records.topics`.
told_topics = kept_table(
    "told_topics",
    key("topic"),
    day("told_on", nullable=False),
)

standing_holds = kept_table(
    "standing_holds",
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
    json("facts"),
    json("both"),
    yes_no("held"),
)

# Every answer stays on record. Of several with the same enrolment, reason and facts, the last
# one counts.
hold_answers = kept_table(
    "hold_answers",
    sequence(),
    text("decision"),
    text("enrolment_id"),
    text("reason"),
    # The values that the hold depends on. If one changes, the answer lapses.
    json("facts"),
    text("message"),
    text("who"),
    text("why"),
    moment("at"),
    # The last day on which a run needed the answer. An answer that no run needs can be deleted.
    day("used_on"),
)

# The Talent user that was checked to be the client's own. It names clients without a foreign key,
# as the journal names enrolments.
verified_links = kept_table(
    "verified_links",
    key("client_code"),
    text("user_id"),
    text("portal"),
    text("basis"),
)

portal = kept_table(
    "portal",
    key("name"),
)
"""At most one row: the portal to which the stored Talent user ids belong."""

ids_set_aside = kept_table(
    "ids_set_aside",
    sequence(),
    short_text("client_code"),
    short_text("user_id"),
    short_text("portal"),
    moment("at"),
    UniqueConstraint("client_code", "user_id", "portal"),
)

# A row for each enrolment and stage, and for each Talent course, that a run began to work on.
tries = kept_table("tries", key("kind"), key("id"), moment("at"))

last_look_state = literal_column(
    "CASE WHEN left_on IS NULL THEN 'in scope'"
    " WHEN looked_on IS NULL OR found <> '[]' THEN 'left' ELSE 'settled' END",
    Text,
)

# A row for each enrolment that was once seen in scope, so that its leaving is noticed.
last_looks = kept_table(
    "last_looks",
    key("enrolment_id"),
    day("left_on"),
    day("looked_on"),
    json("found"),
    # Those in scope, those still to be looked at, and never the many that are settled.
    Index("ix_last_looks_state", last_look_state, "enrolment_id"),
)

# The memory of what was asked, which saves calls. A look that is lost is made again.
looks = kept_table(
    "looks",
    key("enrolment_id"),
    text("user_id"),
    text("course_id"),
    text("facts"),
    moment("answered_at"),
    whole_number("percentage", nullable=True),
    moment("completed_at", nullable=True),
    json("unmatched"),
    json("other_items"),
)

# Withdrawn enrolments whose Talent user the agent took out of the Talent courses.
suspensions = kept_table(
    "suspensions",
    key("enrolment_id"),
    text("user_id"),
    json("course_ids"),
    yes_no("whole"),
    yes_no("settled"),
)

# What the agent last wrote to Talent users, so that a person's edit is told from its own.
written_users = kept_table(
    "written_users",
    key("client_code"),
    text("user_id"),
    text("portal"),
    json("written"),
    json("settled"),
)

# What TalentLMS said of students' work, the last of each enrolment and Talent unit. The unit is
# blank for the Talent course as a whole.
engagement = kept_table(
    "engagement",
    key("enrolment_id"),
    key("unit_id"),
    text("user_id"),
    text("course_id"),
    moment("read_at"),
    text("unit_name"),
    text("status"),
    text("progress"),
    text("time"),
    text("score"),
    text("enrolled"),
    text("completed"),
    text("source"),
)

waits = kept_table(
    "waits",
    sequence(),
    short_text("stage"),
    short_text("enrolment_id"),
    text("facts"),
    moment("asked_at"),
    json("users"),
    text("reason"),
    text("message"),
    text("remedy"),
    UniqueConstraint("stage", "enrolment_id"),
)

# Records that failed in the last run that looked at them, with the time since when.
standing_failures = kept_table(
    "standing_failures",
    sequence(),
    short_text("stage"),
    short_text("enrolment_id"),
    text("client_code"),
    text("client_name"),
    text("course_code"),
    text("reason"),
    text("message"),
    text("remedy"),
    moment("since"),
    UniqueConstraint("stage", "enrolment_id"),
)

# Rows that a person took off the lists beside the records.
dismissals = kept_table(
    "dismissals",
    sequence(),
    short_text("list"),
    short_text("enrolment_id"),
    short_text("item"),
    text("message"),
    text("who"),
    text("why"),
    moment("at"),
    UniqueConstraint("list", "enrolment_id", "item"),
)

# Of a whole store: a host that has the agent's state alone cannot move it.
moved = Table("moved", metadata, sequence(), text("store"), moment("at"))
"""At most one row: the store that the rows were copied to, which is used instead of this one."""
