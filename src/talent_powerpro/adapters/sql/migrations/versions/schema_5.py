"""Schema 5: deletable personal data, check constraints, and the memory that saves calls."""

import re
from collections.abc import Container, Mapping
from hashlib import blake2b

import sqlalchemy as sa
from alembic import op

from talent_powerpro.adapters.sql.columns import (
    Checked,
    ClosedOn,
    Json,
    LocalDate,
    ScopeEnds,
    UnitLine,
    UtcDateTime,
    WholeNumber,
    key,
    sequence,
    text,
    unique,
    yes_no,
)
from talent_powerpro.adapters.sql.dialects import dialect_of

revision = "schema_5"
down_revision = "schema_4"


def upgrade() -> None:
    """Convert a store of schema 4."""
    _told_topics()
    _sync_log()
    _hold_answers()
    _runs()
    _memory_of_calls()
    _work_lists()
    _suspensions()
    _written_users()
    _engagement()
    _moved()
    _check_constraints()
    _scope_indexes()


# Tables are made anew, so that a migrated store equals a new one to the letter.


def _sync_log() -> None:
    op.rename_table("sync_log", "sync_log_4")
    op.create_table(
        "sync_log",
        sequence(),
        sa.Column("at", sa.DateTime, nullable=False),
        text("message"),
        text("client_code"),
    )
    # The client of an older line is only in its text.
    op.execute("INSERT INTO sync_log SELECT sequence, at, message, '' FROM sync_log_4")
    op.drop_table("sync_log_4")


def _hold_answers() -> None:
    op.rename_table("hold_answers", "hold_answers_4")
    op.create_table(
        "hold_answers",
        sequence(),
        *map(text, ("decision", "enrolment_id", "reason")),
        sa.Column("facts", sa.JSON, nullable=False),
        *map(text, ("message", "who", "why")),
        sa.Column("at", sa.DateTime, nullable=False),
        sa.Column("used_on", sa.Date),
    )
    op.execute("INSERT INTO hold_answers SELECT *, NULL FROM hold_answers_4")
    op.drop_table("hold_answers_4")


def _runs() -> None:
    """Add what a run was limited to, why the export date was set aside, and the quota."""
    op.rename_table("runs", "runs_4")
    op.create_table(
        "runs",
        sequence(),
        unique("run_id"),
        sa.Column("started", sa.DateTime, nullable=False),
        sa.Column("stages", sa.JSON, nullable=False),
        sa.Column("ended", sa.DateTime),
        sa.Column("counts", sa.JSON, nullable=False),
        sa.Column("wrote", sa.Integer, nullable=False),
        *map(text, ("stopped", "message")),
        sa.Column("targets", sa.JSON, nullable=False),
        text("although_not_today"),
        sa.Column("quota_limit", sa.Integer),
        sa.Column("quota_left", sa.Integer),
    )
    op.execute("INSERT INTO runs SELECT *, '[]', '', NULL, NULL FROM runs_4")
    op.drop_table("runs_4")


def _memory_of_calls() -> None:
    """Add looks, waits and tries. Empty: the next run asks for everything once."""
    op.create_table(
        "looks",
        key("enrolment_id"),
        *map(text, ("user_id", "course_id", "facts")),
        sa.Column("answered_at", sa.DateTime, nullable=False),
        sa.Column("percentage", sa.Integer),
        sa.Column("completed_at", sa.DateTime),
        sa.Column("unmatched", sa.JSON, nullable=False),
        sa.Column("other_items", sa.JSON, nullable=False),
    )
    op.create_table(
        "waits",
        sequence(),
        *map(text, ("stage", "enrolment_id", "facts")),
        sa.Column("asked_at", sa.DateTime, nullable=False),
        sa.Column("users", sa.JSON, nullable=False),
        *map(text, ("reason", "message", "remedy")),
        sa.UniqueConstraint("stage", "enrolment_id"),
    )
    op.create_table("tries", key("kind"), key("id"), sa.Column("at", sa.DateTime, nullable=False))


def _work_lists() -> None:
    """Add failures and dismissals. Empty: the next run finds what still fails."""
    op.create_table(
        "standing_failures",
        sequence(),
        *map(text, ("stage", "enrolment_id", "client_code", "client_name", "course_code")),
        *map(text, ("reason", "message", "remedy")),
        sa.Column("since", sa.DateTime, nullable=False),
        sa.UniqueConstraint("stage", "enrolment_id"),
    )
    op.create_table(
        "dismissals",
        sequence(),
        *map(text, ("list", "enrolment_id", "item", "message", "who", "why")),
        sa.Column("at", sa.DateTime, nullable=False),
        sa.UniqueConstraint("list", "enrolment_id", "item"),
    )


def _suspensions() -> None:
    """Add suspensions. Empty: no earlier version suspended anybody."""
    op.create_table(
        "suspensions",
        key("enrolment_id"),
        text("user_id"),
        sa.Column("course_ids", sa.JSON, nullable=False),
        yes_no("whole"),
        yes_no("settled"),
    )


def _written_users() -> None:
    """Add what was written to Talent users. A run that updates users reads the journal once."""
    op.create_table(
        "written_users",
        key("client_code"),
        *map(text, ("user_id", "portal")),
        *(sa.Column(name, sa.JSON, nullable=False) for name in ("written", "settled")),
    )


def _engagement() -> None:
    """Add what TalentLMS said of students' work. Empty: no earlier version kept it."""
    op.create_table(
        "engagement",
        key("enrolment_id"),
        key("unit_id"),
        *map(text, ("user_id", "course_id")),
        sa.Column("read_at", sa.DateTime, nullable=False),
        *map(text, ("unit_name", "status", "progress", "time", "score")),
        *map(text, ("enrolled", "completed", "source")),
    )


