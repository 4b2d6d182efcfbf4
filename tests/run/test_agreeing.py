"""Approved records for which a run would write nothing any more."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from attrs import evolve

from support.the_guide import (
    COURSE_126,
    EXPORT_DATE,
    JOANA,
    PINK,
    USER_7,
    Rto,
    booking,
    enrolment,
    finished,
    provisioned,
    rto,
    unit,
)
from talent_powerpro.errors import Deferred
from talent_powerpro.model import TalentCourseId, UnitResult
from talent_powerpro.records.holds import Hold
from talent_powerpro.records.plan import NEXT, Plan
from talent_powerpro.records.record import RecordStatus, Remark, StageName, record_of
from talent_powerpro.records.suspension import Suspension
from talent_powerpro.records.write import Unenrol
from talent_powerpro.run.agreeing import no_longer_written


def due() -> Rto:
    return rto(enrolment("1"), enrolment("2", PINK))


def withdrawn(world: Rto) -> None:
    world.powerpro.put_enrolment(enrolment("1", withdrawal_date=EXPORT_DATE))


def unticked(world: Rto) -> None:
    world.powerpro.put_enrolment(enrolment("1", export=False))


def address_changed(world: Rto) -> None:
    client = evolve(JOANA, email="joana@pm.me")
    world.powerpro.put_enrolment(enrolment("1", client))


@pytest.mark.parametrize("edit", [withdrawn, address_changed])
def test_apply_after_an_edit_defers_just_that_record(edit: Callable[[Rto], None]) -> None:
    world = due()
    plan = world.agent().plan()
    edit(world)
    report = world.agent().apply(plan)
    assert {str(each.enrolment_id): str(each.status) for each in report.records} == {
        "1": "deferred",
        "2": "provisioned",
    }
    (deferred,) = (each for each in report.records if each.enrolment_id == "1")
    assert deferred.reason == "plan-changed"
    assert "changed since the plan" in deferred.message
    assert deferred.new
    assert world.enrolment("1").provisioning_log is None


def test_a_plan_applied_twice_writes_once_and_defers_nothing() -> None:
    world = due()
    plan = world.agent().plan()
    assert world.agent().apply(plan).wrote > 0
    again = world.agent().apply(plan)
    assert (again.wrote, again.records) == (0, ())


def with_result() -> Rto:
    world = rto(provisioned(unit()), talent=finished("ICTWEB304"))
    world.clock.pass_days(20)
    return world


def test_a_result_of_an_enrolment_that_is_gone_is_deferred() -> None:
    world = with_result()
    plan = world.agent().plan()
    del world.powerpro._enrolments[world.enrolment().id]
    (record,) = world.agent().apply(plan).records
    assert (record.status, record.reason) == ("deferred", "plan-changed")


def test_an_enrolment_that_cannot_be_read_counts_as_changed() -> None:
    world = with_result()
    plan = world.agent().plan()
    left = evolve(world.enrolment(), withdrawal_date=EXPORT_DATE)
    world.powerpro.put_enrolment(left)
    world.powerpro.script.raises("enrolment", Deferred("a deadlock"))
    (record,) = no_longer_written(plan, (), world.powerpro, world.suspensions)
    assert (record.status, record.reason) == ("deferred", "plan-changed")


def test_nothing_of_the_plan_but_the_student_is_left_in_the_record() -> None:
    world = with_result()
    plan = world.agent().plan()
    (planned,) = plan.writing
    remark = Remark("date-replaced", "The date was replaced.")
    planned = evolve(
        planned,
        remarks=(remark,),
        holds=(Hold("id", "date-replaced", "The date was replaced."),),
        new=False,
    )
    found = no_longer_written(
        evolve(plan, records=(planned,)), (), world.powerpro, world.suspensions
    )
    assert found == (
        evolve(
            planned,
            status=RecordStatus.DEFERRED,
            reason="plan-changed",
            message=found[0].message,
            remedy=NEXT,
            writes=(),
            remarks=(),
            holds=(),
            new=True,
        ),
    )


COURSE_127 = TalentCourseId("127")
OUT = Suspension(booking("1"), USER_7, (COURSE_126,))


@pytest.mark.parametrize(
    ("remembered", "done"),
    [
        (OUT, True),
        (evolve(OUT, course_ids=(COURSE_127, COURSE_126)), True),
        (evolve(OUT, course_ids=(COURSE_127,)), False),
        (evolve(OUT, settled=False), False),
        (None, False),
    ],
)
def test_who_has_left_the_courses_of_the_plan_is_not_deferred(
    remembered: Suspension | None, done: bool
) -> None:
    world = due()
    if remembered:
        world.suspensions.remember_suspended([remembered])
    record = record_of(
        StageName.SUSPENSION,
        world.enrolment("1"),
        RecordStatus.WRITTEN,
        writes=(Unenrol(USER_7, COURSE_126),),
    )
    plan = Plan(EXPORT_DATE, (record,))
    left = no_longer_written(plan, (), world.powerpro, world.suspensions)
    assert [each.reason for each in left] == ([] if done else ["plan-changed"])


def test_a_run_that_was_stopped_defers_nothing_for_it() -> None:
    world = due()
    plan = world.agent().plan()
    unticked(world)
    agent = world.agent()
    world.talent.script.does("course", agent.stop)
    report = agent.apply(plan)
    assert report.stopped is not None
    assert not [each for each in report.records if each.reason == "plan-changed"]


def test_a_unit_with_another_result_is_deferred() -> None:
    world = with_result()
    plan = world.agent().plan()
    row = world.unit()
    other = UnitResult("51 - Recognition of prior learning granted", None, "")
    world.powerpro.set_result(row, other)
    (record,) = world.agent().apply(plan).records
    assert (record.status, record.reason) == ("deferred", "plan-changed")


def test_an_enrolment_whose_result_somebody_changed_since_is_not_done() -> None:
    world = with_result()
    plan = world.agent().plan()
    (record,) = no_longer_written(plan, (), world.powerpro, world.suspensions)
    assert record.reason == "plan-changed"
    world.run()
    assert no_longer_written(plan, (), world.powerpro, world.suspensions) == ()
