"""TalentLMS's data: users, courses, units and progress. Times are aware; ids are opaque texts."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import NewType

from attrs import field, frozen

from talent_powerpro.model.engagement import Engagement
from talent_powerpro.model.powerpro import ClientCode
from talent_powerpro.model.text import Secret, plain, same_text

TalentUserId = NewType("TalentUserId", str)
"""TalentLMS's id of a user. Digits, kept as an opaque text; ``new:<client code>`` in a plan."""

TalentCourseId = NewType("TalentCourseId", str)
"""TalentLMS's id of a course. Digits, kept as an opaque text."""

TalentGroupKey = NewType("TalentGroupKey", str)
"""The *key* of a Talent group (a text), never its id (a number)."""


@frozen
class Absent:
    """TalentLMS's own answer that something does not exist. Nothing else counts as absence.

    It has the request and the answer as the adapter saw them, for the sync log.
    """

    # API fact (recorded): a 404 is not enough. An unknown action answers 404 too, and so does a
    # path that the server cannot route, as an HTML page. Only the JSON error message decides.

    request: str
    """Such as ``GET https://powerpro.talentlms.com/api/v1/users/email:jg11@pm.me``."""
    error_type: str = "invalid_request_error"
    message: str = "The requested user does not exist"
    deleted: bool = False
    """The user was deleted ("no longer available"), and an administrator can restore it."""


@frozen
class TalentEnrolment:
    """A Talent user's enrolment in one Talent course, as listed when the user is looked up."""

    course_id: TalentCourseId
    role: str = "learner"
    completed_at: datetime | None = None
    expires_at: datetime | None = None
    """The time when access ends or ended; ``None`` if it does not end."""


STAND_IN = "new:"


def client_of_stand_in(user_id: str) -> str:
    """The client code in a stand-in from `stand_in`; blank for an id of TalentLMS."""
    return user_id.removeprefix(STAND_IN) if user_id.startswith(STAND_IN) else ""


def stand_in(client_code: str) -> TalentUserId:
    """The id that stands for a client's new Talent user in a rehearsal."""
    return TalentUserId(f"{STAND_IN}{client_code}")


def is_stand_in(user_id: TalentUserId) -> bool:
    """Whether the id stands for a Talent user who does not exist yet."""
    return user_id.startswith(STAND_IN)


def shown_id(user_id: TalentUserId) -> str:
    """The id as people see it; words for an id that stands for a user yet to be created."""
    code = client_of_stand_in(user_id)
    return f"to be created for client {code}" if code else user_id


# API fact (recorded and documented). A portal may add types of its own, whose names say nothing.
_STAFF = frozenset({"superadmin", "admin-type", "trainer-type"})


@frozen
class TalentUser:
    """A person in TalentLMS."""

    id: TalentUserId
    login: str
    first_name: str
    last_name: str
    email: str
    active: bool = True
    enrolments: tuple[TalentEnrolment, ...] | None = None
    """Their Talent courses. ``None`` if not known."""
    # API fact (recorded): the list of all users and the answer to a sign-up leave the courses out.
    user_type: str = ""
    """The name of the user's type, such as ``Learner-Type``; blank if not known."""

    @property
    def name(self) -> str:
        """First and last name, as TalentLMS has them."""
        return f"{self.first_name} {self.last_name}".strip()

    @property
    def is_staff(self) -> bool:
        """True for a user who runs the portal or teaches in it, by the type."""
        return plain(self.user_type) in _STAFF

    @property
    def details(self) -> UserDetails:
        """Names and e-mail, as TalentLMS has them."""
        return UserDetails(self.first_name, self.last_name, self.email)

    def enrolment_in(self, course_id: TalentCourseId) -> TalentEnrolment | None:
        """Their enrolment in that course; ``None`` if they are not in it, or if not known."""
        return next((e for e in self.enrolments or () if e.course_id == course_id), None)


@frozen
class UserDetails:
    """The details of a Talent user that may follow PowerPro."""

    first_name: str
    last_name: str
    email: str


