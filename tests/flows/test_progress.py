"""Whom to ask for the progress, and in which Talent course. More in ``test_results``."""

from __future__ import annotations

import pytest
from attrs import evolve
from typing_extensions import override

from support.by_hand import answered
from support.scripted import ScriptedTalent
from support.the_guide import (
    COURSE_126,
    JOANA,
    JOANA_7,
    MOVED,
    NEW_COURSE,
    TALENT_COURSE,
    USER_7,
    careful,
    finished,
    portal_with_joana,
    provisioned,
    rules,
    unit,
)
from talent_powerpro.adapters.memory import MemoryPowerPro
from talent_powerpro.errors import Held, Refused
from talent_powerpro.flows.progress import Asked, asked_progress, unreachable
from talent_powerpro.model import (
    CourseProgress,
    Enrolment,
    TalentEnrolment,
    TalentUser,
    TalentUserId,
)
from talent_powerpro.records.links import UNKNOWN, VerifiedLink
from talent_powerpro.rules.policy import Policy, RepeatedUnits

UNKNOWN_COURSE = Refused("The requested course does not exist", reason="unknown-course")


def progress_of(
    enrolment: Enrolment, talent: ScriptedTalent, policy: Policy | None = None
) -> Asked:
    flow = asked_progress(enrolment, rules(policy), UNKNOWN)
    return answered(flow, talent, MemoryPowerPro([enrolment]))[1]


@pytest.mark.parametrize("repeated", list(RepeatedUnits))
def test_the_courses_own_list_is_asked_where_the_policy_needs_it(repeated: RepeatedUnits) -> None:
    talent = finished("ICTWEB304")
    progress = talent.progress(USER_7, COURSE_126)
    assert isinstance(progress, CourseProgress)
    found = progress_of(provisioned(unit()), talent, Policy(repeated_units=repeated))
    assert found == Asked(
        USER_7,
        COURSE_126,
        VerifiedLink(JOANA.code, USER_7, ""),
        progress,
        TALENT_COURSE.units if repeated is RepeatedUnits.ALL else (),
    )
    assert len(found.progress.units) == 3


@pytest.mark.parametrize("exists", [True, False])
def test_who_is_in_the_former_course_alone_is_asked_for_there(exists: bool) -> None:
    talent = finished("ICTWEB304")
    if exists:
        talent.put_course(NEW_COURSE)
    found = progress_of(MOVED, talent)
    assert (found.course_id, found.progress) == ("126", talent.progress(USER_7, COURSE_126))


def test_a_course_that_talentlms_does_not_know_is_its_own_refusal() -> None:
    talent = finished("ICTWEB304")
    talent.script.raises("progress", UNKNOWN_COURSE)
    with pytest.raises(Refused, match="does not exist"):
        progress_of(provisioned(unit()), talent)
    talent.script.raises("progress", UNKNOWN_COURSE, UNKNOWN_COURSE)
    with pytest.raises(Refused, match="does not exist"):
        progress_of(MOVED, talent)


def test_another_refusal_of_the_present_course_asks_no_other() -> None:
    talent = finished("ICTWEB304")
    talent.script.raises("progress", Refused("No.", reason="refused"))
    with pytest.raises(Refused, match=r"No\."):
        progress_of(MOVED, talent)


class Teaching(ScriptedTalent):
    """A portal where the student teaches in the Talent course."""

    @override
    def user_by_id(self, user_id: TalentUserId) -> TalentUser:
        return evolve(JOANA_7, enrolments=(TalentEnrolment(COURSE_126, "instructor"),))


def test_an_instructor_in_the_talent_course_is_not_taken_for_the_student() -> None:
    with pytest.raises(Held, match="is instructor in Talent course 126"):
        progress_of(provisioned(unit()), portal_with_joana(Teaching), careful())


def test_results_that_cannot_be_fetched_are_a_failure() -> None:
    assert unreachable("why", "what to do").reason == "results-unreachable"
