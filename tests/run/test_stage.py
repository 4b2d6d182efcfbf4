"""A run under faults: what is lost is deferred, and nothing is doubled."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, cast

import pytest
from attrs import evolve
from typing_extensions import override

from support.counted import results_college
from support.metered import college, course, student
from support.the_guide import (
    COURSE,
    COURSE_126,
    DONE,
    EXPORT_DATE,
    GROUP,
    JOANA,
    PINK,
    TALENT_COURSE,
    USER_7,
    Rto,
    booking,
    careful,
    ended,
    enrolment,
    many,
    only,
    outcomes,
    portal,
    portal_with_joana,
    provisioned,
    rto,
    unit,
)
from talent_powerpro import Agent, Policy, RecordStatus
from talent_powerpro.adapters.memory import MeteredTalent
from talent_powerpro.errors import (
    Deferred,
    NoAnswer,
    Refused,
    TalentUnusable,
)
from talent_powerpro.model import CourseCode, TalentCourseId, TalentUser, TalentUserId
from talent_powerpro.ports.run_listener import RunListener
from talent_powerpro.records.record import StageName
from talent_powerpro.rules.saving import Saving
from talent_powerpro.rules.undo import undone_hold
from talent_powerpro.run.agent_state import required
from talent_powerpro.testing import raising

SILENT = NoAnswer("TalentLMS did not answer in time")
# --- begun or due enrolments stay due ---------------------------------------------


def test_an_outage_leaves_an_enrolment_due_the_next_day() -> None:
    world = rto()
    world.talent.script.raises("course", TalentUnusable("unreachable"))
    assert ended(world.run()) == "talent-unusable"
    world.clock.pass_days(1)
    report = world.run()
    assert outcomes(report) == {"1001": "provisioned"}
    assert report.lists.missed == ()


@pytest.mark.parametrize("method", ["course", "user_by_email", "create_user", "enrol"])
def test_a_missing_answer_defers_and_the_next_day_finishes(method: str) -> None:
    world = rto()
    world.talent.script.raises(method, SILENT)
    assert outcomes(world.run()) == {"1001": "deferred"}
    world.clock.pass_days(1)
    assert outcomes(world.run()) == {"1001": "provisioned"}
    assert list(world.talent.users) == ["7"]


def test_it_stays_due_until_it_is_provisioned() -> None:
    world = rto()
    world.talent.script.raises("course", *[SILENT] * 3)
    for _ in range(3):
        assert outcomes(world.run()) == {"1001": "deferred"}
        world.clock.pass_days(20)
    assert outcomes(world.run()) == {"1001": "provisioned"}


def test_it_is_not_due_once_a_person_has_changed_its_export_date() -> None:
    world = rto()
    world.talent.script.raises("course", SILENT)
    world.run()
    world.clock.pass_days(1)
    world.powerpro.put_enrolment(enrolment(export_date=EXPORT_DATE + timedelta(days=7)))
    assert outcomes(world.run()) == {}


def test_a_provisioned_enrolment_is_no_longer_due() -> None:
    world = rto()
    world.run()
    assert list(world.journal.due_marks()) == []
    assert outcomes(world.run()) == {}


def test_an_enrolment_changed_between_rehearsal_and_performance_is_left_alone() -> None:
    world = rto(enrolment(), enrolment("1002", client=PINK))
    unticked = enrolment("1002", client=PINK, export=False)
    world.talent.script.does("enrol", lambda: world.powerpro.put_enrolment(unticked))
    report = world.run()
    assert outcomes(report) == {"1001": "provisioned"}
    assert report.counts("provisioning") == {"provisioned": 1, "unchanged": 1}


# --- creating ---------------------------------------------------------------------


def test_a_create_whose_answer_was_lost_never_makes_two() -> None:
    world = rto()
    world.talent.script.loses("create_user", SILENT)
    assert outcomes(world.run()) == {"1001": "provisioned"}
    assert list(world.talent.users) == ["7"]
    assert world.talent.script.asked.count("create_user") == 1


def test_a_doubtful_create_is_not_repeated_for_the_same_client_in_the_same_run() -> None:
    world = rto(enrolment(), enrolment("1002"))
    world.talent.script.raises("create_user", SILENT)
    world.run()
    assert world.talent.script.asked.count("create_user") == 1


def test_three_identical_refusals_stop_creating_for_the_run() -> None:
    world = rto(*many(5))
    world.talent.script.always["create_user"] = raising(Refused("The plan is full"))
    report = world.run()
    assert list(outcomes(report).values()) == ["failed"] * 3 + ["deferred"] * 2
    assert [r.reason for r in report.records][3:] == ["creating-stopped"] * 2
    assert world.talent.script.asked.count("create_user") == 3


def test_the_next_run_tries_to_create_again() -> None:
    world = rto(*many(4))
    world.talent.script.raises("create_user", *[Refused("The plan is full")] * 3)
    world.run()
    world.clock.pass_days(1)
    assert set(outcomes(world.run()).values()) == {"provisioned"}


# --- edits meanwhile --------------------------------------------------------------


def test_a_secondary_id_edited_meanwhile_wins() -> None:
    world = rto()
    edited = evolve(JOANA, secondary_id="DPC000130")
    world.talent.script.does("create_user", lambda: world.powerpro.put_client(edited))
    record = only(world.run().records)
    assert (record.status, record.reason) == (RecordStatus.DEFERRED, "edited-meanwhile")
    assert world.powerpro.clients[JOANA.code] == edited
    assert [write.action for write in record.writes] == ["create_user"]
    assert outcomes(world.run()) == {"1001": "provisioned"}


def test_a_result_edited_meanwhile_wins() -> None:
    world = rto(provisioned(unit()), talent=finished("ICTWEB304"))
    edited = unit(outcome="30 - Competency not achieved/fail")
    world.powerpro.script.does("set_result", lambda: world.powerpro.put_unit(edited))
    record = only(world.run().of("results"))
    assert (record.status, record.reason) == (RecordStatus.DEFERRED, "edited-meanwhile")
    assert world.unit() == edited


def finished(*codes: str) -> Any:
    talent = portal_with_joana()
    for code in codes:
        talent.complete(USER_7, COURSE_126, code, DONE)
    return talent


# --- groups -----------------------------------------------------------------------


def refused_group() -> Rto:
    """Joana is provisioned, but her course's group is unknown to TalentLMS."""
    world = rto()
    del world.talent.groups[GROUP]
    assert outcomes(world.run()) == {"1001": "provisioned"}
    return world