def _moved() -> None:
    """Add the mark of a store that was moved. Empty: no earlier version moved one."""
    op.create_table(
        "moved", sequence(), text("store"), sa.Column("at", sa.DateTime, nullable=False)
    )


def _told_topics() -> None:
    """Replace each topic's text by its digest and the enrolment that it was about.

    The digests are those of `records.topics`, so that nothing already reported is new again.
    """
    store = op.get_bind()
    ids = {row.id for row in store.execute(sa.text("SELECT id FROM enrolments"))}
    topics = [row.topic for row in store.execute(sa.text("SELECT topic FROM told_topics"))]
    change = sa.text("UPDATE told_topics SET topic = :new WHERE topic = :old")
    for said in topics:
        digest = blake2b(said.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
        store.execute(change, {"new": f"{digest}:{_about(said, ids)}", "old": said})


_BEFORE_THE_ID = re.compile(
    "(?:group|missed|no export date|unmet|closed): "
    "|(?:held|failed|deferred|not reached): (?:provisioning|results) "
    "|logged [0-9-]+ (?:provisioning|results) "
)


def _about(said: str, ids: Container[str]) -> str:
    """The enrolment in the text of a topic of schema 4; blank where the text names none."""
    if not (begun := _BEFORE_THE_ID.match(said)):
        return ""
    rest = said[begun.end() :]
    # An id may have blanks and colons itself, so the longest known one counts.
    ends = [at for at, letter in enumerate(rest) if letter in ": "]
    return next((rest[:end] for end in (len(rest), *reversed(ends)) if rest[:end] in ids), "")


# --- check constraints ------------------------------------------------------------

_DATES_OF_ENROLMENTS = (
    *("enrolment_date", "expected_start_date", "expected_end_date", "deferment_date"),
    *("extension_date", "withdrawal_date", "completion_date", "export_date"),
)
_CHECKED: Mapping[str, Mapping[str, type[Checked]]] = {
    "clients": {"date_of_birth": LocalDate},
    "enrolments": dict.fromkeys(_DATES_OF_ENROLMENTS, LocalDate),
    "units": dict.fromkeys(("start_date", "outcome_date"), LocalDate),
    "contact_logs": {"contact_date": UtcDateTime},
    "imported_rows": {"cells": Json},
    "exported_files": {"exported_at": UtcDateTime},
    "sync_log": {"at": UtcDateTime},
    "journal": {"begun_at": UtcDateTime, "writes": Json, "made": Json},
    "runs": {
        "started": UtcDateTime,
        "ended": UtcDateTime,
        "stages": Json,
        "counts": Json,
        "wrote": WholeNumber,
        "targets": Json,
        "quota_limit": WholeNumber,
        "quota_left": WholeNumber,
    },
    "due_marks": {"export_date": LocalDate},
    "written_results": {"outcome_date": LocalDate},
    "result_evidence": {"outcome_date": LocalDate, "confirmed_on": LocalDate, "at": UtcDateTime},
    "told_topics": {"told_on": LocalDate},
    "standing_holds": {"facts": Json, "both": Json},
    "hold_answers": {"facts": Json, "at": UtcDateTime, "used_on": LocalDate},
    "ids_set_aside": {"at": UtcDateTime},
    "last_looks": {"left_on": LocalDate, "looked_on": LocalDate, "found": Json},
    "looks": {
        "answered_at": UtcDateTime,
        "percentage": WholeNumber,
        "completed_at": UtcDateTime,
        "unmatched": Json,
        "other_items": Json,
    },
    "waits": {"asked_at": UtcDateTime, "users": Json},
    "tries": {"at": UtcDateTime},
    "suspensions": {"course_ids": Json},
    "written_users": {"written": Json, "settled": Json},
    "engagement": {"read_at": UtcDateTime},
    "standing_failures": {"since": UtcDateTime},
    "dismissals": {"at": UtcDateTime},
    "moved": {"at": UtcDateTime},
}


def _check_constraints() -> None:
    """Let the tables refuse a value that is not one of its column's type.

    Rows that already have one are kept as they are, and each fails alone in a run.
    """
    store = op.get_bind()
    for table, columns in _CHECKED.items():
        for column, kind in columns.items():
            if kind is LocalDate and table != "told_topics":
                # Some programs write a blank text where a date is cleared. It means the same.
                blank = sa.text(f"UPDATE {table} SET {column} = NULL WHERE trim({column}) = ''")  # noqa: S608  # names of this module
                store.execute(blank)
        dialect_of(store).add_checks(store, table, columns)


# --- indexes ----------------------------------------------------------------------


def _scope_indexes() -> None:
    """Let result fetching find the enrolments in scope without reading the closed ones."""
    op.drop_index("ix_enrolments_course_code", "enrolments")
    op.create_index("ix_enrolments_scope", "enrolments", ["course_code", ScopeEnds()])
    op.create_index("ix_enrolments_closed_on", "enrolments", [ClosedOn()])
    op.drop_index("ix_units_enrolment_id", "units")
    op.create_index("ix_units_lines", "units", ["enrolment_id", UnitLine()])
    state = sa.text(
        "CASE WHEN left_on IS NULL THEN 'in scope'"
        " WHEN looked_on IS NULL OR found <> '[]' THEN 'left' ELSE 'settled' END"
    )
    op.create_index("ix_last_looks_state", "last_looks", [state, "enrolment_id"])
