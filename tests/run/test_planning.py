"""A plan: what a run would write, whom it leaves out, on which day, and where the quota cuts it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, cast

import pytest
from attrs import evolve

from support.counted import results_college
from support.the_guide import (
    COURSE,
    COURSE_126,
    DONE,
    EXPORT_DATE,
    JOANA,
    STARTED,
    TALENT_COURSE,
    USER_7,
    Rto,
    booking,
    careful,
    enrolment,
    finished,
    many,
    numbers,
    portal,
    portal_with_joana,
    provisioned,
    rto,
    talent_unit,
    unit,
)
from talent_powerpro import Plan, Policy, RecordStatus
from talent_powerpro.adapters.memory import MeteredTalent
from talent_powerpro.errors import FaultKind, PortalChanged
from talent_powerpro.model import CourseCode, TalentCourseId, TalentUser, TalentUserId
from talent_powerpro.records.record import StageName
from talent_powerpro.rules.policy_values import OnWithdrawal
from talent_powerpro.rules.saving import NO_SAVING, Saving
from talent_powerpro.run.tasks import COURSE as TRIED_COURSE


def plan(limit: int, students: int = 3) -> Plan:
    talent = MeteredTalent(portal(), limit)
    world = rto(*many(students), talent=cast(Any, talent))
    made = world.agent(reserve=0).plan()
    assert talent.refused == 0
    return made


def test_a_plan_within_the_quota_is_complete() -> None:
    made = plan(100)
    assert (made.stopped, made.not_reached, made.export_day) == (None, {}, None)
    assert len(made.writing) == 3


def test_a_plan_that_the_quota_cuts_lacks_those_it_did_not_reach() -> None:
    made = plan(4)  # The course, the groups, and two look-ups.
    assert [each.enrolment_id for each in made.writing] == ["1", "2"]
    assert made.stopped is not None
    assert made.stopped.kind is FaultKind.QUOTA
    assert made.not_reached == {StageName.PROVISIONING: ("3",)}
    assert Plan.from_json(made.to_json()) == made


def test_a_plan_that_the_quota_cuts_names_those_of_courses_it_did_not_begin() -> None:
    college = results_college(4, 2)
    college.limit = 1
    assert college.plan().not_reached == {StageName.RESULTS: ("0", "2", "1", "3")}


@pytest.mark.parametrize(("calls", "reason"), [(3, "group-courses-unknown"), (5, "")])
def test_courses_of_a_group_that_the_quota_hides_are_a_remark(calls: int, reason: str) -> None:
    talent = MeteredTalent(portal(), calls)
    made = rto(enrolment(), talent=cast(Any, talent)).agent(reserve=0).plan()
    (record,) = made.records
    assert record.status is RecordStatus.PROVISIONED
    assert [each.reason for each in record.remarks if "group" in each.reason] == (
        [reason] if reason else []
    )


# --- who is left out --------------------------------------------------------------

TOMORROW = EXPORT_DATE + timedelta(days=1)


def test_a_plan_names_everybody_whom_a_run_would_leave_out_and_why() -> None:
    video = talent_unit("Welcome", "video", "1")
    units = (talent_unit("ICTWEB304"), talent_unit("BSBWHS311", "Assist with safety"), video)
    talent = finished("ICTWEB304", talent=portal_with_joana(units=units))
    for item in ("BSBWHS311", video.id):
        talent.complete(USER_7, COURSE_126, item, DONE)
    people = many(4)
    world = rto(
        enrolment("1", people[0].client, export_date=EXPORT_DATE - timedelta(days=3)),
        enrolment("2", people[1].client, export_date=None),
        enrolment("3", people[2].client, export_date=TOMORROW, booking_status="Tentative"),
        enrolment("4", people[3].client, deferment_date=TOMORROW),
        provisioned(unit()),
        talent=talent,
        policy=careful(),
    )
    world.policy = evolve(world.policy, export_window=0)
    made = world.agent().plan()
    lists = made.lists
    assert numbers(lists.missed) == ["1"]
    assert numbers(lists.no_export_date) == ["2"]
    assert [each.reasons for each in lists.unmet] == [
        (
            "the booking status is Tentative",
            "the export date 03/06/2022 is still to come",
        )
    ]
    assert [each.unit_name for each in lists.unmatched] == ["BSBWHS311 Assist with safety"]
    assert lists.other_items == 1
    assert {str(each.enrolment_id): each.reason for each in made.records}["4"] == "deferment-date"
    assert not any(each.new for each in (*lists.missed, *lists.unmet))
    again = Plan.from_json(made.to_json())
    assert (again, again.lists) == (made, lists)
    # Nothing was marked as reported.
    assert [each.new for each in world.run().lists.missed] == [True]


# --- what it knows ----------------------------------------------------------------


def test_a_plan_of_another_portal_is_refused() -> None:
    world = rto()
    world.portal_memory.remember_portal("other.talentlms.com")
    with pytest.raises(PortalChanged, match=r"belong to other\.talentlms\.com"):
        world.agent().plan()


@pytest.mark.parametrize("done", [True, False])
def test_a_plan_takes_the_last_look_that_the_suspension_of_its_own_stages_needs(done: bool) -> None:
    world = rto(provisioned(unit()), talent=portal_with_joana())
    world.policy = Policy(on_withdrawal=OnWithdrawal.SUSPEND)
    world.run()
    world.powerpro.put_enrolment(evolve(world.enrolment(), withdrawal_date=EXPORT_DATE))
    world.clock.pass_days(1)
    if done:
        world.talent.complete(USER_7, COURSE_126, "ICTWEB304", STARTED)
    made = world.agent().plan()
    assert made.stages == (StageName.PROVISIONING, StageName.RESULTS, StageName.SUSPENSION)
    assert [(each.stage, [w.action for w in each.writes]) for each in made.writing] == [
        ("suspension", ["unenrol"])
    ]
    assert made.lists.closed_before_results == ()
    report = world.run()
    assert [each.writes for each in report.records] == [each.writes for each in made.records]
    assert numbers(report.lists.closed_before_results) == ["1001"] * done


def test_a_plan_takes_the_link_that_its_own_results_verify_for_a_suspension_too() -> None:
    other = evolve(COURSE, code=CourseCode("OTHER"), talent_course_id="127")
    left = provisioned(unit("ICTWEB305"), id=booking("1002"), course=other)
    world = rto(provisioned(unit()), left, talent=portal_with_joana())
    world.talent.put_course(evolve(TALENT_COURSE, id=TalentCourseId("127")))
    world.talent.put_enrolment(USER_7, TalentCourseId("127"))
    world.run()
    world.powerpro.put_enrolment(evolve(left, withdrawal_date=EXPORT_DATE))
    world.clock.pass_days(1)
    world.run()
    # Nothing but the results of the other enrolment shows now whose the Talent user is.
    world.policy = Policy(on_withdrawal=OnWithdrawal.SUSPEND)
    world.talent.complete(USER_7, COURSE_126, "ICTWEB304", STARTED)
    world.clock.pass_days(1)
    made = world.agent().plan()
    assert [(each.stage, [w.action for w in each.writes]) for each in made.records] == [
        ("results", ["set_result"]),
        ("suspension", ["unenrol"]),
    ]
    assert [each.writes for each in world.run().records] == [each.writes for each in made.records]


@pytest.mark.parametrize("remembers", [True, False])
def test_only_a_plan_with_a_memory_of_its_own_remembers_what_it_asked(remembers: bool) -> None:
    college = results_college(2, 1, verified=False)
    (first, second) = college.powerpro.enrolments
    nowhere = evolve(first.course, code=CourseCode("X"), talent_course_id="")
    college.powerpro.put_enrolment(evolve(first, id=booking("2"), course=nowhere))
    college.talent.talent.complete(TalentUserId("1000"), COURSE_126, "ICTWEB304", STARTED)
    run = college.agent()._new_run(None, is_named=False)
    made = run.plan([StageName.RESULTS], remembers=remembers)
    assert [each.enrolment_id for each in made.writing] == ["0"]
    state, (one, other) = run.context, (first.id, second.id)
    assert set(state.last_looks.remembered([one, other])) == ({one, other} if remembers else set())
    clients = [first.client.code, second.client.code]
    assert list(state.links.links_of(clients)) == (clients if remembers else [])
    assert set(state.looks.looked_at([one, other])) == ({other} if remembers else set())
    tried = state.tries.tried(TRIED_COURSE, ["126", cast(str, None)])
    assert tried == ({"126": college.now} if remembers else {})


# --- a day to come ----------------------------------------------------------------


def college(policy: Policy) -> Rto:
    """A student for each way in which the day may matter."""
    talent = portal_with_joana()
    talent.complete(USER_7, COURSE_126, "ICTWEB304", STARTED)
    clients = [each.client for each in many(7)]
    leaving = evolve(
        provisioned(unit("ICTWEB305"), client=clients[6], withdrawal_date=TOMORROW), id=booking("7")
    )
    return rto(
        enrolment("1", clients[0]),
        enrolment("2", clients[1], export_date=TOMORROW),
        enrolment("3", clients[2], export_date=TOMORROW, withdrawal_date=TOMORROW),
        enrolment("4", clients[3], export_date=TOMORROW + timedelta(days=1)),
        enrolment("5", clients[4], export_date=TOMORROW, deferment_date=TOMORROW),
        provisioned(unit()),
        leaving,
        talent=talent,
        policy=policy,
    )


@pytest.mark.parametrize("policy", [Policy.guide(), careful()])
@pytest.mark.parametrize("saving", [Saving(), NO_SAVING])
def test_a_plan_for_tomorrow_writes_nothing_and_says_tomorrows_truth(
    policy: Policy, saving: Saving
) -> None:
    world = college(policy)
    world.saving = saving
    before = (world.powerpro.enrolments, dict(world.talent.users))
    preview = world.agent().plan(date=TOMORROW)
    assert (world.powerpro.enrolments, dict(world.talent.users)) == before
    assert (world.messages, world.journal.runs(), list(world.journal.due_marks())) == ([], (), [])
    assert (preview.is_preview, preview.today) == (True, TOMORROW)

    world.clock.pass_days(1)
    on_the_day = world.agent().plan()
    assert on_the_day == preview
    assert on_the_day.lists == preview.lists
    assert not on_the_day.is_preview
    report = world.run()
    planned = {each.key: [w.action for w in each.writes] for each in preview.writing}
    assert planned == {
        each.key: [w.action for w in each.writes] for each in report.records if each.writes
    }
    assert numbers(report.lists.missed) == numbers(preview.lists.missed)
    assert numbers(report.lists.unmet) == numbers(preview.lists.unmet)


def test_a_preview_passes_the_hour_of_a_record_that_waits() -> None:
    stranger = TalentUser(TalentUserId("5"), "m", "Mary", "Smith", JOANA.email)
    world = rto(enrolment(), talent=portal(users=[stranger]), saving=Saving())
    agent, asked = world.agent(), world.talent.script.asked
    agent.run()
    for day, asks in ((None, False), (TOMORROW, True)):
        asked.clear()
        agent.plan(date=day)
        assert bool(asked) == asks


def test_a_preview_passes_the_sweep_of_those_who_were_looked_at() -> None:
    college = results_college(5, 1)
    college.run()
    calls = college.talent.calls
    for days, asks in ((None, False), (2, True)):
        calls.clear()
        on = None if days is None else (college.now + timedelta(days=days)).date()
        college.agent().plan(date=on)
        assert bool(calls["progress"]) == asks


def test_a_plan_for_an_earlier_date_is_of_today() -> None:
    made = rto(enrolment(export_date=date(2022, 6, 1))).agent().plan(date=date(2022, 6, 1))
    assert (made.today, made.export_day, made.is_preview) == (
        EXPORT_DATE,
        date(2022, 6, 1),
        False,
    )
    assert made.writing
