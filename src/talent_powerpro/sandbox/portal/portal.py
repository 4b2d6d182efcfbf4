"""A portal as a value: the rows that a portal file describes and the sandbox holds.

The sandbox's own state consists of the same values, each replaced when it changes.
All ids are digits kept as texts, as the API answers them; a number is taken too.
Moments are aware datetimes, kept in UTC; ``None`` for *created* and *enrolled* means when
the sandbox started.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from attrs import field, frozen

from talent_powerpro.sandbox.portal.choices import (
    ClockFormat,
    CourseStatus,
    DateFormat,
    FieldType,
    Role,
    UserStatus,
)
from talent_powerpro.sandbox.portal.field_kinds import Id, Secret, aware, text, texts, utc
from talent_powerpro.sandbox.portal.quirks import Quirks

OWNER_ID = "1"
"""The owner's user id: user ids count up from here (API sheet, section 15)."""

CUSTOM_FIELD = re.compile(r"custom_field_([1-9]|1[0-9]|20)")
"""Keys of custom registration fields (API sheet, section 4.3)."""


@frozen
class PortalUser:
    """One user row."""

    id: Id = field(converter=text)
    login: str
    first_name: str = ""
    last_name: str = ""
    email: str = ""
    """May be blank: seen live, with the address as login (API sheet, section 4.1)."""
    user_type: str = "Learner-Type"
    status: UserStatus = UserStatus.ACTIVE
    restrict_email: bool = False
    created: datetime | None = field(default=None, converter=utc)
    updated: datetime | None = field(default=None, converter=utc)
    """``None``: when created."""
    deactivation: datetime | None = field(default=None, converter=utc)
    """The deactivation date: shown, and nothing happens when it comes."""
    bio: str | None = None
    timezone: str = ""
    """A code of `edituser`, such as ``8b`` for Perth; ``""``: the portal's own zone."""
    credits: str = ""
    """``""``: no answer has it, as on the portals that were logged."""
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

    @property
    def full_name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()


@frozen
class PortalUnit:
    """One item of a course."""

    id: Id = field(converter=text)
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

    id: Id = field(converter=text)
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

    id: Id = field(converter=text)
    name: str
    key: str
    """Compared with case."""
    description: str = ""
    courses: tuple[Id, ...] = field(default=(), converter=texts)
    """Course ids."""
    members: tuple[Id, ...] = field(default=(), converter=texts)
    """User ids, as the sandbox starts; from then on `Sandbox.memberships` has them."""


@frozen
class PortalProgress:
    """How far an enrolment's user is in one unit. A unit without one: not attempted."""

    unit_id: Id = field(converter=text)
    label: str = "Completed"
    """TalentLMS's word, such as Completed, Passed, In progress, Failed."""
    at: datetime | None = field(default=None, converter=utc)
    """The completion date; ``None``: the answer has none."""
    score: str = ""
    """Such as ``100``."""

    @property
    def is_complete(self) -> bool:
        return self.label.casefold() in {"completed", "passed"}


@frozen
class PortalEnrolment:
    """One user's place in one course."""

    user_id: Id = field(converter=text)
    course_id: Id = field(converter=text)
    role: Role = Role.LEARNER
    enrolled: datetime | None = field(default=None, converter=utc)
    completed: datetime | None = field(default=None, converter=utc)
    """When the course was completed; computed where the units say that it was."""
    expires: datetime | None = field(default=None, converter=utc)
    """When access ends or ended; ``None``: never."""
    progress: tuple[PortalProgress, ...] = ()
    removed: bool = False
    """True: the user was taken out of the course. Coming back finds the progress again."""

    def progress_in(self, unit: PortalUnit) -> PortalProgress | None:
        """``None``: not attempted."""
        return next((p for p in self.progress if p.unit_id == unit.id), None)


@frozen
class PortalField:
    """A custom registration field."""

    key: str
    """``custom_field_1`` to ``custom_field_20``."""
    name: str
    type: FieldType = FieldType.TEXT
    mandatory: bool = False
    """True: a sign-up must bring it."""
    dropdown_values: str = ""
    """Such as ``1;2;[3]``, the default in brackets."""
    checkbox_status: bool = False
    """Whether the box starts ticked."""

    @property
    def value_unless_given(self) -> str:
        """What users have who never gave one."""
        if self.type is not FieldType.CHECKBOX:
            return ""
        return "on" if self.checkbox_status else "off"


@frozen
class PortalEvent:
    """One entry of the timeline: as it was then, whatever became of the user since."""

    type: str
    """Such as ``course_add_user``."""
    at: datetime = field(converter=aware)
    user_id: Id = field(converter=text)
    user_login: str = ""
    user_email: str = ""
    user_name: str = ""
    course_id: Id = field(default="", converter=text)
    course_name: str = ""
    group_id: Id = field(default="", converter=text)
    group_name: str = ""
    unit_id: Id = field(default="", converter=text)
    unit_name: str = ""


@frozen
class Portal:
    """A whole portal, as the sandbox starts."""

    domain: str
    """Such as ``powerpro.talentlms.com``: what the links in answers name."""
    zone: ZoneInfo
    """All texts with a date are in this zone; no answer says which it is."""
    key: Secret | None = field(default=None, repr=False)
    """The API key insisted on; ``None``: any key that is not empty will do."""
    date_format: DateFormat = DateFormat.DDMMYYYY
    clock_format: ClockFormat = ClockFormat.HOURS_24
    calls_per_hour: int = 2000
    calls_per_5_seconds: int = 200
    enforce_limits: bool = False
    """True: calls beyond either limit are refused; see `Quirks.limit_answer`."""
    next_user_id: int = 2
    users: tuple[PortalUser, ...] = ()
    courses: tuple[PortalCourse, ...] = ()
    groups: tuple[PortalGroup, ...] = ()
    enrolments: tuple[PortalEnrolment, ...] = ()
    custom_fields: tuple[PortalField, ...] = ()
    """The custom registration fields, in their order."""
    events: tuple[PortalEvent, ...] = ()
    """The timeline, oldest first."""
    quirks: Quirks = field(factory=Quirks)

    @property
    def url(self) -> str:
        """What links in answers begin with."""
        return f"https://{self.domain}"