def test_a_pending_membership_is_tried_again_until_it_works() -> None:
    world = refused_group()
    record = only(world.run().of("provisioning"))
    assert (record.status, record.reason) == (RecordStatus.FAILED, "group-missing")

    world.talent.put_group(GROUP)
    assert outcomes(world.run()) == {"1001": "written"}
    assert USER_7 in world.talent.groups[GROUP].members
    assert world.journal.pending_memberships() == ()
    joined = world.enrolment().contact_logs[-1]
    assert (joined.contact_type, joined.description) == (
        "Added to Talent Group",
        "Joana Gomez added to Talent Group 77eD6LXHH ...",
    )
    assert outcomes(world.run()) == {}


def test_blanking_the_group_key_clears_the_pending_membership() -> None:
    world = refused_group()
    world.powerpro.put_course(evolve(COURSE, talent_group_key=""))
    assert world.run().counts("provisioning") == {"unchanged": 1}
    assert world.journal.pending_memberships() == ()


def test_an_enrolment_that_is_gone_clears_its_pending_membership() -> None:
    world = refused_group()
    gone = rto(enrolment("1002", client=PINK, export=False), journal=world.journal)
    gone.run()
    assert gone.journal.pending_memberships() == ()


def test_a_group_without_an_answer_defers_and_writes_no_contact_log() -> None:
    world = rto()
    world.talent.script.raises("add_to_group", SILENT)
    assert outcomes(world.run()) == {"1001": "deferred"}
    assert world.enrolment().provisioning_log is None
    assert world.journal.pending_memberships() == ()
    world.clock.pass_days(1)
    assert outcomes(world.run()) == {"1001": "provisioned"}


# --- an enrolment that cannot be read by itself -----------------------------------


def test_an_enrolment_that_cannot_be_read_alone_is_taken_from_the_list() -> None:
    others = [evolve(provisioned(unit(), client=PINK), id=booking("1002"))]
    world = rto(provisioned(unit()), *others, talent=finished("ICTWEB304"))
    world.powerpro.script.always["enrolment"] = raising(Deferred("deadlock"))
    vars(world.powerpro)["rows_in_scope"] = None  # A host without the port.
    assert [each.enrolment_id for each in world.agent().plan(only="results").writing] == ["1001"]
    report = world.run(only="results")
    assert ended(report) == ""
    assert outcomes(report, "results")["1001"] == "written"
    assert report.counts("results") == {"written": 1, "failed": 1}


# --- holds and failures -----------------------------------------------------------


def test_a_hold_ends_once_the_enrolment_is_no_longer_due() -> None:
    held = enrolment(deferment_date=EXPORT_DATE)
    world = rto(held, policy=careful(), saving=Saving())
    world.run()
    assert [each.reason for each in world.releases.standing()] == ["deferment-date"]
    assert list(world.asked.waits(StageName.PROVISIONING)) == [booking()]
    world.powerpro.put_enrolment(enrolment(deferment_date=EXPORT_DATE, export=False))
    world.run()
    assert world.releases.standing() == ()


