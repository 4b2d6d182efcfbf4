"""The facts both systems hold, in the words of the guide.

Values are frozen and plain: a value that exists is well formed, because adapters
parse at their edge. Nothing here imports anything else of this package.

Times are aware `datetime`s; dates are the RTO's own local dates. Absent dates are
``None``, absent texts are ``""``.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from enum import StrEnum
from typing import NewType

from attrs import field, frozen

ClientCode = NewType("ClientCode", str)
"""PowerPro's Client > Code/ID. Text: leading zeros matter."""

CourseCode = NewType("CourseCode", str)
"""The code of a PowerPro course/group, unique in PowerPro."""

EnrolmentId = NewType("EnrolmentId", str)
"""PowerPro's own id of one enrolment (booking)."""

UnitRowId = NewType("UnitRowId", str)
"""PowerPro's own id of one unit or module row on one enrolment. Opaque."""

TalentUserId = NewType("TalentUserId", str)
"""TalentLMS's id of a user. Digits, but opaque text here; ``new:<client code>`` in a plan."""

TalentCourseId = NewType("TalentCourseId", str)
"""TalentLMS's id of a course. Digits, but opaque text here."""

TalentGroupKey = NewType("TalentGroupKey", str)
"""The *key* of a Talent group (a text), never its id (a number)."""

STAMP = "[Talent Integration Agent]"
"""What the agent puts into a unit's short comment (guide: "result fetching stamp")."""

PROVISIONED = "Enrolment exported to Talent LMS"
"""The contact type that marks an enrolment as provisioned, whoever wrote it."""


# --- PowerPro ---------------------------------------------------------------------


@frozen
class Client:
    """One student, as on PowerPro's Client window."""

    code: ClientCode
    surname: str
    given_names: str
    preferred_name: str = ""
    usi: str = ""
    secondary_id: str = ""
    """Client > Secondary ID as it stands: a Talent user id, another system's id, or blank."""
    date_of_birth: date | None = None
    mobile: str = ""
    email: str = ""

    @property
    def name(self) -> str:
        """Given names and surname as stored: what the contact log calls Client Name."""
        return f"{self.given_names} {self.surname}".strip()


@frozen
class Course:
    """One PowerPro course/group with its E-Learning (Talent LMS) tab."""

    code: CourseCode
    name: str
    archived: bool = False
    export_to_talent: bool = False
    """The "Export to Talent LMS" box."""
    talent_course_id: str = ""
    """The Talent Course ID as typed; the conditions say whether it is a number."""
    talent_group_key: str = ""
    """The Talent Group Key as typed; blank means no group."""


class UnitType(StrEnum):
    """What a row of an enrolment's Units of Study is."""

    UNIT = "Unit"
    MODULE = "Module"


@frozen
class Unit:
    """A unit of competency or a module on one enrolment, with its outcome as read."""

    id: UnitRowId
    enrolment_id: EnrolmentId
    code: str
    name: str = ""
    type: UnitType = UnitType.UNIT
    start_date: date | None = None
    outcome: str = ""
    """As PowerPro shows it, such as ``20 - Competency achieved/pass``; blank: not set."""
    outcome_date: date | None = None
    short_comment: str = ""

    @property
    def fetched_by_agent(self) -> bool:
        """Whether the result bears the agent's stamp (what the guide's tooltip tells)."""
        return self.short_comment.lstrip().startswith(STAMP)

    @property
    def result(self) -> UnitResult:
        """The three fields that a result consists of, as read."""
        return UnitResult(self.outcome, self.outcome_date, self.short_comment)


@frozen
class UnitResult:
    """What result fetching writes to a unit: always these three together."""

    outcome: str
    outcome_date: date | None
    short_comment: str


def outcome_code(outcome: str) -> str:
    """The national code that an outcome text begins with; ``""`` when it is blank.

    >>> outcome_code("20 - Competency achieved/pass")
    '20'
    """
    words = outcome.replace("-", " ").split()
    return words[0] if words else ""


@frozen
class ContactLog:
    """A PowerPro contact log entry, with the fields of the guide's picture."""

    client_name: str
    course_name: str
    contact_date: datetime
    """Aware; shown in the RTO's zone as ``dd/mm/yyyy HH:MM``."""
    contact_type: str = PROVISIONED
    created_by: str = "PP-TALENT"
    assigned_to: str = ""
    follow_up: str = ""
    status: str = "Closed"
    priority_flag: str = "<No flag>"
    description: str = ""

    @property
    def marks_provisioned(self) -> bool:
        """Whether it is a provisioning contact log: its contact type alone decides."""
        return same_text(self.contact_type, PROVISIONED)


