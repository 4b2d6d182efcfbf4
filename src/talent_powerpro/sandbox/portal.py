"""A portal as a value: what a portal file describes, and what the sandbox holds.

The sandbox's own state consists of the same values, each replaced when it changes.
All ids are digits kept as texts, as the API answers them; a number is taken too.
Moments are aware datetimes; ``None`` for *created* and *enrolled* means when the
sandbox started.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from attrs import field, frozen

OWNER_ID = "1"
"""The owner's user id: user ids count up from here (API sheet, section 15)."""


# mypy wants converters as plain functions of one argument.
def _text(value: object) -> str:
    return str(value)


def _texts(values: Iterable[object]) -> tuple[str, ...]:
    return tuple(str(value) for value in values)


class DateFormat(StrEnum):
    """The portal's order of day, month and year (API sheet, section 11)."""

    DDMMYYYY = "DDMMYYYY"
    MMDDYYYY = "MMDDYYYY"
    YYYYMMDD = "YYYYMMDD"


class ClockFormat(StrEnum):
    """The portal's clock. No answer tells which: only AM or PM in a text does."""

    HOURS_24 = "24h"
    HOURS_12 = "12h"


class UserStatus(StrEnum):
    """What a user row is. No answer ever says ``deleted``; such a user is denied."""

    ACTIVE = "active"
    INACTIVE = "inactive"
    DELETED = "deleted"


class CourseStatus(StrEnum):
    ACTIVE = "active"
    INACTIVE = "inactive"
    ARCHIVED = "archived"


class Role(StrEnum):
    LEARNER = "learner"
    INSTRUCTOR = "instructor"


@frozen
class Quirks:
    """Where live portals may differ and nobody knows how (API sheet, sections 12 and 15)."""

    refusal_status: int = 400
    """Status of "already ...", "not enrolled", a duplicate, an invalid e-mail and a weak
    password: 400, 404, or 200 with the error in the body."""
    timestamps: bool = True
    """False: no answer has a ``*_timestamp``."""
    sections_in_status: bool = False
    """True: `getuserstatusincourse` lists sections among the units."""
    signup_status: UserStatus = UserStatus.ACTIVE
    """Status of a user who has just been signed up: active or inactive."""


@frozen
class PortalUser:
    """One user row."""

    id: str = field(converter=_text)
    login: str
    first_name: str = ""
    last_name: str = ""
    email: str = ""
    """May be blank: seen live, with the address as login (API sheet, section 4.1)."""
    user_type: str = "Learner-Type"
    status: UserStatus = UserStatus.ACTIVE
    restrict_email: bool = False
    created: datetime | None = None
    updated: datetime | None = None
    """``None``: when created."""
    custom_fields: Mapping[str, str] = field(factory=dict)
    """Such as ``{"custom_field_1": "0412 345 678"}``."""

    @property
    def exists(self) -> bool:
        """False once deleted."""
        return self.status is not UserStatus.DELETED

    @property
    def short_name(self) -> str:
        """As rosters abbreviate it: ``J. Gomez``."""
        return f"{self.first_name[0]}. {self.last_name}" if self.first_name else self.last_name


@frozen
class PortalUnit:
    """One item of a course."""

    id: str = field(converter=_text)
    name: str
    """As typed; answers escape it."""
    type: str = "Content"

    @property
    def is_section(self) -> bool:
        """A heading among the units: nothing to complete."""
        return self.type.casefold() == "section"


@frozen
class PortalCourse:
    """One course with its units, sections among them, in course order."""

    id: str = field(converter=_text)
    name: str
    code: str = ""
    description: str = ""
    status: CourseStatus = CourseStatus.ACTIVE
    units: tuple[PortalUnit, ...] = ()

    @property
    def lessons(self) -> tuple[PortalUnit, ...]:
        """The units that can be completed."""
        return tuple(unit for unit in self.units if not unit.is_section)

    @property
    def name_with_code(self) -> str:
        """As a user's answer has it: the code in brackets after the name."""
        return f"{self.name} ({self.code})" if self.code else self.name


@frozen
class PortalGroup:
    """One group. Being added to it brings its courses; standing in *members* does not."""

    id: str = field(converter=_text)
    name: str
    key: str
    """Compared with case."""
    description: str = ""
    courses: tuple[str, ...] = field(default=(), converter=_texts)
    """Course ids."""
    members: tuple[str, ...] = field(default=(), converter=_texts)
    """User ids, as the sandbox starts; from then on `Sandbox.memberships` tells."""


@frozen
class PortalProgress:
    """How far an enrolment's user is in one unit. A unit without one: not attempted."""

    unit_id: str = field(converter=_text)
    label: str = "Completed"
    """TalentLMS's word, such as Completed, Passed, In progress, Failed."""
    at: datetime | None = None
    """The completion date; ``None``: the answer has none."""

    @property
    def is_complete(self) -> bool:
        return self.label.casefold() in {"completed", "passed"}


@frozen
class PortalEnrolment:
    """One user's place in one course."""

    user_id: str = field(converter=_text)
    course_id: str = field(converter=_text)
    role: Role = Role.LEARNER
    enrolled: datetime | None = None
    completed: datetime | None = None
    """When the course was completed; computed where the units say that it was."""
    expires: datetime | None = None
    """When access ends or ended; ``None``: never."""
    progress: tuple[PortalProgress, ...] = ()

    def progress_in(self, unit: PortalUnit) -> PortalProgress | None:
        """``None``: not attempted."""
        return next((p for p in self.progress if p.unit_id == unit.id), None)


@frozen
class Portal:
    """A whole portal, as the sandbox starts."""

    domain: str
    """Such as ``powerpro.talentlms.com``: what the links in answers name."""
    zone: ZoneInfo
    """All texts with a date are in this zone; no answer tells which it is."""
    key: str | None = field(default=None, repr=False)
    """The API key insisted on; ``None``: any key that is not empty will do."""
    date_format: DateFormat = DateFormat.DDMMYYYY
    clock_format: ClockFormat = ClockFormat.HOURS_24
    calls_per_hour: int = 2000
    next_user_id: int = 2
    users: tuple[PortalUser, ...] = ()
    courses: tuple[PortalCourse, ...] = ()
    groups: tuple[PortalGroup, ...] = ()
    enrolments: tuple[PortalEnrolment, ...] = ()
    quirks: Quirks = Quirks()

    @property
    def url(self) -> str:
        """What links in answers begin with."""
        return f"https://{self.domain}"
