"""The memory benchmark measures what it says, at sizes that take no time."""

from __future__ import annotations

import pytest

from benchmarks.college import College
from benchmarks.idle_college import StreamingPowerPro, StreamingPowerProByCourse
from benchmarks.memory import CASES, Case, peak, profile
from talent_powerpro.model import CourseCode, EnrolmentId, TalentUserId
from talent_powerpro.ports import PowerProRepository

TINY = College(12, 3)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_each_way_to_look_at_a_college_asks_for_every_enrolment_once(case: Case) -> None:
    case.over(TINY)


def test_the_college_answers_as_the_ports_say() -> None:
    powerpro: PowerProRepository = StreamingPowerPro(TINY)
    every = list(powerpro.provisioned_enrolments())
    assert len(every) == 12
    assert all(powerpro.enrolment(each.id) == each for each in every)
    for each in every:
        user_id = TalentUserId(each.client.secondary_id)
        assert powerpro.clients_linked_to(user_id) == [each.client]
        assert powerpro.clients_with_email(each.client.email) == [each.client]
    assert powerpro.enrolment(EnrolmentId("E12")) is None
    assert powerpro.clients_linked_to(TalentUserId("new:000001")) == []


def test_the_courses_together_have_all_enrolments() -> None:
    powerpro = StreamingPowerProByCourse(TINY)
    codes = [course.code for course in powerpro.provisioned_courses()]
    streamed = [each for code in codes for each in powerpro.provisioned_enrolments_in([code])]
    assert len(codes) == 3
    assert {each.id for each in streamed} == {f"E{number}" for number in range(12)}
    assert list(powerpro.provisioned_enrolments_in([CourseCode("none")])) == []


def test_a_peak_is_traced_and_its_lines_are_named() -> None:
    assert peak(CASES[0], TINY) > 0
    lines = profile(CASES[0], College(20, 2))
    assert len(lines) == 10
    assert any("idle_college.py" in line and "  asked at " in line for line in lines)
