"""Both systems of a college whose learners have done nothing since the last run, kept nowhere.

Each row is made from its number when it is read, so what memory a run takes is the agent's own.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from threading import Lock
from typing import TYPE_CHECKING

from attrs import frozen

from benchmarks.college import FIRST_COURSE, FIRST_USER, PORTAL_NAME, College, talent_name
from talent_powerpro.model import (
    Absent,
    Client,
    ClientCode,
    ContactLog,
    Course,
    CourseCode,
    CourseProgress,
    Enrolment,
    EnrolmentId,
    Ensured,
    NewTalentUser,
    NotEnrolled,
    TalentCourse,
    TalentCourseId,
    TalentGroupKey,
    TalentUnit,
    TalentUser,
    TalentUserId,
    Unit,
    UnitProgress,
    UnitResult,
)
from talent_powerpro.records.links import VerifiedLink

if TYPE_CHECKING:
    from talent_powerpro.model import TalentRoster


class NotIdle(AssertionError):
    """Raised by every write: nothing in an idle college asks for one."""


@frozen
class StreamingPowerPro:
    """PowerPro's side with the required port alone. Rows come from generators."""

    college: College

    def enrolments_to_provision(self, narrowed_by: Collection[str]) -> Iterator[Enrolment]:
        """All of them, though none is due: the port allows more than asked for."""
        return map(self.college.enrolment, range(self.college.enrolments))

    def provisioned_enrolments(self) -> Iterator[Enrolment]:
        return map(self.college.enrolment, range(self.college.enrolments))

    def enrolment(self, enrolment_id: EnrolmentId) -> Enrolment | None:
        found = self.college.numbers(enrolment_id.removeprefix("E"), 0)
        return self.college.enrolment(*found) if found else None

    def clients_linked_to(self, user_id: TalentUserId) -> Sequence[Client]:
        return [*map(self.college.client, self.college.numbers(user_id, FIRST_USER))]

    def clients_with_email(self, email: str) -> Sequence[Client]:
        number = email.removeprefix("learner").removesuffix("@college.example")
        return [*map(self.college.client, self.college.numbers(number, 0))]

    def set_secondary_id(self, client: Client, user_id: TalentUserId) -> None:
        raise NotIdle(client.code)

    def add_contact_log(self, enrolment: Enrolment, log: ContactLog) -> None:
        raise NotIdle(enrolment.id)

    def set_result(self, unit: Unit, result: UnitResult) -> None:
        raise NotIdle(unit.id)


class StreamingPowerProByCourse(StreamingPowerPro):
    """The same, which also answers for single courses: an optional port."""

    def provisioned_courses(self) -> Sequence[Course]:
        """The courses that have provisioned enrolments."""
        return tuple(map(self.college.course, range(self.college.courses)))

    def provisioned_enrolments_in(
        self, course_codes: Collection[CourseCode]
    ) -> Iterable[Enrolment]:
        """The provisioned enrolments in any of these courses."""
        for number in range(self.college.courses):
            if self.college.course(number).code in course_codes:
                rows = range(number, self.college.enrolments, self.college.courses)
                yield from map(self.college.enrolment, rows)


class AllLinked:
    """Every client's link was verified by an earlier run."""

    def __init__(self, college: College) -> None:
        self.college = college

    def remember_links(self, links: Collection[VerifiedLink]) -> None:
        raise NotIdle(links)

    def links_of(self, client_codes: Collection[ClientCode]) -> Mapping[ClientCode, VerifiedLink]:
        return {
            code: VerifiedLink(code, TalentUserId(str(FIRST_USER + int(code))), "")
            for code in client_codes
        }


class IdleTalent:
    """TalentLMS's side, in which everybody is enrolled and nobody has attempted anything.

    Calls *at_progress* with the number of each progress call, from 1, before it answers.
    """

    def __init__(
        self, at_progress: Callable[[int], None] = lambda number: None, units: int = 3
    ) -> None:
        self.asked = 0
        """How many progress calls there were."""
        self._at_progress = at_progress
        self._units = units
        self._lock = Lock()

    def user_by_id(self, user_id: TalentUserId) -> TalentUser | Absent:
        return Absent(f"users/id:{user_id}")

    def user_by_email(self, email: str) -> TalentUser | Absent:
        return Absent(f"users/email:{email}")

    def user_by_login(self, login: str) -> TalentUser | Absent:
        return Absent(f"users/username:{login}")

    def create_user(self, new: NewTalentUser) -> TalentUser:
        raise NotIdle(new.client_code)

    def course(self, course_id: TalentCourseId) -> TalentCourse | Absent:
        return TalentCourse(
            course_id, f"Course {course_id}", units=talent_units(course_id, self._units)
        )

    def enrol(self, user_id: TalentUserId, course_id: TalentCourseId) -> Ensured:
        raise NotIdle(user_id)

    def add_to_group(self, user_id: TalentUserId, group_key: TalentGroupKey) -> Ensured:
        raise NotIdle(user_id)

    def progress(
        self, user_id: TalentUserId, course_id: TalentCourseId
    ) -> CourseProgress | NotEnrolled:
        """Made anew each time, as from an answer over the wire."""
        with self._lock:
            self.asked += 1
            self._at_progress(self.asked)
        units = [
            UnitProgress(unit, "Not attempted") for unit in talent_units(course_id, self._units)
        ]
        return CourseProgress(tuple(units))


def talent_units(course_id: TalentCourseId, units: int = 3) -> tuple[TalentUnit, ...]:
    return tuple([TalentUnit(f"{course_id}{row:02}", talent_name(row)) for row in range(units)])


class IdlePortal(IdleTalent):
    """The same, which also answers for many users at once: an optional port."""

    def __init__(self, college: College) -> None:
        super().__init__(units=college.units)
        self.college = college
        self.rosters = 0
        """How many rosters were read."""

    portal = PORTAL_NAME

    def listed_users(self, page_size: int, page_number: int) -> Sequence[TalentUser]:
        raise NotIdle("nobody is looked up")

    def members(self, group_key: TalentGroupKey) -> Collection[TalentUserId] | Absent:
        raise NotIdle(group_key)

    def roster(self, course_id: TalentCourseId) -> TalentRoster:
        from talent_powerpro.model import RosterEntry, TalentRoster  # an older version has none

        self.rosters += 1
        units = talent_units(course_id, self.college.units)
        first = int(course_id) - FIRST_COURSE
        learners = range(first, self.college.enrolments, self.college.courses)
        return TalentRoster(
            TalentCourse(course_id, f"Course {course_id}", units=units),
            tuple(
                RosterEntry(TalentUserId(str(FIRST_USER + number)), percentage=0)
                for number in learners
            ),
        )
