"""Law. A Talent course that gives no answer changes nothing for the students of other courses."""

from __future__ import annotations

from datetime import UTC, datetime

from attrs import evolve, frozen
from hypothesis import given
from hypothesis import strategies as st
from typing_extensions import override

from support.laws.examples import LAW, WIDTHS
from talent_powerpro import Agent
from talent_powerpro.adapters.memory import MemoryPowerPro, MemoryTalent
from talent_powerpro.errors import NoAnswer
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
    NotEnrolled,
    TalentCourse,
    TalentCourseId,
    TalentUnit,
    TalentUser,
    TalentUserId,
    Unit,
    UnitRowId,
)

NOW = datetime(2022, 6, 2, 6, 58, tzinfo=UTC)
BROKEN = "126"
COURSES = (BROKEN, "127", "128")


class OneBroken(MemoryTalent):
    """TalentLMS in which every call about course 126 stays without an answer."""

    broken = True

    def _answers_for(self, course_id: TalentCourseId) -> None:
        if self.broken and course_id == BROKEN:
            raise NoAnswer("timed out")

    @override
    def course(self, course_id: TalentCourseId) -> TalentCourse | Absent:
        self._answers_for(course_id)
        return super().course(course_id)

    @override
    def enrol(self, user_id: TalentUserId, course_id: TalentCourseId) -> Ensured:
        self._answers_for(course_id)
        return super().enrol(user_id, course_id)

    @override
    def progress(
        self, user_id: TalentUserId, course_id: TalentCourseId
    ) -> CourseProgress | NotEnrolled:
        self._answers_for(course_id)
        return super().progress(user_id, course_id)


@frozen
class Student:
    course_id: str
    provisioned: bool
    completed: bool


def students() -> st.SearchStrategy[list[Student]]:
    one = st.builds(Student, st.sampled_from((BROKEN, *COURSES)), st.booleans(), st.booleans())
    return st.lists(one, max_size=24)


def enrolment(number: int, student: Student) -> Enrolment:
    key = f"E{number}"
    linked = str(number + 1) if student.provisioned else ""
    client = Client(
        ClientCode(f"C{number}"), "Brown", "Noah", secondary_id=linked, email=f"c{number}@pm.me"
    )
    course = Course(
        CourseCode(f"PP{student.course_id}"),
        "ICT",
        export_to_talent=True,
        talent_course_id=student.course_id,
    )
    log = ContactLog(
        client.name, "ICT", NOW, description=f"Enrolled in Talent Course: {student.course_id}"
    )
    return Enrolment(
        EnrolmentId(key),
        client,
        course,
        booking_status="Confirmed",
        export=True,
        export_date=NOW.date(),
        contact_logs=(log,) if student.provisioned else (),
        units=(Unit(UnitRowId(key), EnrolmentId(key), "ICTWEB304"),),
    )


def after_one_run(some: list[Student], width: int, *, broken: bool) -> dict[str, Enrolment]:
    """Every enrolment by id."""
    unit = TalentUnit("901", "ICTWEB304 Build simple web pages")
    talent = OneBroken(
        courses=[TalentCourse(TalentCourseId(each), "ICT", units=(unit,)) for each in COURSES],
        next_user_id=100,
    )
    talent.broken = broken
    enrolments = [enrolment(*each) for each in enumerate(some)]
    for each, student in zip(enrolments, some, strict=True):
        client, course_id = each.client, TalentCourseId(student.course_id)
        if student.provisioned:
            user_id = TalentUserId(client.secondary_id)
            talent.put_user(TalentUser(user_id, client.email, "Noah", "Brown", client.email))
            talent.put_enrolment(user_id, course_id)
            if student.completed:
                talent.complete(user_id, course_id, unit.id, NOW)
    powerpro = MemoryPowerPro(enrolments)
    agent = Agent(powerpro, talent, timezone="Australia/Perth", clock=lambda: NOW, width=width)
    assert agent.run().stopped is None
    return {
        each.id: evolve(
            each, client=evolve(each.client, secondary_id=str(bool(each.client.secondary_id)))
        )
        for each in powerpro.enrolments
    }


@LAW
@given(some=students(), width=WIDTHS)
def test_a_broken_course_changes_nothing_for_the_others(some: list[Student], width: int) -> None:
    healthy = after_one_run(some, width, broken=False)
    broken = after_one_run(some, width, broken=True)
    for number, student in enumerate(some):
        if student.course_id != BROKEN:
            assert broken[f"E{number}"] == healthy[f"E{number}"]
