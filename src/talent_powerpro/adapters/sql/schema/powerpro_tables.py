"""Tables of PowerPro's data: courses, clients, enrolments, units, contact logs."""

from __future__ import annotations

from sqlalchemy import Column, Index, Table, UniqueConstraint

from talent_powerpro.adapters.sql.columns import (
    ClosedOn,
    ScopeEnds,
    UnitLine,
    Word,
    day,
    key,
    moment,
    plain_of,
    reference,
    sequence,
    short_text,
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
    day("date_of_birth"),
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
    day("enrolment_date"),
    day("expected_start_date"),
    day("expected_end_date"),
    day("deferment_date"),
    day("extension_date"),
    day("withdrawal_date"),
    day("completion_date"),
    yes_no("export"),
    day("export_date"),
    # A host's own status. Null: the withdrawal and completion dates decide.
    yes_no("active", nullable=True),
    # Of one course, result fetching reads those in scope, and none of the closed ones before them.
    Index("ix_enrolments_scope", "course_code", ScopeEnds()),
    Index("ix_enrolments_closed_on", ClosedOn()),
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
    Column("type", Word(UnitType, name="type"), nullable=False),
    day("start_date"),
    text("outcome"),
    day("outcome_date"),
    text("short_comment"),
    # Result fetching reads the lines of all units at each run, from this index alone.
    Index("ix_units_lines", "enrolment_id", UnitLine()),
)

contact_logs = Table(
    "contact_logs",
    metadata,
    sequence(),
    unique("id"),
    reference("enrolment_id", "enrolments.id"),
    text("client_name"),
    text("course_name"),
    moment("contact_date"),
    short_text("contact_type"),
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