@frozen
class NewTalentUser:
    """The details of a Talent user to be created."""

    client_code: ClientCode
    """The client whose user it will be. Never sent to TalentLMS."""
    login: str
    first_name: str
    last_name: str
    email: str
    password: Secret | None = field(default=None, eq=False, repr=False)
    """``None`` for the repository's own pre-set password. Never part of a plan."""
    group_key: TalentGroupKey = field(default=TalentGroupKey(""), eq=False)
    """The Talent group to join with the sign-up; blank for none. A repository may ignore it: the
    agent checks the first membership of a run."""
    custom_fields: tuple[tuple[str, str], ...] = ()
    """Pairs such as ``("custom_field_1", "0412 345 678")``."""


@frozen
class TalentUnit:
    """One item of a Talent course."""

    id: str
    name: str
    """Already unescaped: ``Health & safety``, not ``Health &amp; safety``."""
    # API fact (recorded): texts of courses are HTML-escaped, and the first word is the unit code.
    type: str = ""
    """Free text. Only ``Section`` has a meaning: a heading, never a result."""

    @property
    def is_section(self) -> bool:
        return same_text(self.type, "Section")


@frozen
class TalentCourse:
    """A Talent course and its own list of units."""

    id: TalentCourseId
    name: str
    active: bool = True
    """False when TalentLMS says inactive or archived."""
    units: tuple[TalentUnit, ...] = ()


@frozen
class RosterEntry:
    """One Talent user in the roster of a Talent course."""

    # API fact (recorded): a roster has neither e-mail nor status, and lists inactive users too.
    user_id: TalentUserId
    role: str = "learner"
    percentage: int | None = None
    """How much of the course is completed, 0 to 100; ``None`` if not given."""
    completed_at: datetime | None = None
    """When the whole course was completed; ``None`` if it is not, or if not known."""
    expires_at: datetime | None = None
    """The time when access ends or ended; ``None`` if it does not end."""


@frozen
class TalentRoster:
    """A Talent course with everybody who is enrolled in it."""

    course: TalentCourse
    entries: tuple[RosterEntry, ...] = ()


@frozen
class UnitProgress:
    """One Talent user's progress in one Talent unit."""

    unit: TalentUnit
    label: str
    """The status as TalentLMS words it, such as ``Completed`` or ``Not attempted``."""
    completed: datetime | date | None = None
    """The time of completion (aware), or only a date if TalentLMS gave no timestamp; ``None``
    if TalentLMS gave no completion date."""
    # API fact (recorded): timestamps are UTC, but date texts are local in a zone that no answer
    # names, and their order of day and month follows a setting of the portal.
    unreadable: str = ""
    """Why the date of completion cannot be read, as a sentence; blank if it can, or if there is
    none. `completed` is ``None`` then."""


@frozen
class CourseProgress:
    """One Talent user's progress in one Talent course."""

    units: tuple[UnitProgress, ...] = ()
    engagement: tuple[Engagement, ...] = field(default=(), eq=False, repr=False)
    """What else the answer says of the student's work. Kept if the RTO wants it; nothing is
    decided by it."""


@frozen
class Quota:
    """The number of calls that the portal accepts in an hour, from all programs together."""

    limit: int | None = None
    remaining: int | None = None
    """Calls that are left in this hour. ``None``: the answer has no usable number."""
    resets_at: datetime | None = None
    """The end of this hour. Aware, UTC; ``None``: the answer has no usable time."""


@frozen
class CustomField:
    """A custom field that a sign-up may fill."""

    key: str
    """Such as ``custom_field_1``."""
    name: str
    """As the portal's administrator named it."""
    mandatory: bool = False


@frozen
class NotEnrolled:
    """TalentLMS's answer that the user is not enrolled in the course."""

    message: str = "The requested user is not enrolled in this course"


class Ensured(StrEnum):
    """The two answers of an ensure. Both are success."""

    DONE = "done"
    ALREADY = "already"
