"""The last look at an enrolment that left the scope, over whole runs."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from attrs import evolve

from support.the_guide import (
    COMPETENT,
    COURSE_126,
    DONE,
    PERTH,
    USER_7,
    Rto,
    finished,
    portal_with_joana,
    provisioned,
    rto,
    rules,
    unit,
)
from talent_powerpro import RunReport
from talent_powerpro.cli.exits import Exit, of_report
from talent_powerpro.errors import NoAnswer
from talent_powerpro.flows.last_look import completed_until
from talent_powerpro.model import CourseProgress, TalentUnit, UnitProgress
from talent_powerpro.rules.policy_values import ClosedResults

TUESDAY = datetime(2022, 6, 14, 9, tzinfo=PERTH)
WEDNESDAY, THURSDAY = TUESDAY + timedelta(days=1), TUESDAY + timedelta(days=2)


def withdrawn(**changes: object) -> Rto:
    """Seen in scope on Monday; completed on Tuesday, withdrawn on Wednesday."""
    world = rto(provisioned(unit()), talent=portal_with_joana())
    world.policy = evolve(world.policy, **changes)  # type: ignore[arg-type]  # any field
    world.clock.now = TUESDAY - timedelta(days=1)
    world.run()
    world.talent.complete(USER_7, COURSE_126, "ICTWEB304", TUESDAY)
    gone = evolve(world.enrolment(), withdrawal_date=WEDNESDAY.date())
    world.powerpro.put_enrolment(gone)
    return world


def run_on(world: Rto, now: datetime) -> RunReport:
    world.clock.now = now
    return world.run()


def reasons(report: RunReport) -> list[str]:
    return [why for entry in report.lists.closed_before_results for why in entry.reasons]


def test_completed_on_tuesday_withdrawn_on_wednesday_is_listed_on_thursday() -> None:
    world = withdrawn()
    assert reasons(run_on(world, WEDNESDAY)) == []
    report = run_on(world, THURSDAY)
    assert reasons(report) == [
        "ICTWEB304 was completed in TalentLMS on 14/06/2022, before the withdrawal of 15/06/2022, "
        "and has no result. Enter it by hand, if it is right"
    ]
    assert world.unit().outcome == ""
    assert of_report(report) is Exit.ATTENTION
    assert [each for each in world.messages if each.startswith("Closed: ")] == [
        f"Closed: JOANA GOMEZ (2021000017), ICT30120-A: {reasons(report)[0]} -> Home > "
        "Enrolments and Results > Outcomes & Dates"
    ]


def test_it_is_new_once_asked_once_and_listed_until_it_has_a_result() -> None:
    world = withdrawn()
    run_on(world, THURSDAY)
    asked = world.talent.script.asked.count("progress")
    for _ in range(2):
        again = run_on(world, THURSDAY + timedelta(days=1))
        assert [each.new for each in again.lists.closed_before_results] == [False]
        assert of_report(again) is Exit.DONE
    assert world.talent.script.asked.count("progress") == asked
    world.powerpro.put_unit(evolve(world.unit(), outcome="40 - Withdrawn"))
    assert reasons(run_on(world, THURSDAY + timedelta(days=2))) == []


def test_a_completion_of_the_day_itself_counts_and_a_later_one_does_not() -> None:
    world = withdrawn()
    world.talent.complete(USER_7, COURSE_126, "ICTWEB304", WEDNESDAY)
    assert len(reasons(run_on(world, THURSDAY))) == 1
    later = withdrawn()
    later.talent.complete(USER_7, COURSE_126, "ICTWEB304", THURSDAY)
    assert reasons(run_on(later, THURSDAY)) == []


def test_by_setting_the_result_is_written() -> None:
    world = withdrawn(closed_results=ClosedResults.WRITE)
    report = run_on(world, THURSDAY)
    assert (world.unit().outcome, world.unit().outcome_date) == (COMPETENT, TUESDAY.date())
    assert reasons(report) == []
    assert reasons(run_on(world, THURSDAY + timedelta(days=1))) == []


def test_without_an_answer_the_next_run_looks_again() -> None:
    world = withdrawn()
    world.talent.script.raises("progress", NoAnswer("timed out"))
    assert run_on(world, THURSDAY).counts("results") == {"deferred": 1}
    assert len(reasons(run_on(world, THURSDAY))) == 1


def test_a_student_who_was_removed_from_the_course_is_looked_at_once_and_fails_nothing() -> None:
    world = withdrawn()
    world.talent.enrolled.clear()
    report = run_on(world, THURSDAY)
    assert (report.records, reasons(report)) == ((), [])


def test_a_last_look_that_cannot_be_taken_is_told_once() -> None:
    world = withdrawn()
    client = evolve(world.enrolment().client, secondary_id="")
    world.powerpro.put_enrolment(evolve(world.enrolment(), client=client))
    (record,) = run_on(world, THURSDAY).records
    (remark,) = record.remarks
    assert (record.status, remark.reason) == ("unchanged", "results-unreachable")
    assert remark.message == (
        "JOANA GOMEZ (2021000017) left ICT30120-A on 15/06/2022, and the agent could not look for "
        "results once more: JOANA GOMEZ (2021000017) has no Secondary ID, so results cannot be "
        "fetched. Look up the completed units in TalentLMS and enter their results by hand: "
        "Home > Enrolments and Results > Outcomes & Dates."
    )
    assert run_on(world, THURSDAY + timedelta(days=1)).records == ()


def test_a_plan_remembers_nothing() -> None:
    world = withdrawn()
    world.clock.now = THURSDAY
    for _ in range(2):
        world.agent().plan()
    assert len(reasons(run_on(world, THURSDAY))) == 1


def test_an_enrolment_that_came_back_is_looked_at_again_when_it_leaves() -> None:
    world = withdrawn()
    world.talent.enrolled[USER_7, COURSE_126].clear()
    assert reasons(run_on(world, THURSDAY)) == []
    back = evolve(world.enrolment(), withdrawal_date=None)
    world.powerpro.put_enrolment(back)
    run_on(world, THURSDAY)
    world.talent.complete(USER_7, COURSE_126, "ICTWEB304", TUESDAY)
    world.powerpro.put_enrolment(evolve(back, withdrawal_date=THURSDAY.date()))
    assert len(reasons(run_on(world, THURSDAY + timedelta(days=1)))) == 1


def test_an_archived_course_is_looked_at_after_the_day_it_was_first_seen_so() -> None:
    world = rto(provisioned(unit()), talent=portal_with_joana())
    run_on(world, TUESDAY)
    world.talent.complete(USER_7, COURSE_126, "ICTWEB304", TUESDAY)
    course = evolve(world.enrolment().course, archived=True)
    world.powerpro.put_enrolment(evolve(world.enrolment(), course=course))
    assert reasons(run_on(world, WEDNESDAY)) == []
    assert len(reasons(run_on(world, THURSDAY))) == 1


def test_history_before_the_first_run_costs_no_calls() -> None:
    old = evolve(provisioned(unit()), withdrawal_date=date(2021, 6, 1))
    archived = evolve(provisioned(unit()).course, archived=True)
    for closed in (old, evolve(provisioned(unit()), course=archived)):
        world = rto(closed, talent=finished("ICTWEB304"))
        run_on(world, THURSDAY)
        assert "progress" not in world.talent.script.asked


def test_units_completed_later_are_left_out_of_the_progress() -> None:
    item = TalentUnit("1", "ICTWEB304")
    early, late = UnitProgress(item, "Completed", DONE), UnitProgress(item, "Completed", THURSDAY)
    never = UnitProgress(item, "In progress")
    found = completed_until(CourseProgress((early, late, never)), TUESDAY.date(), rules())
    assert found.units == (early, never)