def test_a_failure_is_kept_with_its_stage_and_ends_once_it_is_mended() -> None:
    world = rto(provisioned(unit(), client=JOANA), talent=portal_with_joana())
    world.run()
    (failure,) = world.lists.failures()
    assert (failure.stage, failure.reason) == (StageName.RESULTS, "results-unreachable")
    world.powerpro.put_client(evolve(JOANA, secondary_id="7"))
    world.run()
    assert world.lists.failures() == ()


# --- an approved plan -------------------------------------------------------------


def test_what_was_not_approved_is_not_written() -> None:
    world = rto(enrolment(), enrolment("1002", PINK))
    plan = world.agent().plan()
    report = world.agent().apply(evolve(plan, records=plan.records[1:]))
    assert outcomes(report) == {"1001": "deferred", "1002": "provisioned"}
    assert [each.email for each in world.talent.users.values()] == [PINK.email]
    assert [each.stage for each in world.journal.entries()] == [StageName.PROVISIONING]


@pytest.mark.parametrize("approved", [False, True])
def test_the_rest_of_one_persons_enrolments_follows_unless_a_plan_was_approved(
    approved: bool,
) -> None:
    """A second slice would see the new Talent user, and so seem to differ from the plan."""
    fruit = evolve(COURSE, code=CourseCode("FRUIT"), talent_course_id="127")
    world = rto(enrolment(), enrolment("1002", JOANA, fruit))
    world.talent.put_course(evolve(TALENT_COURSE, id=TalentCourseId("127")))
    plan = world.agent().plan()
    world.talent = cast(Any, MeteredTalent(world.talent, 22))
    report = world.agent().apply(plan) if approved else world.run(only="provisioning")
    last = "not reached" if approved else "provisioned"
    assert outcomes(report) == {"1001": "provisioned", "1002": last}
    assert ended(report) == ("quota" if approved else "")


# --- brakes -----------------------------------------------------------------------


def test_a_limit_counts_what_earlier_runs_wrote_within_a_day() -> None:
    world = rto(policy=evolve(Policy.guide(), users_created=1))
    world.run()
    world.powerpro.put_enrolment(enrolment("1002", PINK))
    assert ended(world.run()) == "users_created"
    world.clock.pass_days()
    world.clock.now += timedelta(seconds=1)
    assert outcomes(world.run()) == {"1002": "provisioned"}


def test_whom_an_earlier_run_reported_as_missing_stops_no_later_one() -> None:
    world = results_college(6, 1)
    world.policy = evolve(Policy.guide(), brake_floor=1)
    world.run("results")
    holds = required(world.state.holds)
    for each in tuple(world.powerpro.enrolments)[:2]:
        # A hold of the other stage says nothing about the Talent user.
        hold = undone_hold(StageName.PROVISIONING, each, "r1", None)
        holds.ended(each.id, StageName.PROVISIONING, [hold])
    for number in ("1000", "1001"):
        del world.talent.talent.users[TalentUserId(number)]
        del world.talent.talent.enrolled[TalentUserId(number), COURSE_126]
    assert ended(world.run("results")) == "known_users_missing"
    world.agent().run(only="results", release=["known_users_missing"])
    again = world.run("results")
    assert ended(again) == ""
    assert outcomes(again, "results") == {"0": "failed", "1": "failed"}


def test_a_share_is_judged_once_the_stage_has_been_looked_at_as_a_whole() -> None:
    new = [enrolment(f"N{n}", student(n, secondary_id=str(n)), course(1)) for n in range(1, 8)]
    world = college(40, new=new, reserve=0, policy=evolve(Policy.guide(), brake_floor=1))
    for number, each in enumerate(new, 1):
        # TalentLMS has the first one under another id.
        user_id = TalentUserId(str(number if number > 1 else 1000))
        world.talent.put_user(
            TalentUser(user_id, each.client.email, "Len", "Caster", each.client.email)
        )
    report = world.agent().run(only="provisioning")
    assert ended(report) == ""
    assert report.counts("provisioning") == {"provisioned": 7}


# --- the quota of calls -----------------------------------------------------------


class StopsAtOnce(RunListener):
    """Stops its agent as soon as a record has been rehearsed."""

    agent: Agent

    @override
    def progressed(self, stage: StageName, phase: str, done: int, total: int | None) -> None:
        self.agent.stop()


def test_where_the_quota_or_a_person_ends_a_stage_the_holds_of_the_others_stay() -> None:
    rows = [evolve(each, deferment_date=EXPORT_DATE) for each in many(2)]
    world = rto(*rows, policy=careful())
    world.run()
    there = world.releases.standing()
    assert len(there) == 2
    world.talent = cast(Any, MeteredTalent(world.talent, 0))
    assert ended(world.run()) == "quota"
    assert world.releases.standing() == there
    listener = StopsAtOnce()
    world.talent = portal()
    listener.agent = world.agent(listeners=[listener])
    assert ended(listener.agent.run()) == "interrupted"
    assert world.releases.standing() == there
