"""Schema 5: topics without personal data, the memory of looks, and tries."""

import re
from collections.abc import Container
from hashlib import blake2b

import sqlalchemy as sa
from alembic import op
from sqlalchemy import text

from talent_powerpro.adapters.sql.columns import UtcDateTime, key, sequence
from talent_powerpro.adapters.sql.columns import text as column

revision = "schema_5"
down_revision = "schema_4"


def upgrade() -> None:
    """Convert a store of schema 4."""
    _told_topics()
    _looks()


def _looks() -> None:
    """Add the memory of looks. Empty: the next run asks for everything once."""
    op.create_table(
        "looks",
        key("enrolment_id"),
        *map(column, ("user_id", "course_id", "facts")),
        sa.Column("answered_at", UtcDateTime, nullable=False),
        sa.Column("percentage", sa.Integer),
        sa.Column("completed_at", UtcDateTime),
        sa.Column("unmatched", sa.JSON, nullable=False),
        sa.Column("other_items", sa.JSON, nullable=False),
    )
    op.create_table(
        "waits",
        sequence(),
        *map(column, ("stage", "enrolment_id", "facts")),
        sa.Column("asked_at", UtcDateTime, nullable=False),
        sa.Column("users", sa.JSON, nullable=False),
        *map(column, ("reason", "message", "remedy")),
        sa.UniqueConstraint("stage", "enrolment_id"),
    )
    _tries()


def _tries() -> None:
    op.create_table("tries", key("kind"), key("id"), sa.Column("at", UtcDateTime, nullable=False))


def _told_topics() -> None:
    """Replace each topic's text by its digest and the enrolment that it was about.

    The digests are those of `records.topics`, so that nothing already reported is new again.
    """
    store = op.get_bind()
    ids = {row.id for row in store.execute(text("SELECT id FROM enrolments"))}
    topics = [row.topic for row in store.execute(text("SELECT topic FROM told_topics"))]
    change = text("UPDATE told_topics SET topic = :new WHERE topic = :old")
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
