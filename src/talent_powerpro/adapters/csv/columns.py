"""Column definitions of the import files.

To add a column, add it here and in ``docs/reference/import-files.md``; a test compares the
two. Titles are compared without case and white space.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from enum import Enum
from zoneinfo import ZoneInfo

from attrs import Factory, evolve, frozen

from talent_powerpro.adapters.csv.cells import (
    code,
    day,
    moment_in,
    phone,
    secondary_id,
    text,
    unit_type,
    yes_no,
)
from talent_powerpro.ports.import_set import Cell, Kind


class Needed(Enum):
    """How much of a column a file must have, in the words of the reference page."""

    VALUE = "column and value"
    COLUMN = "column"
    """A cell may be blank."""
    NOTHING = ""
    """The column may be missing."""


@frozen
class Column:
    """One column of an import file."""

    title: str
    """As the file's header has it."""
    field: str
    """The name of the model's field."""
    read: Callable[[str], Cell]
    """Parses the trimmed cell, which may be ``""``; raises `CellError`."""
    needed: Needed = Needed.NOTHING
    names: Kind | None = None
    """The file whose key the cell must match; ``None``: the column is not a reference."""
    may_be_left_out: bool = False
    """Whether an RTO may choose not to keep the column: the agent works without it."""
    words: Mapping[str, str] = Factory(dict)
    """What stands for a cell of the file: another system's word, plain for comparing, to ours."""
    spelt: Mapping[str, str] = Factory(dict)
    """Another system's words as the settings have them, by the word for comparing."""


@frozen
class MappedHeading:
    """What a heading of another system stands for."""

    title: str
    """The title of our column; blank: the heading is not used."""
    origin: str
    """The table of the settings that says so, or the profile."""


@frozen
class Table:
    """One import file."""

    file: str
    kind: Kind
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    """The fields of `ImportedRow.key`. A row has them even where the file lacks the column."""
    unique: tuple[str, ...]
    """The fields that, taken together, no two rows of the file may share."""
    optional: bool = False
    """Whether the file may be missing."""
    headings: Mapping[str, MappedHeading] = Factory(dict)
    """Other systems' headings, plain for comparing. Without one, a heading is its own title."""

    @property
    def name(self) -> str:
        """The name in the settings: the usual name of the file, without its ending."""
        return f"{self.kind}s".replace(" ", "_")


COURSES = Table(
    "courses.csv",
    Kind.COURSE,
    (
        Column("Course Code", "code", code, Needed.VALUE),
        Column("Course Name", "name", text, Needed.COLUMN),
        Column("Archived", "archived", yes_no, Needed.COLUMN),
        Column("Export to Talent LMS", "export_to_talent", yes_no, Needed.COLUMN),
        Column("Talent Course ID", "talent_course_id", code, Needed.COLUMN),
        Column("Talent Group Key", "talent_group_key", code),
    ),
    key=("code",),
    unique=("code",),
)

CLIENTS = Table(
    "clients.csv",
    Kind.CLIENT,
    (
        Column("Code", "code", code, Needed.VALUE),
        Column("Surname", "surname", text, Needed.COLUMN),
        Column("Given Names", "given_names", text, Needed.COLUMN),
        Column("Preferred Name", "preferred_name", text, may_be_left_out=True),
        Column("USI", "usi", code, may_be_left_out=True),
        Column("Secondary ID", "secondary_id", secondary_id),
        Column("Date of Birth", "date_of_birth", day, may_be_left_out=True),
        Column("Mobile", "mobile", phone, may_be_left_out=True),
        Column("Email", "email", text, Needed.COLUMN),
    ),
    key=("code",),
    unique=("code",),
)

ENROLMENTS = Table(
    "enrolments.csv",
    Kind.ENROLMENT,
    (
        Column("Enrolment ID", "id", code, Needed.VALUE),
        Column("Client Code", "client_code", code, Needed.VALUE, names=Kind.CLIENT),
        Column("Course Code", "course_code", code, Needed.VALUE, names=Kind.COURSE),
        Column("Booking Status", "booking_status", text, Needed.COLUMN),
        Column("Enrolment Date", "enrolment_date", day),
        Column("Expected Start Date", "expected_start_date", day),
        Column("Expected End Date", "expected_end_date", day),
        Column("Deferment Date", "deferment_date", day),
        Column("Extension Date", "extension_date", day),
        Column("Withdrawal Date", "withdrawal_date", day),
        Column("Completion Date", "completion_date", day),
        Column("Talent LMS Export", "export", yes_no, Needed.COLUMN),
        Column("Talent LMS Export Date", "export_date", day),
    ),
    key=("id",),
    unique=("id",),
)

UNITS = Table(
    "units.csv",
    Kind.UNIT,
    (
        Column("Enrolment ID", "enrolment_id", code, Needed.VALUE, names=Kind.ENROLMENT),
        Column("Unit Code", "code", code, Needed.VALUE),
        Column("Unit Name", "name", text),
        Column("Type", "type", unit_type),
        Column("Start Date", "start_date", day),
        Column("Outcome", "outcome", text, Needed.COLUMN),
        Column("Outcome Date", "outcome_date", day),
        Column("Short Comment", "short_comment", text),
    ),
    key=("enrolment_id", "code", "type"),
    # A student who repeats a unit has two rows for it, told apart by the start date.
    unique=("enrolment_id", "code", "type", "start_date"),
)


def contact_logs(timezone: ZoneInfo) -> Table:
    """The provisioning history of an RTO that used another agent. Times are in *timezone*."""
    return Table(
        "contact_logs.csv",
        Kind.CONTACT_LOG,
        (
            Column("Enrolment ID", "enrolment_id", code, Needed.VALUE, names=Kind.ENROLMENT),
            Column("Contact Date", "contact_date", moment_in(timezone), Needed.VALUE),
            Column("Contact Type", "contact_type", text, Needed.VALUE),
            Column("Created By", "created_by", text),
            Column("Description", "description", text),
        ),
        key=("enrolment_id", "contact_date", "contact_type"),
        unique=("enrolment_id", "contact_date", "contact_type"),
        optional=True,
    )


def tables(timezone: ZoneInfo) -> tuple[Table, ...]:
    """All import files, in the order of `Kind`."""
    return (COURSES, CLIENTS, ENROLMENTS, UNITS, contact_logs(timezone))


CAN_BE_LEFT_OUT: Mapping[str, str] = {
    column.title: column.field for column in CLIENTS.columns if column.may_be_left_out
}
"""The fields of the columns that an RTO may choose not to keep, by title."""


def unread(table: Table, fields: Collection[str]) -> Table:
    """The table, with the cells of *fields* blank whatever they have."""
    columns = (evolve(c, read=lambda _: "") if c.field in fields else c for c in table.columns)
    return evolve(table, columns=tuple(columns))
