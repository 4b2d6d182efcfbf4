"""Schema 4: facts of holds, all answers to holds, evidence of results, and verified links."""

import sqlalchemy as sa
from alembic import op

from talent_powerpro.adapters.sql.columns import UtcDateTime, key, sequence, text, yes_no

revision = "schema_4"
down_revision = "schema_3"


def upgrade() -> None:
    """Convert a store of schema 3. Holds and releases keep their rows.

    Schema 3 bound both to the hold's sentence, so that is their one fact. The next run replaces
    the holds, and the old releases lapse.
    """
    _standing_holds()
    _hold_answers()
    _result_evidence()
    # Empty: the first run looks at each Talent user before it takes results.
    op.create_table(
        "verified_links", key("client_code"), *map(text, ("user_id", "portal", "basis"))
    )
    _last_looks()


def _standing_holds() -> None:
    # Tables are made anew, so that a migrated store equals a new one to the letter.
    op.rename_table("standing_holds", "standing_holds_3")
    op.create_table(
        "standing_holds",
        sequence(),
        *map(text, ("stage", "enrolment_id", "client_code", "client_name", "course_code")),
        *map(text, ("reason", "message", "remedy")),
        yes_no("releasable"),
        sa.Column("facts", sa.JSON, nullable=False),
        sa.Column("both", sa.JSON, nullable=False),
        yes_no("held"),
    )
    op.execute(
        "INSERT INTO standing_holds SELECT sequence, stage, enrolment_id, client_code,"
        " client_name, course_code, reason, evidence, remedy, releasable, json_array(evidence),"
        " '[]', 1 FROM standing_holds_3"
    )
    op.drop_table("standing_holds_3")


def _hold_answers() -> None:
    op.create_table(
        "hold_answers",
        sequence(),
        *map(text, ("decision", "enrolment_id", "reason")),
        sa.Column("facts", sa.JSON, nullable=False),
        *map(text, ("message", "who", "why")),
        sa.Column("at", UtcDateTime, nullable=False),
    )
    op.execute(
        "INSERT INTO hold_answers SELECT sequence, 'release', enrolment_id, reason,"
        " json_array(evidence), evidence, who, why, at FROM hold_releases"
    )
    op.drop_table("hold_releases")


def _result_evidence() -> None:
    op.create_table(
        "result_evidence",
        sequence(),
        *map(text, ("enrolment_id", "client_code", "course_code", "unit_id", "unit_code")),
        text("outcome"),
        sa.Column("outcome_date", sa.Date),
        *map(text, ("talent_user_id", "talent_course_id", "talent_unit_id", "talent_unit_name")),
        *map(text, ("completed", "policy", "confirmed_by")),
        sa.Column("confirmed_on", sa.Date),
        *map(text, ("version", "run_id")),
        sa.Column("at", UtcDateTime),
        sa.UniqueConstraint("run_id", "unit_id"),
    )


def _last_looks() -> None:
    op.create_table(
        "last_looks",
        key("enrolment_id"),
        sa.Column("left_on", sa.Date),
        sa.Column("looked_on", sa.Date),
        sa.Column("found", sa.JSON, nullable=False),
    )
