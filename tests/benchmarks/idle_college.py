"""A college of any size whose learners have done nothing since the last run, kept nowhere.

Each row is made from its number when it is read, so what memory a run takes is the agent's own.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from threading import Lock

from attrs import frozen

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
    UnitRowId,
)
from talent_powerpro.records.links import VerifiedLink

UNITS = 3
"""Of each enrolment, and of each Talent course."""
FIRST_USER, FIRST_COURSE = 100_001, 101
"""The TalentLMS ids of learner and course number 0."""
PROVISIONED_AT = datetime(2022, 5, 2, 4, tzinfo=UTC)


class NotIdle(AssertionError):
    """Raised by every write: nothing in an idle college asks for one."""


@frozen
class College:
    """So many enrolments, each of another learner, spread evenly over so many courses."""

    enrolments: int
    courses: int

    def enrolment(self, number: int) -> Enrolment:
        key = f"E{number}"
        client, course = self.client(number), self.course(number % self.courses)
        log = ContactLog(
            client_name=client.name,
            course_name=course.name,
            contact_date=PROVISIONED_AT,
            description=f"Enrolled in Talent Course: {course.talent_course_id}",
        )
        # Tuples are made of lists: what a generator's tuple shrinks by stays in the
        # interpreter's free lists, and would count as memory that the agent takes.
        units = [
            Unit(UnitRowId(f"{key}/{row}"), EnrolmentId(key), unit_code(row), f"Unit {row}")
            for row in range(UNITS)
        ]
        return Enrolment(
            EnrolmentId(key),
            client,
            course,
            booking_status="Confirmed",
            export=True,
            export_date=date(2022, 5, 2),
            contact_logs=(log,),
            units=tuple(units),
        )

    def client(self, number: int) -> Client:
        return Client(
            ClientCode(f"{number:06}"),
            f"Surname{number}",
            f"Given{number}",
            secondary_id=str(FIRST_USER + number),
            email=f"learner{number}@college.example",
        )

    def course(self, number: int) -> Course:
        return Course(
            CourseCode(f"ICT-{number}"),
            f"Certificate {number}",
            export_to_talent=True,
            talent_course_id=str(FIRST_COURSE + number),
        )

    def numbers(self, text: str, first: int) -> tuple[int, ...]:
        """The one learner whose number, counted from *first*, is *text*; or nobody."""
        number = int(text) - first if text.isdecimal() else -1
        return (number,) if 0 <= number < self.enrolments else ()


def unit_code(row: int) -> str:
    return f"ICTWEB{304 + row}"


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

    def __init__(self, at_progress: Callable[[int], None] = lambda number: None) -> None:
        self.asked = 0
        """How many progress calls there were."""
        self._at_progress = at_progress
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
        units = (TalentUnit(f"{course_id}{row}", talent_name(row)) for row in range(UNITS))
        return TalentCourse(course_id, f"Course {course_id}", units=tuple(units))

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
        return CourseProgress(
            tuple(
                [
                    UnitProgress(TalentUnit(f"{course_id}{row}", talent_name(row)), "Not attempted")
                    for row in range(UNITS)
                ]
            )
        )


def talent_name(row: int) -> str:
    return f"{unit_code(row)} Talent unit {row}"
