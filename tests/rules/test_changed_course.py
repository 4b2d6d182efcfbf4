"""A Talent Course ID that was changed after an enrolment was provisioned."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from attrs import evolve

from support.scripted import ScriptedTalent
from support.the_guide import (
    DONE,
    JOANA_7,
    LOG,
    MOVED,
    NEW_COURSE,
    STARTED,
    USER_7,
    Rto,
    careful,
    finished,
    only,
    portal,
    provisioned,
    rto,
    rules,
    unit,
)
from talent_powerpro import Policy, Record
from talent_powerpro.errors import Held
from talent_powerpro.model import TalentCourseId
from talent_powerpro.records.holds import Decision, HoldKey
from talent_powerpro.records.record import RecordStatus
from talent_powerpro.rules.changed_course import courses_to_ask
from talent_powerpro.rules.conditions import TALENT_COURSE_ID
from talent_powerpro.services.holds import release_holds

NOW = STARTED + timedelta(days=30)


def in_both() -> ScriptedTalent:
    """A portal where Joana is in both Talent courses, and completed the unit in each."""
    talent = finished("ICTWEB304")
    talent.put_course(NEW_COURSE)
    talent.put_enrolment(USER_7, NEW_COURSE.id)
    talent.complete(USER_7, NEW_COURSE.id, "ICTWEB304", DONE + timedelta(days=1))
    return talent


def world(talent: ScriptedTalent, policy: Policy | None = None) -> Rto:
    made = rto(MOVED, talent=talent, policy=policy or Policy.guide())
    made.clock.now = NOW
    return made


def fetch(made: Rto) -> Record:
    return only(made.run().of("results"))


@pytest.mark.parametrize("exists", [True, False])
def test_results_come_from_the_course_of_the_log_where_the_client_is_in_it_alone(
    exists: bool,
) -> None:
    """Also where the present Talent Course ID is mistyped. Remarked once."""
    talent = finished("ICTWEB304")
    if exists:
        talent.put_course(NEW_COURSE)
    made = world(talent)
    record = fetch(made)
    assert record.status is RecordStatus.WRITTEN
    (remark,) = (each for each in record.remarks if each.reason == "talent-course-changed")
    assert remark.message == (
        "JOANA GOMEZ (2021000017) is not in Talent course 127, the present Talent Course ID of "
        "ICT30120-A. Results come from Talent course 126, in which the client was provisioned."
    )
    assert made.unit().outcome_date == DONE.date()
    assert made.run().records == ()


def test_the_present_course_is_asked_first() -> None:
    made = world(in_both())
    record = fetch(made)
    assert "talent-course-changed" not in [each.reason for each in record.remarks]
    assert made.unit().outcome_date == date(2022, 6, 14)


def test_a_client_in_neither_course_has_no_results() -> None:
    talent = portal(users=[JOANA_7])
    talent.put_course(NEW_COURSE)
    record = fetch(world(talent))
    assert record.reason == "results-unreachable"
    assert "not enrolled in Talent course 127 or 126" in record.message


@pytest.mark.parametrize(("chosen", "day"), [("126", 13), ("127", 14)])
def test_careful_takes_results_from_the_course_that_a_release_names(chosen: str, day: int) -> None:
    made = world(in_both(), careful())
    record = fetch(made)
    assert [each.reason for each in record.holds] == ["talent-course-changed"] * 2
    (hold,) = (
        each for each in record.holds if f"come from Talent course {chosen}." in each.message
    )
    release_holds([hold.id], made.releases, who="P Jones", why="the right one", now=NOW)
    assert fetch(made).status is RecordStatus.WRITTEN
    assert made.unit().outcome_date == date(2022, 6, day)


def test_a_hold_says_what_its_release_does_and_the_present_course_comes_before_the_other() -> None:
    present = TalentCourseId("127")
    with pytest.raises(Held) as caught:
        courses_to_ask(MOVED, present, rules(careful()))
    holds = (caught.value, *caught.value.others)
    sentence = (
        "JOANA GOMEZ (2021000017) was provisioned in Talent course 126, but the Talent Course ID "
        "of ICT30120-A is now 127. Work in the other course may not be what ICT30120-A asks for. "
        "If you release this hold, results come from Talent course "
    )
    assert [each.message for each in holds] == [f"{sentence}127.", f"{sentence}126."]
    assert {each.remedy for each in holds} == {
        "Release the hold of the right Talent course, or correct the Talent Course ID of "
        f"ICT30120-A: {TALENT_COURSE_ID}."
    }
    fact = ("client 2021000017", "provisioned in Talent course 126", "Talent Course ID 127")
    assert [each.facts for each in holds] == [
        (*fact, "results from Talent course 127"),
        (*fact, "results from Talent course 126"),
    ]
    both: dict[HoldKey, Decision] = {
        (MOVED.id, each.reason, each.facts): Decision.RELEASE for each in holds
    }
    assert courses_to_ask(MOVED, present, evolve(rules(careful()), answers=both)) == (present,)


def test_a_log_that_names_the_present_course_or_none_changes_nothing() -> None:
    present = TalentCourseId("126")
    assert courses_to_ask(provisioned(unit()), present, rules(careful())) == (present,)
    silent = provisioned(unit(), contact_logs=(evolve(LOG, description="by hand"),))
    assert courses_to_ask(silent, present, rules(careful())) == (present,)
