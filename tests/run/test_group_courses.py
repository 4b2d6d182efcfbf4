"""The other courses of a Talent group, which a plan names."""

from __future__ import annotations

from attrs import evolve

from support.scripted import ScriptedTalent
from support.the_guide import COURSE, GROUP, enrolment, only, outcomes, portal, rto
from talent_powerpro.errors import NoAnswer
from talent_powerpro.model import Absent, TalentCourse, TalentCourseId, TalentGroupKey


def bringing(*courses: str) -> ScriptedTalent:
    """The portal, where the group brings these courses."""
    talent = portal()
    for number in courses:
        talent.put_course(TalentCourse(TalentCourseId(number), f"Course {number}"))
    talent.put_group(GROUP, map(TalentCourseId, courses))
    return talent


def test_a_plan_names_the_courses_that_a_group_brings() -> None:
    record = only(rto(talent=bringing("126", "127")).agent().plan().records)
    assert [remark.message for remark in record.remarks if "Group" in remark.message] == [
        "Talent Group 77eD6LXHH also enrols its members in other Talent courses: 127 (Course 127)."
    ]


def test_a_plan_that_joins_no_group_names_none() -> None:
    no_group = enrolment(course=evolve(COURSE, talent_group_key=""))
    record = only(rto(no_group, talent=bringing("127")).agent().plan().records)
    assert [remark.reason for remark in record.remarks] == ["secondary-id-replaced"]


def test_a_group_that_talent_does_not_have_brings_no_courses() -> None:
    unknown = enrolment(course=evolve(COURSE, talent_group_key="nobody's"))
    record = only(rto(unknown).agent().plan().records)
    assert [remark.reason for remark in record.remarks] == [
        "secondary-id-replaced",
        "group-missing",
    ]


def test_nor_does_one_that_the_portal_s_list_could_not_be_asked_about() -> None:
    unknown = enrolment(course=evolve(COURSE, talent_group_key="nobody's"))
    world = rto(unknown)
    world.talent.script.raises("group_keys", NoAnswer("timed out"))
    record = only(world.agent().plan().records)
    assert "add_to_group" in {each.action for each in record.writes}
    assert [remark.reason for remark in record.remarks] == ["secondary-id-replaced"]


def test_a_plan_is_made_where_the_group_cannot_be_read() -> None:
    class Silent(ScriptedTalent):
        def courses_of_group(self, group_key: TalentGroupKey) -> tuple[TalentCourse, ...] | Absent:
            raise NoAnswer("timed out")

    record = only(rto(talent=portal(Silent)).agent().plan().records)
    assert record.writes
    assert record.remarks[-1].reason == "group-courses-unknown"


def test_a_run_does_not_read_the_courses_of_a_group() -> None:
    """It would cost calls, and change nothing that is written."""

    class Counting(ScriptedTalent):
        def courses_of_group(self, group_key: TalentGroupKey) -> tuple[TalentCourse, ...] | Absent:
            raise AssertionError("asked")

    assert outcomes(rto(talent=portal(Counting)).run()) == {"1001": "provisioned"}
