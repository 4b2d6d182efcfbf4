"""The tables of the store. Whoever changes one raises `SCHEMA` and mends
``docs/reference/schema.md``; a test compares the two.
"""

from __future__ import annotations

from attrs import frozen
from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    Enum,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
)

from talent_powerpro.adapters.sql.columns import (
    UtcDateTime,
    plain_of,
    talent_number_of,
    text,
    yes_no,
)
from talent_powerpro.model import UnitType

SCHEMA = 2
"""The number of this schema. A store with another number is refused."""

APPLICATION = "talent-powerpro"
"""How a store says that it is one of ours."""

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _sequence() -> Column[int]:
    """The order in which rows were stored."""
    return Column("sequence", Integer, primary_key=True)


def _key(name: str) -> Column[str]:
    return Column(name, Text, primary_key=True)


def _unique(name: str) -> Column[str]:
    return Column(name, Text, nullable=False, unique=True)


def _names(name: str, other: str) -> Column[str]:
    return Column(name, Text, ForeignKey(other), nullable=False)


store = Table(
    "store",
    metadata,
    _key("application"),
    Column("schema", Integer, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
)

# --- PowerPro's own ---------------------------------------------------------------

courses = Table(
    "courses",
    metadata,
    _key("code"),
    text("name"),
    yes_no("archived"),
    yes_no("export_to_talent"),
    text("talent_course_id"),
    text("talent_group_key"),
)

clients = Table(
    "clients",
    metadata,
    _key("code"),
    text("surname"),
    text("given_names"),
    text("preferred_name"),
    text("usi"),
    text("secondary_id"),
    talent_number_of("secondary_number", "secondary_id"),
    Column("date_of_birth", Date),
    text("mobile"),
    text("email"),
    plain_of("email_plain", "email"),
    Index(None, "secondary_number"),
    Index(None, "email_plain"),
)

enrolments = Table(
    "enrolments",
    metadata,
    _sequence(),
    _unique("id"),
    _names("client_code", "clients.code"),
    _names("course_code", "courses.code"),
    text("booking_status"),
    Column("enrolment_date", Date),
    Column("expected_start_date", Date),
    Column("expected_end_date", Date),
    Column("deferment_date", Date),
    Column("extension_date", Date),
    Column("withdrawal_date", Date),
    Column("completion_date", Date),
    yes_no("export"),
    Column("export_date", Date),
    Column("active", Boolean(create_constraint=True, name="active")),
)

units = Table(
    "units",
    metadata,
    _sequence(),
    _unique("id"),
    _names("enrolment_id", "enrolments.id"),
    text("code"),
    text("name"),
    Column(
        "type",
        Enum(
            UnitType,
            native_enum=False,
            create_constraint=True,
            name="type",
            values_callable=lambda types: [each.value for each in types],
        ),
        nullable=False,
    ),
    Column("start_date", Date),
    text("outcome"),
    Column("outcome_date", Date),
    text("short_comment"),
    Index(None, "enrolment_id"),
)

contact_logs = Table(
    "contact_logs",
    metadata,
    _sequence(),
    _unique("id"),
    _names("enrolment_id", "enrolments.id"),
    text("client_name"),
    text("course_name"),
    Column("contact_date", UtcDateTime, nullable=False),
    text("contact_type"),
    plain_of("contact_type_plain", "contact_type"),
    text("created_by"),
    text("assigned_to"),
    text("follow_up"),
    text("status"),
    text("priority_flag"),
    text("description"),
    UniqueConstraint("enrolment_id", "contact_date", "contact_type"),
    Index(None, "contact_type_plain"),
)

# --- the agent's own --------------------------------------------------------------

imported_rows = Table(
    "imported_rows",
    metadata,
    _key("kind"),
    _key("row"),
    Column("cells", JSON, nullable=False),
)

exported_files = Table(
    "exported_files",
    metadata,
    _key("fingerprint"),
    Column("exported_at", UtcDateTime, nullable=False),
)

sync_log = Table(
    "sync_log",
    metadata,
    _sequence(),
    Column("at", UtcDateTime, nullable=False),
    text("message"),
)

# The journal names enrolments and units without foreign keys: it outlives them.

journal = Table(
    "journal",
    metadata,
    _sequence(),
    text("run_id"),
    text("stage"),
    text("enrolment_id"),
    Column("begun_at", UtcDateTime, nullable=False),
    Column("writes", JSON, nullable=False),
    text("outcome"),
    UniqueConstraint("run_id", "stage", "enrolment_id"),
)

due_marks = Table(
    "due_marks",
    metadata,
    _sequence(),
    _unique("enrolment_id"),
    Column("export_date", Date),
)

written_results = Table(
    "written_results",
    metadata,
    _key("unit_id"),
    text("outcome"),
    Column("outcome_date", Date),
    text("short_comment"),
)

pending_memberships = Table(
    "pending_memberships",
    metadata,
    _sequence(),
    text("enrolment_id"),
    text("user_id"),
    text("group_key"),
    UniqueConstraint("enrolment_id"),
)

told_topics = Table(
    "told_topics",
    metadata,
    _key("topic"),
    Column("told_on", Date, nullable=False),
)


standing_holds = Table(
    "standing_holds",
    metadata,
    _sequence(),
    text("stage"),
    text("enrolment_id"),
    text("client_code"),
    text("client_name"),
    text("course_code"),
    text("reason"),
    text("evidence"),
    text("remedy"),
    yes_no("releasable"),
)

hold_releases = Table(
    "hold_releases",
    metadata,
    _sequence(),
    text("enrolment_id"),
    text("reason"),
    text("evidence"),
    text("who"),
    text("why"),
    Column("at", UtcDateTime, nullable=False),
    UniqueConstraint("enrolment_id", "reason", "evidence"),
)

portal = Table(
    "portal",
    metadata,
    _key("name"),
)
"""One row at most: the portal that the stored Talent user ids are of."""

ids_set_aside = Table(
    "ids_set_aside",
    metadata,
    _sequence(),
    text("client_code"),
    text("user_id"),
    text("portal"),
    Column("at", UtcDateTime, nullable=False),
    UniqueConstraint("client_code", "user_id", "portal"),
)


@frozen
class ColumnFact:
    """One column of the schema, as the reference shows it."""

    table: str
    name: str
    type: str
    """In words, such as ``date or null``."""


_WORDS: tuple[tuple[type, str], ...] = (
    (UtcDateTime, "UTC date and time"),
    (Enum, "text"),
    (Text, "text"),
    (Boolean, "0 or 1"),
    (Integer, "whole number"),
    (Date, "date"),
    (JSON, "JSON"),
)


def columns() -> tuple[ColumnFact, ...]:
    """Every column of every table, in the schema's own order."""
    return tuple(
        ColumnFact(table.name, column.name, _in_words(column))
        for table in metadata.tables.values()
        for column in table.columns
    )


def _in_words(column: Column[object]) -> str:
    word = next(word for sort, word in _WORDS if isinstance(column.type, sort))
    return f"{word} or null" if column.nullable else word