@frozen
class Enrolment:
    """One client in one course/group (a booking), with all that the rules look at."""

    id: EnrolmentId
    client: Client
    course: Course
    booking_status: str = ""
    enrolment_date: date | None = None
    expected_start_date: date | None = None
    expected_end_date: date | None = None
    deferment_date: date | None = None
    extension_date: date | None = None
    withdrawal_date: date | None = None
    completion_date: date | None = None
    export: bool = False
    """The enrolment's own export box."""
    export_date: date | None = None
    contact_logs: tuple[ContactLog, ...] = ()
    """At least its provisioning contact logs, oldest first."""
    units: tuple[Unit, ...] = ()
    """Its units and modules, in PowerPro's order."""
    active: bool | None = None
    """A host's own status; ``None``: the withdrawal and completion dates decide."""

    @property
    def provisioning_log(self) -> ContactLog | None:
        """The newest provisioning contact log; ``None``: not yet provisioned."""
        return max(
            (log for log in self.contact_logs if log.marks_provisioned),
            key=lambda log: log.contact_date,
            default=None,
        )


# --- TalentLMS --------------------------------------------------------------------


@frozen
class Absent:
    """TalentLMS itself said that the thing does not exist. Nothing else is absence.

    Carries the request and the answer as the adapter saw them, for the sync log.
    """

    request: str
    """Such as ``GET https://powerpro.talentlms.com/api/v1/users/email:jg11@pm.me``."""
    error_type: str = "invalid_request_error"
    message: str = "The requested user does not exist"
    deleted: bool = False
    """It existed and was deleted ("no longer available"): never create over it blindly."""


@frozen
class TalentEnrolment:
    """A Talent user's place in one Talent course, as a found user's answer lists it."""

    course_id: TalentCourseId
    role: str = "learner"
    completed_at: datetime | None = None
    expires_at: datetime | None = None
    """When access ends or ended; ``None``: never."""


def stand_in(client_code: str) -> TalentUserId:
    """What a rehearsal calls the Talent user that a client does not have yet."""
    return TalentUserId(f"new:{client_code}")


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
    """Courses; ``None``: not told (a listing and a new user's answer do not tell)."""

    @property
    def name(self) -> str:
        """First and last name, as TalentLMS has them."""
        return f"{self.first_name} {self.last_name}".strip()

    def enrolment_in(self, course_id: TalentCourseId) -> TalentEnrolment | None:
        """Their place in that course; ``None``: not in it, or not told."""
        return next((e for e in self.enrolments or () if e.course_id == course_id), None)


class Secret:
    """A text that no log, repr, comparison or plan shows. `reveal` is for the wire alone."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        return self._text

    def __repr__(self) -> str:
        return "Secret('***')"

    __str__ = __repr__


@frozen
class NewTalentUser:
    """What a Talent user is created with."""

    client_code: ClientCode
    """Whose user it will be. Stays here: TalentLMS is not told."""
    login: str
    first_name: str
    last_name: str
    email: str
    password: Secret | None = field(default=None, eq=False, repr=False)
    """``None``: the repository's own pre-set password. Never part of a plan."""
    custom_fields: tuple[tuple[str, str], ...] = ()
    """Pairs such as ``("custom_field_1", "0412 345 678")``."""


@frozen
class TalentUnit:
    """One item of a Talent course."""

    id: str
    name: str
    """Already unescaped: ``Health & safety``, not ``Health &amp; safety``."""
    type: str = ""
    """Free text; only ``Section`` (a heading, never a result) means something here."""

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
class UnitProgress:
    """How far one Talent user is in one Talent unit."""

    unit: TalentUnit
    label: str
    """TalentLMS's own word, such as ``Completed`` or ``Not attempted``."""
    completed: datetime | date | None = None
    """The completion's moment (aware); a bare date only where TalentLMS gave no timestamp,
    as printed in the portal's own format; ``None``: no completion date."""


@frozen
class CourseProgress:
    """How far one Talent user is in one Talent course."""

    units: tuple[UnitProgress, ...] = ()


@frozen
class NotEnrolled:
    """TalentLMS says that the user is not enrolled in the course."""

    message: str = "The requested user is not enrolled in this course"


class Ensured(StrEnum):
    """What an ensure found: both are success."""

    DONE = "done"
    ALREADY = "already"


# --- comparing texts --------------------------------------------------------------


def plain(text: str) -> str:
    """A text for comparing: trimmed, inner white space as one blank, without case."""
    return " ".join(text.split()).casefold()


def same_text(one: str, other: str) -> bool:
    """Whether two texts are the same but for case and white space."""
    return plain(one) == plain(other)


def talent_number(text: str) -> str | None:
    """A Talent id as typed, made plain; ``None`` unless ASCII digits above zero.

    Leading zeros go, so that ``07`` and ``7`` are one id.
    """
    digits = text.strip()
    if not (digits.isascii() and digits.isdigit()):
        return None
    return digits.lstrip("0") or None


def display_name(parts: Iterable[str]) -> tuple[str, ...]:
    """Names as people are shown them: as stored, but ``JOANA GOMEZ`` as ``Joana Gomez``.

    Only names that are wholly upper case change; ``Joana GOMEZ`` stays as stored.
    """
    names = tuple(part.strip() for part in parts)
    return tuple(n.title() for n in names) if " ".join(names).isupper() else names


def day_text(day: date | None) -> str:
    """A date as PowerPro shows it, ``dd/mm/yyyy``; blank for ``None``."""
    return f"{day:%d/%m/%Y}" if day else ""


@frozen
class Remark:
    """Something worth a person's eye that stopped nothing."""

    reason: str
    """A stable code, such as ``outcome-replaced``."""
    message: str
