"""Standing holds, which last until their record is looked at again and found unchanged."""

from __future__ import annotations

import pytest
from attrs import evolve

from support.scripted import ByCourse
from support.the_guide import (
    DONE,
    PERTH,
    PINK,
    Rto,
    careful,
    ended,
    enrolment,
    finished,
    outcomes,
    provisioned,
    rto,
    unit,
)
from talent_powerpro.errors import PowerProUnusable, TalentUnusable
from talent_powerpro.model import CourseCode, Enrolment, EnrolmentId, UnitRowId
from talent_powerpro.rules.policy import Reaction
from talent_powerpro.services.holds import keep_holds

RPL = "51 - Recognition of prior learning granted"


def held(number: str) -> Enrolment:
    """One of Joana's enrolments, whose result the profile `careful` holds."""
    row = evolve(unit(outcome=RPL), id=UnitRowId(f"{number}-1"), enrolment_id=EnrolmentId(number))
    return provisioned(row, id=EnrolmentId(number))


def holding(*numbers: str) -> Rto:
    policy = careful(shared_completions=Reaction.REPORT)
    world = rto(*map(held, numbers), talent=finished("ICTWEB304"), policy=policy)
    world.clock.now = DONE
    world.run(only="results")
    assert held_by(world) == list(numbers)
    return world


def held_by(world: Rto) -> list[str]:
    return [hold.enrolment_id for hold in world.releases.standing()]


def enter_by_hand(world: Rto, number: str) -> None:
    """A trainer enters the very result: there is nothing left to say."""
    (row,) = world.enrolment(number).units
    day = DONE.astimezone(PERTH).date()
    result = evolve(row, outcome="20 - Competency achieved/pass", outcome_date=day)
    world.powerpro.put_unit(result)


def test_a_hold_ends_where_its_record_is_found_unchanged() -> None:
    world = holding("1", "2")
    enter_by_hand(world, "1")
    report = world.run(only="results")
    assert report.counts("results") == {"unchanged": 1, "held": 1}
    assert held_by(world) == ["2"]


def test_a_hold_ends_where_its_enrolment_is_no_longer_in_scope() -> None:
    world = holding("1", "2")
    world.powerpro.put_enrolment(
        evolve(world.enrolment("1"), withdrawal_date=DONE.astimezone(PERTH).date())
    )
    world.run(only="results")
    assert held_by(world) == ["2"]


def test_a_run_of_the_other_stage_leaves_the_holds_unchanged() -> None:
    world = holding("1", "2")
    enter_by_hand(world, "1")
    world.run(only="provisioning")
    assert held_by(world) == ["1", "2"]


def test_enrolments_that_a_stopped_run_did_not_look_at_keep_their_holds() -> None:
    """What was looked at and found free is held no longer."""
    world = holding("1", "2", "3")
    enter_by_hand(world, "1")
    enter_by_hand(world, "3")
    asked = iter((None, TalentUnusable("API off")))

    def second_time() -> None:
        if fault := next(asked, None):
            raise fault

    world.powerpro.script.does("clients_linked_to", second_time, second_time)
    report = world.run(only="results")
    assert ended(report) == "talent-unusable"
    assert report.counts("results") == {"unchanged": 1, "not reached": 2}
    assert held_by(world) == ["2", "3"]


def test_a_stage_that_a_brake_stopped_keeps_all_its_holds() -> None:
    world = holding("1")
    world.policy = careful(outcomes_written=0, shared_completions=Reaction.REPORT)
    world.powerpro.put_enrolment(provisioned(unit(), id=EnrolmentId("2")))
    other = evolve(unit(), id=UnitRowId("2-1"), enrolment_id=EnrolmentId("2"))
    world.powerpro.put_enrolment(provisioned(other, id=EnrolmentId("2")))
    report = world.run(only="results")
    assert ended(report) == "outcomes_written"
    assert outcomes(report, "results") == {"1": "not reached", "2": "not reached"}
    assert held_by(world) == ["1"]


# --- who was not reached ----------------------------------------------------------


def two_courses() -> Rto:
    """Joana has a result in course 126; Pink is in another one."""
    fruit = evolve(enrolment().course, code=CourseCode("FRUIT"), talent_course_id="127")
    pink = provisioned(client=evolve(PINK, secondary_id="8"), course=fruit, id=EnrolmentId("2"))
    return rto(provisioned(unit()), pink, talent=finished("ICTWEB304"))


def test_enrolments_of_talent_courses_not_reached_are_named() -> None:
    world = two_courses()
    world.talent.script.raises("progress", TalentUnusable("API off"))
    report = world.run(only="results")
    assert report.not_reached == {"results": ("1001", "2")}
    assert report.records == ()


def test_where_powerpro_stopped_the_run_the_enrolments_it_had_returned_are_named() -> None:
    world = two_courses()
    reads = iter((None, PowerProUnusable("locked")))

    def locked_at_the_second() -> None:
        if fault := next(reads, None):
            raise fault

    world.powerpro.script.does("enrolment", locked_at_the_second, locked_at_the_second)
    report = world.run(only="results")
    assert ended(report) == "powerpro-unusable"
    assert report.not_reached == {"results": ("1001", "2")}


@pytest.mark.parametrize("fault", [PowerProUnusable("locked"), KeyError("of a host's own")])
def test_enrolments_that_powerpro_can_no_longer_name_are_left_out(fault: Exception) -> None:
    there = two_courses()
    powerpro = ByCourse(there.powerpro.enrolments)
    world = rto(talent=there.talent)
    world.powerpro = powerpro
    powerpro.script.raises("in FRUIT", fault)
    world.talent.script.raises("progress", TalentUnusable("API off"))
    report = world.run(only="results")
    assert ended(report) == "talent-unusable"
    assert report.not_reached == {"results": ("1001",)}


# --- remarks that a person may answer ---------------------------------------------


def remarking() -> Rto:
    """Under `guide`, an outcome that a person entered was replaced and reported."""
    world = rto(held("1"), talent=finished("ICTWEB304"))
    world.clock.now = DONE
    world.run(only="results")
    return world


def standing(world: Rto) -> list[tuple[bool, tuple[str, ...]]]:
    return [(hold.held, hold.facts[:2]) for hold in world.releases.standing()]


REPLACED = (False, ("unit row 1-1", "PowerPro's outcome 51"))


def test_a_remark_outlives_the_run_that_finds_all_as_wanted() -> None:
    world = remarking()
    for _ in range(3):
        assert standing(world) == [REPLACED]
        assert world.run(only="results").counts("results") == {"unchanged": 1}


def test_a_newer_remark_on_the_same_row_takes_its_place() -> None:
    world = remarking()
    (row,) = world.enrolment("1").units
    world.powerpro.put_unit(evolve(row, outcome="60 - Credit transfer"))
    world.run(only="results")
    assert standing(world) == [(False, ("unit row 1-1", "PowerPro's outcome 60"))]


def test_a_remark_ends_when_it_is_answered_and_when_its_enrolment_leaves_scope() -> None:
    world = remarking()
    (remark,) = world.releases.standing()
    keep_holds([remark.id], world.releases, who="Pauline", why="RPL", now=DONE)
    world.run(only="results")
    assert standing(world) == []

    world = remarking()
    gone = evolve(world.enrolment("1"), withdrawal_date=DONE.astimezone(PERTH).date())
    world.powerpro.put_enrolment(gone)
    world.run(only="results")
    assert standing(world) == []
