"""Planning, applying what was agreed, and stopping."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from attrs import evolve

from support.the_guide import (
    COMPETENT,
    COURSE,
    COURSE_126,
    DONE,
    EXPORT_DATE,
    JOANA,
    LEN,
    PINK,
    STARTED,
    USER_7,
    Rto,
    ended,
    enrolment,
    only,
    outcomes,
    portal,
    portal_with_joana,
    rto,
)
from talent_powerpro import Agent, Plan, RecordStatus
from talent_powerpro.errors import Interrupted, SettingsFault, TalentUnusable
from talent_powerpro.model import (
    CourseCode,
    stand_in,
)
from talent_powerpro.records.write import SetSecondaryId

YESTERDAY, TOMORROW = EXPORT_DATE - timedelta(days=1), EXPORT_DATE + timedelta(days=1)


# --- one stage alone, another day -------------------------------------------------


def test_only_one_stage_may_be_run() -> None:
    world = rto(enrolment(), talent=portal())
    report = world.run(only="results")
    assert (report.stages, report.records) == (("results",), ())
    assert world.talent.users == {}
    assert rto().run(only="provisioning").stages == ("provisioning",)


def test_an_unknown_stage_is_refused() -> None:
    with pytest.raises(
        SettingsFault, match=r"only: 'holds' is not a stage\. Use provisioning or results"
    ):
        rto().run(only="holds")


def test_another_day_replaces_today_in_the_export_date_alone() -> None:
    world = rto(
        enrolment("1", export_date=YESTERDAY),
        enrolment("2", PINK, export_date=EXPORT_DATE),
        enrolment("3", LEN, export_date=YESTERDAY,
                  withdrawal_date=EXPORT_DATE),
    )  # fmt: skip
    report = world.run(date=YESTERDAY)
    assert outcomes(report) == {"1": "provisioned"}
    assert report.today == EXPORT_DATE
    log = world.enrolment("1").provisioning_log
    assert log is not None
    assert log.contact_date == STARTED, "the clock is never another"


def test_the_day_of_a_run_is_never_in_the_future() -> None:
    with pytest.raises(SettingsFault) as refused:
        rto().run(date=TOMORROW)
    assert (refused.value.message, refused.value.remedy) == (
        "date: 03/06/2022 is in the future. Use today or an earlier date.",
        "To see what a run on that day would write: `talent-powerpro plan --date 03/06/2022`.",
    )
    assert rto().run(date=EXPORT_DATE).wrote == 5


# --- plan and apply ---------------------------------------------------------------


def test_a_plan_writes_nothing_anywhere() -> None:
    world = rto()
    before = world.powerpro.enrolments
    world.agent().plan()
    assert world.powerpro.enrolments == before
    assert world.talent.users == {}
    assert world.messages == []
    assert list(world.journal.due_marks()) == []


def test_a_plan_is_exactly_what_the_run_writes() -> None:
    world = rto()
    plan = world.agent().plan(only="provisioning")
    assert [write.action for write in only(plan.records).writes] == [
        "create_user",
        "set_secondary_id",
        "enrol",
        "add_to_group",
        "add_contact_log",
    ]
    assert only(plan.records).writes[1] == SetSecondaryId(
        JOANA.code, "DPC000129", stand_in("2021000017")
    )
    written = only(world.run().of("provisioning")).writes
    assert [write.action for write in written] == [w.action for w in only(plan.records).writes]


def test_a_plan_of_both_stages_sees_what_the_first_would_have_done() -> None:
    talent = portal_with_joana()
    talent.complete(USER_7, COURSE_126, "ICTWEB304", DONE)
    world = rto(talent=talent)
    plan = world.agent().plan()
    assert [(r.stage, r.status) for r in plan.records] == [
        ("provisioning", "provisioned"),
        ("results", "written"),
    ]
    world.run()
    assert world.unit().outcome == COMPETENT


def test_an_enrolment_that_counted_on_one_not_approved_is_not_written_either() -> None:
    other = evolve(COURSE, code=CourseCode("B"))
    world = rto(enrolment("1"), enrolment("2", course=other))
    plan = world.agent().plan()
    second = evolve(plan, records=plan.records[1:])
    assert [write.action for write in only(second.records).writes] == ["add_contact_log"]
    report = world.agent().apply(second)
    assert {r.enrolment_id: r.reason for r in report.of("provisioning")} == {
        "1": "not-in-plan",
        "2": "plan-changed",
    }
    assert world.talent.users == {}


def test_a_plan_of_a_system_that_cannot_be_used_is_a_fault() -> None:
    world = rto()
    world.talent.script.raises("course", TalentUnusable("wrong key"))
    with pytest.raises(TalentUnusable, match="wrong key"):
        world.agent().plan()


def test_a_plan_survives_a_file_before_it_is_applied() -> None:
    world = rto()
    stored = Plan.from_json(world.agent().plan().to_json())
    assert world.agent().apply(stored).wrote == 5


def test_applying_defers_changed_and_unknown_records() -> None:
    world = rto()
    plan = world.agent().plan()
    world.powerpro.put_course(evolve(COURSE, talent_group_key=""))
    world.powerpro.put_enrolment(enrolment("1002", PINK, evolve(COURSE, talent_group_key="")))
    report = world.agent().apply(plan)
    assert {r.enrolment_id: (r.status, r.reason) for r in report.of("provisioning")} == {
        "1001": (RecordStatus.DEFERRED, "plan-changed"),
        "1002": (RecordStatus.DEFERRED, "not-in-plan"),
    }
    assert world.talent.users == {}


# --- stop -------------------------------------------------------------------------


def stopping_at(world: Rto, method: str) -> Agent:
    agent = world.agent()
    world.talent.script.does(method, agent.stop)
    return agent


def test_stop_finishes_the_record_in_hand_and_the_rest_stays_due() -> None:
    world = rto(enrolment(), enrolment("1002", client=PINK))
    agent = stopping_at(world, "enrol")
    report = agent.run()
    assert outcomes(report) == {"1001": "provisioned", "1002": "not reached"}
    assert report.stopped is not None
    assert report.stopped.reason == "interrupted"

    world.clock.pass_days(1)
    assert outcomes(agent.run(only="provisioning")) == {"1002": "provisioned"}


def test_a_run_stopped_while_rehearsing_writes_nothing() -> None:
    world = rto(enrolment(), enrolment("1002", client=PINK))
    report = stopping_at(world, "course").run()
    assert outcomes(report) == {"1001": "not reached", "1002": "not reached"}
    assert world.talent.users == {}
    assert report.stages == ("provisioning", "results")


def test_a_plan_after_a_stopped_run_is_complete() -> None:
    world = rto(enrolment(), enrolment("1002", client=PINK))
    agent = stopping_at(world, "course")
    agent.run()
    assert len(agent.plan().writing) == 2


def test_a_stopped_plan_is_not_returned() -> None:
    world = rto()
    agent = world.agent()
    agent.stop()
    with pytest.raises(Interrupted, match="The plan was stopped") as stopped:
        agent.plan()
    assert stopped.value.remedy == "Make the plan again."
    assert agent.plan().writing


def test_a_stop_between_two_runs_ends_the_next_one_at_its_start_and_no_other() -> None:
    world = rto()
    agent = world.agent()
    agent.stop()
    report = agent.run()
    assert (report.records, ended(report)) == ((), "interrupted")
    assert world.messages[0].startswith(">>>")
    assert world.messages[-1].startswith("<<<")
    assert outcomes(agent.run()) == {"1001": "provisioned"}


def test_stop_may_come_from_another_thread() -> None:
    world = rto(enrolment(), enrolment("1002", client=PINK))
    agent = world.agent()

    def stop_elsewhere() -> None:
        other = threading.Thread(target=agent.stop)
        other.start()
        other.join()

    world.talent.script.does("enrol", stop_elsewhere)
    assert agent.run().stopped is not None


def test_applying_logs_what_was_found_for_a_record_that_is_not_written() -> None:
    world = rto(talent=portal_with_joana())
    plan = world.agent().plan()
    world.powerpro.put_course(evolve(COURSE, talent_group_key=""))
    world.agent().apply(plan)
    assert "Found Talent User: 7" in world.messages
