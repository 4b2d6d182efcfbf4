"""TalentLMS's facts. Times are aware; ids are opaque texts."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import NewType

from attrs import field, frozen

from talent_powerpro.model.powerpro import ClientCode
from talent_powerpro.model.text import Secret, same_text

TalentUserId = NewType("TalentUserId", str)
"""TalentLMS's id of a user. Digits, but opaque text here; ``new:<client code>`` in a plan."""

TalentCourseId = NewType("TalentCourseId", str)
"""TalentLMS's id of a course. Digits, but opaque text here."""

TalentGroupKey = NewType("TalentGroupKey", str)
"""The *key* of a Talent group (a text), never its id (a number)."""


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
    """The id, in a rehearsal, of the Talent user that a client does not have yet."""
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
    """Courses; ``None``: not known (a listing and a new user's answer leave them out)."""

    @property
    def name(self) -> str:
        """First and last name, as TalentLMS has them."""
        return f"{self.first_name} {self.last_name}".strip()

    def enrolment_in(self, course_id: TalentCourseId) -> TalentEnrolment | None:
        """Their place in that course; ``None``: not in it, or not known."""
        return next((e for e in self.enrolments or () if e.course_id == course_id), None)


@frozen
class NewTalentUser:
    """The details that a Talent user is created with."""

    client_code: ClientCode
    """The client whose user it will be. Never sent to TalentLMS."""
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
    """One Talent user's progress in one Talent unit."""

    unit: TalentUnit
    label: str
    """TalentLMS's own word, such as ``Completed`` or ``Not attempted``."""
    completed: datetime | date | None = None
    """The completion's moment (aware); a bare date only where TalentLMS gave no timestamp,
    as printed in the portal's own format; ``None``: no completion date."""


@frozen
class CourseProgress:
    """One Talent user's progress in one Talent course."""

    units: tuple[UnitProgress, ...] = ()


@frozen
class NotEnrolled:
    """TalentLMS says that the user is not enrolled in the course."""

    message: str = "The requested user is not enrolled in this course"


class Ensured(StrEnum):
    """The two answers of an ensure: both are success."""

    DONE = "done"
    ALREADY = "already"
