"""Portal as a value: the rows that a portal file describes and the sandbox holds.

The sandbox's state has the same values, and a change replaces one. Ids are texts of digits, as
in the API's answers; numbers are accepted. Moments are aware datetimes in UTC; ``None`` for
*created* and *enrolled* means the start of the sandbox.
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
"""The owner's user id. User ids count up from here (inferred)."""

CUSTOM_FIELD = re.compile(r"custom_field_([1-9]|1[0-9]|20)")
"""Keys of custom registration fields. API fact (documented): 1 to 20."""


@frozen
class PortalUser:
    """User of the portal."""

    id: Id = field(converter=text)
    login: str
    first_name: str = ""
    last_name: str = ""
    email: str = ""
    """May be blank. API fact (reported): some users have the address as login alone."""
    user_type: str = "Learner-Type"
    status: UserStatus = UserStatus.ACTIVE
    restrict_email: bool = False
    created: datetime | None = field(default=None, converter=utc)
    updated: datetime | None = field(default=None, converter=utc)
    """``None`` for the same as *created*."""
    deactivation: datetime | None = field(default=None, converter=utc)
    """The deactivation date. Answers show it; the sandbox does not act on it."""
    bio: str | None = None
    timezone: str = ""
    """A code of `edituser`, such as ``8b`` for Perth; ``""`` for the portal's own zone."""
    credits: str = ""
    """``""`` leaves it out of the answers, as on the recorded portals."""
    custom_fields: Mapping[str, str] = field(factory=dict)
    """Such as ``{"custom_field_1": "0412 345 678"}``."""

    @property
    def exists(self) -> bool:
        """False for a deleted user."""
        return self.status is not UserStatus.DELETED

    @property
    def short_name(self) -> str:
        """The name as rosters abbreviate it: ``J. Gomez`` (recorded)."""
        return f"{self.first_name[0]}. {self.last_name}" if self.first_name else self.last_name

    @property
    def full_name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()


@frozen
class PortalUnit:
    """Unit of a course: a lesson, a test, or a section."""

    id: Id = field(converter=text)
    name: str
    """The name as typed; answers have it HTML-escaped."""
    type: str = "Content"

    @property
    def is_section(self) -> bool:
        """True for a heading among the units, which nobody can complete."""
        return self.type.casefold() == "section"


@frozen
class PortalCourse:
    """Course with its units and sections, in course order."""

    id: Id = field(converter=text)
    name: str
    code: str = ""
    description: str = ""
    status: CourseStatus = CourseStatus.ACTIVE
    units: tuple[PortalUnit, ...] = ()
    custom_fields: Mapping[str, str] = field(factory=dict)
    """Such as ``{"custom_field_1": "Perth"}``."""

    @property
    def lessons(self) -> tuple[PortalUnit, ...]:
        """The units without the sections: those that can be completed."""
        return tuple(unit for unit in self.units if not unit.is_section)

    @property
    def name_with_code(self) -> str:
        """The name with the code in brackets, as in answers about a user (recorded)."""
        return f"{self.name} ({self.code})" if self.code else self.name


@frozen
class PortalGroup:
    """Group of users. `addusertogroup` enrols in its courses; being in *members* does not."""

    id: Id = field(converter=text)
    name: str
    key: str
    """Compared with case. API fact: whether real portals do is unknown."""
    description: str = ""
    courses: tuple[Id, ...] = field(default=(), converter=texts)
    """Course ids."""
    members: tuple[Id, ...] = field(default=(), converter=texts)
    """User ids at the start of the sandbox; later ones are in `Sandbox.memberships`."""


@frozen
class PortalProgress:
    """Progress of a user in one unit. A unit without progress was not attempted."""

    unit_id: Id = field(converter=text)
    label: str = "Completed"
    """TalentLMS's word, such as Completed, Passed, In progress, Failed."""
    at: datetime | None = field(default=None, converter=utc)
    """The completion date; ``None`` for an answer without one."""
    score: str = ""
    """Such as ``100``."""

    @property
    def is_complete(self) -> bool:
        """True for the labels Completed and Passed."""
        return self.label.casefold() in {"completed", "passed"}


@frozen
class PortalEnrolment:
    """Enrolment of a user in a course."""

    user_id: Id = field(converter=text)
    course_id: Id = field(converter=text)
    role: Role = Role.LEARNER
    enrolled: datetime | None = field(default=None, converter=utc)
    completed: datetime | None = field(default=None, converter=utc)
    """The course's completion date; computed from the units where they are all complete."""
    expires: datetime | None = field(default=None, converter=utc)
    """End of access, past or to come; ``None`` for no end."""
    progress: tuple[PortalProgress, ...] = ()
    removed: bool = False
    """True: the user was taken out of the course. A new enrolment gets the progress back."""

    def progress_in(self, unit: PortalUnit) -> PortalProgress | None:
        """The progress in a unit; ``None`` where it was not attempted."""
        return next((p for p in self.progress if p.unit_id == unit.id), None)


@frozen
class PortalField:
    """Custom field of users or of courses."""

    key: str
    """``custom_field_1`` to ``custom_field_20``."""
    name: str
    type: FieldType = FieldType.TEXT
    mandatory: bool = False
    """True: a sign-up must have it."""
    dropdown_values: str = ""
    """Such as ``1;2;[3]``, the default in brackets."""
    checkbox_status: bool = False
    """Whether the box starts ticked."""

    @property
    def value_unless_given(self) -> str:
        """The value of users who gave none."""
        if self.type is not FieldType.CHECKBOX:
            return ""
        return "on" if self.checkbox_status else "off"


@frozen
class PortalEvent:
    """Entry of the timeline, with names as they were at that moment."""

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
    """Whole portal, as a sandbox starts with it."""

    domain: str
    """The host name in the links of answers, such as ``powerpro.talentlms.com``."""
    zone: ZoneInfo
    """The zone of all printed dates. API fact (recorded): no answer names it."""
    key: Secret | None = field(default=None, repr=False)
    """The API key that is required; ``None`` for any key that is not empty."""
    date_format: DateFormat = DateFormat.DDMMYYYY
    clock_format: ClockFormat = ClockFormat.HOURS_24
    calls_per_hour: int = 2000
    calls_per_5_seconds: int = 200
    enforce_limits: bool = False
    """True: calls beyond a rate limit are refused, with `Quirks.limit_answer`."""
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
    course_fields: tuple[PortalField, ...] = ()
    """The custom fields of courses, in their order."""

    @property
    def url(self) -> str:
        """The start of the links in answers."""
        return f"https://{self.domain}"
