"""Tables of PowerPro's data: courses, clients, enrolments, units, contact logs."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Date, Enum, Index, Table, UniqueConstraint

from talent_powerpro.adapters.sql.columns import (
    UtcDateTime,
    key,
    plain_of,
    reference,
    sequence,
    talent_number_of,
    text,
    unique,
    yes_no,
)
from talent_powerpro.adapters.sql.schema.identity import metadata
from talent_powerpro.model import UnitType

courses = Table(
    "courses",
    metadata,
    key("code"),
    text("name"),
    yes_no("archived"),
    yes_no("export_to_talent"),
    text("talent_course_id"),
    text("talent_group_key"),
)

clients = Table(
    "clients",
    metadata,
    key("code"),
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
    # Runs take enrolments in this order: of two clients who share an e-mail address, the first
    # one stored is provisioned and the second is held.
    sequence(),
    unique("id"),
    reference("client_code", "clients.code"),
    reference("course_code", "courses.code"),
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
    # A host's own status. Null: the withdrawal and completion dates decide.
    Column("active", Boolean(create_constraint=True, name="active")),
    Index(None, "course_code"),
)

units = Table(
    "units",
    metadata,
    sequence(),
    # Made by the store: import files have no id for a unit, and a code may occur twice.
    unique("id"),
    reference("enrolment_id", "enrolments.id"),
    text("code"),
    text("name"),
    Column(
        "type",
        Enum(
            UnitType,
            # SQLite has no enum type. A check constraint refuses any other word.
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
    sequence(),
    unique("id"),
    reference("enrolment_id", "enrolments.id"),
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
