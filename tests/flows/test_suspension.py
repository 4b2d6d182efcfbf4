"""Suspension of withdrawn enrolments, over whole runs of the guide's RTO."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from attrs import evolve

from support.by_hand import answered
from support.the_guide import (
    COURSE,
    COURSE_126,
    JOANA,
    JOANA_7,
    LOG,
    PERTH,
    PINK,
    TALENT_COURSE,
    TODAY,
    USER_7,
    Rto,
    booking,
    careful,
    ended,
    enrolment,
    only,
    portal_with_joana,
    provisioned,
    rto,
    rules,
    unit,
)
from talent_powerpro import RunReport
from talent_powerpro.adapters.memory import MemoryPowerPro
from talent_powerpro.adapters.memory.state import MemoryVerifiedLinks
from talent_powerpro.cli.exits import Exit, of_report
from talent_powerpro.errors import Failed, NoAnswer, Refused
from talent_powerpro.flows.suspension import (
    Returned,
    Suspended,
    give_back,
    left_before,
    needed_by_others,
    suspend,
)
from talent_powerpro.model import (
    Client,
    CourseCode,
    Enrolment,
    TalentCourseId,
    TalentEnrolment,
    TalentUser,
    TalentUserId,
)
from talent_powerpro.records.holds import Answer, Decision
from talent_powerpro.records.links import UNKNOWN, Linkage, LinkBasis, VerifiedLink
from talent_powerpro.records.record import Record, StageName
from talent_powerpro.records.suspension import Suspension
from talent_powerpro.records.write import Enrol, Unenrol
from talent_powerpro.rules.policy import Reaction
from talent_powerpro.rules.policy_values import OnWithdrawal

TUESDAY = datetime(2022, 6, 14, 9, tzinfo=PERTH)
WEDNESDAY, THURSDAY = TUESDAY + timedelta(days=1), TUESDAY + timedelta(days=2)
FRIDAY = TUESDAY + timedelta(days=3)
OTHER = evolve(COURSE, code=CourseCode("ICT30120-B"))
"""Another course of PowerPro, with the same Talent course."""
LINKED = evolve(JOANA, secondary_id="7")
LEAVES = (Unenrol(USER_7, COURSE_126),)
COMES_BACK = (Enrol(USER_7, COURSE_126),)


def another(**changes: object) -> Enrolment:
    """Joana's enrolment 1002 in `OTHER`."""
    plain = enrolment("1002", LINKED, OTHER, contact_logs=(LOG,))
    return evolve(plain, **changes)  # type: ignore[arg-type]  # any field


def withdrawn(*others: Enrolment, mode: OnWithdrawal = OnWithdrawal.SUSPEND) -> Rto:
    """Joana's RTO: seen in scope on Tuesday, withdrawn on Wednesday."""
    world = rto(provisioned(unit()), *others, talent=portal_with_joana())
    world.links = MemoryVerifiedLinks()
    world.policy = evolve(world.policy, on_withdrawal=mode)
    run_on(world, TUESDAY)
    withdraw(world)
    return world


LEFT_ON = WEDNESDAY.date()


def withdraw(world: Rto, on: date | None = LEFT_ON, **changes: object) -> None:
    now = evolve(world.enrolment(), withdrawal_date=on)
    world.powerpro.put_enrolment(evolve(now, **changes))  # type: ignore[arg-type]  # any field


def run_on(world: Rto, now: datetime) -> RunReport:
    world.clock.now = now
    return world.run()


def suspension(report: RunReport) -> Record:
    return only(report.of("suspension"))


def is_in(world: Rto) -> bool:
    return (USER_7, COURSE_126) in world.talent.enrolled


def remembered(world: Rto) -> Suspension | None:
    id_ = world.enrolment().id
    return world.suspensions.suspensions_of([id_]).get(id_)


# --- when -------------------------------------------------------------------------


def test_on_the_day_after_the_withdrawal_the_student_leaves_the_talent_course() -> None:
    world = withdrawn()
    assert run_on(world, WEDNESDAY).of("suspension") == ()
    assert is_in(world)
    report = run_on(world, THURSDAY)
    record = suspension(report)
    assert (record.status, record.writes) == ("written", LEAVES)
    assert not is_in(world)
    assert report.stages == tuple(StageName)
    assert of_report(report) is Exit.DONE
    assert remembered(world) == Suspension(record.enrolment_id, USER_7, (COURSE_126,))
    began = world.messages.index("Suspension of JOANA GOMEZ (2021000017), ICT30120-A")
    assert world.messages[began + 1 :] == [
        "Joana Gomez was withdrawn on 15/06/2022.",
        "Taking Talent User 7 out of Talent Course ID 126...",
        "<<< PowerPro-Talent Integration Agent ended <<<",
    ]


def test_its_last_look_comes_first_in_the_same_run() -> None:
    world = withdrawn()
    world.talent.complete(USER_7, COURSE_126, "ICTWEB304", WEDNESDAY)
    report = run_on(world, THURSDAY)
    asked = world.talent.script.asked
    assert asked.index("unenrol") > len(asked) - 1 - asked[::-1].index("progress")
    assert len(report.lists.closed_before_results) == 1
    assert not is_in(world)


def test_without_a_last_look_nobody_leaves() -> None:
    world = withdrawn()
    world.talent.script.raises("progress", NoAnswer("timed out"))
    assert run_on(world, THURSDAY).of("suspension") == ()
    assert is_in(world)
    run_on(world, FRIDAY)
    assert not is_in(world)


def test_a_stage_that_is_named_makes_no_last_look_and_suspends_nobody() -> None:
    world = withdrawn()
    world.clock.now = THURSDAY
    assert world.run(only="suspension").wrote == 0
    assert is_in(world)


def test_a_second_run_asks_nothing_and_a_person_who_enrols_again_wins() -> None:
    world = withdrawn()
    run_on(world, THURSDAY)
    asked = len(world.talent.script.asked)
    world.talent.put_enrolment(USER_7, COURSE_126)
    assert run_on(world, FRIDAY).wrote == 0
    assert is_in(world)
    assert world.talent.script.asked[asked:] == []


def test_a_plan_says_what_the_run_does_and_apply_does_it() -> None:
    world = withdrawn()
    world.clock.now = THURSDAY
    plan = world.agent().plan()
    assert is_in(world)
    assert only(plan.writing).writes == LEAVES
    assert plan.stages == tuple(StageName)
    assert suspension(world.agent().apply(plan)).writes == LEAVES
    assert not is_in(world)


def test_a_plan_knows_the_link_that_its_own_last_look_verifies() -> None:
    """Another agent provisioned her, and no run has seen her in scope."""
    gone = evolve(provisioned(unit()), withdrawal_date=LEFT_ON)
    world = rto(gone, talent=portal_with_joana())
    world.policy = evolve(world.policy, on_withdrawal=OnWithdrawal.SUSPEND)
    world.clock.now = THURSDAY
    assert only(world.agent().plan().writing).writes == LEAVES
    assert suspension(world.run()).writes == LEAVES


def test_a_plan_that_was_carried_out_meanwhile_defers_nothing() -> None:
    world = withdrawn()
    world.clock.now = THURSDAY
    plan = world.agent().plan()
    world.run()
    assert world.agent().apply(plan).records == ()


def test_a_plan_for_a_student_who_came_back_is_deferred() -> None:
    world = withdrawn()
    world.clock.now = THURSDAY
    plan = world.agent().plan()
    withdraw(world, None)
    report = world.agent().apply(plan)
    assert (suspension(report).status, suspension(report).reason) == ("deferred", "plan-changed")
    assert is_in(world)


def test_a_plan_of_an_rto_that_turned_it_off_since_writes_nothing() -> None:
    world = withdrawn()
    world.clock.now = THURSDAY
    plan = world.agent().plan()
    world.policy = evolve(world.policy, on_withdrawal=OnWithdrawal.NONE)
    report = world.agent().apply(plan)
    assert report.stages == (StageName.PROVISIONING, StageName.RESULTS)
    assert suspension(report).reason == "plan-changed"
    assert is_in(world)


def test_a_cancelled_booking_counts_from_the_day_it_was_seen() -> None:
    world = withdrawn()
    withdraw(world, None, booking_status=" CANCELLED ")
    assert run_on(world, WEDNESDAY).of("suspension") == ()
    assert suspension(run_on(world, THURSDAY)).writes == LEAVES
    assert "Joana Gomez was cancelled on 15/06/2022." in world.messages


@pytest.mark.parametrize(
    "changes",
    [
        {"completion_date": WEDNESDAY.date()},
        {"active": False},
    ],
    ids=["completed", "inactive"],
)
def test_who_is_not_withdrawn_stays(changes: dict[str, Any]) -> None:
    """More of them are in `rules/test_withdrawal`."""
    world = withdrawn()
    withdraw(world, None, **changes)
    for now in (THURSDAY, THURSDAY + timedelta(hours=1)):
        assert run_on(world, now).of("suspension") == ()
    assert is_in(world)


def test_an_rto_that_fetches_results_of_the_withdrawn_suspends_nobody() -> None:
    world = withdrawn()
    world.policy = evolve(world.policy, drop_conditions={"enrolment-active"})
    assert run_on(world, THURSDAY).of("suspension") == ()
    assert is_in(world)


# --- another enrolment ------------------------------------------------------------


@pytest.mark.parametrize(
    "other",
    [
        another(),
        another(contact_logs=(), export_date=date(2022, 7, 1), client=PINK),
    ],
    ids=["active", "to be provisioned for another client"],
)
def test_a_talent_course_that_another_enrolment_needs_is_not_left(other: Enrolment) -> None:
    """Which enrolments need theirs: `rules/test_withdrawal`."""
    if other.client is PINK:
        other = evolve(other, client=evolve(PINK, secondary_id="07"))
    world = withdrawn(other)
    calls = len(world.talent.script.asked)
    assert run_on(world, THURSDAY).of("suspension") == ()
    assert is_in(world)
    assert {"unenrol", "user_by_id"}.isdisjoint(world.talent.script.asked[calls:])


@pytest.mark.parametrize(
    "other",
    [
        another(withdrawal_date=TUESDAY.date(), units=()),
        another(course=evolve(OTHER, talent_course_id="127"), contact_logs=()),
    ],
    ids=["withdrawn too", "another Talent course"],
)
def test_an_enrolment_that_does_not_need_it_keeps_nobody_in(other: Enrolment) -> None:
    world = withdrawn(other)
    world.powerpro.put_enrolment(other)
    run_on(world, THURSDAY)
    assert not is_in(world)


def test_once_the_other_is_withdrawn_as_well_the_student_leaves() -> None:
    world = withdrawn(another())
    assert run_on(world, THURSDAY).wrote == 0
    world.powerpro.put_enrolment(another(withdrawal_date=THURSDAY.date(), units=()))
    report = run_on(world, FRIDAY)
    assert [each.writes for each in report.of("suspension")] == [LEAVES]
    assert {each.enrolment_id for each in report.of("suspension")} <= {"1001", "1002"}
    assert world.suspensions.every_suspended() == ("1001", "1002")


def test_of_two_talent_courses_only_the_one_that_nothing_needs_is_left() -> None:
    """The Talent Course ID was changed since, and another enrolment needs the new one."""
    moved = evolve(COURSE, talent_course_id="127")
    world = withdrawn(another(course=evolve(OTHER, talent_course_id="127"), contact_logs=()))
    second = TalentCourseId("127")
    world.talent.put_course(evolve(TALENT_COURSE, id=second))
    world.talent.put_enrolment(USER_7, second)
    world.powerpro.put_course(moved)
    run_on(world, THURSDAY)
    assert not is_in(world)
    assert (USER_7, second) in world.talent.enrolled
    assert remembered(world) == Suspension(world.enrolment().id, USER_7, (COURSE_126,), whole=False)
    asked = len(world.talent.script.asked)
    run_on(world, FRIDAY)
    assert "user_by_id" not in world.talent.script.asked[asked:]
    gone = evolve(another(course=evolve(OTHER, talent_course_id="127")), contact_logs=())
    world.powerpro.put_enrolment(evolve(gone, withdrawal_date=THURSDAY.date()))
    run_on(world, FRIDAY)
    assert (USER_7, second) not in world.talent.enrolled
    left = remembered(world)
    assert left is not None
    assert (left.course_ids, left.whole) == ((COURSE_126, second), True)


def test_who_was_put_back_by_hand_stays_there_when_the_other_course_is_left() -> None:
    second, moved = TalentCourseId("127"), evolve(COURSE, talent_course_id="127")
    other = another(course=evolve(OTHER, talent_course_id="127"), contact_logs=())
    world = withdrawn(other)
    world.talent.put_course(evolve(TALENT_COURSE, id=second))
    world.talent.put_enrolment(USER_7, second)
    world.powerpro.put_course(moved)
    run_on(world, THURSDAY)
    world.talent.put_enrolment(USER_7, COURSE_126)
    world.powerpro.put_enrolment(evolve(other, withdrawal_date=THURSDAY.date()))
    run_on(world, FRIDAY)
    assert is_in(world)
    assert (USER_7, second) not in world.talent.enrolled


# --- who leaves -------------------------------------------------------------------


def test_a_student_who_has_left_already_is_remembered_without_a_call_to_remove() -> None:
    world = withdrawn()
    world.talent.enrolled.clear()
    assert run_on(world, THURSDAY).wrote == 0
    assert remembered(world) is not None
    assert "unenrol" not in world.talent.script.asked


def test_that_talentlms_says_not_enrolled_is_success() -> None:
    """The list of the user's courses came before a person removed them."""
    world = withdrawn()
    remove = type(world.talent).unenrol

    def removed_meanwhile(user_id: TalentUserId, course_id: TalentCourseId) -> object:
        world.talent.enrolled.clear()
        return remove(world.talent, user_id, course_id)

    world.talent.unenrol = removed_meanwhile  # type: ignore[assignment,method-assign]
    report = run_on(world, THURSDAY)
    assert (report.of("suspension"), report.wrote) == ((), 0)
    assert remembered(world) is not None


def test_a_talent_user_who_does_not_exist_has_no_access() -> None:
    world = withdrawn()
    world.powerpro.put_enrolment(evolve(world.enrolment(), units=()))
    del world.talent.users[USER_7]
    assert run_on(world, THURSDAY).wrote == 0
    assert remembered(world) is not None


@pytest.mark.parametrize("reason", ["unknown-course", "unknown-user", "deleted-user"])
def test_where_course_or_user_does_not_exist_there_is_no_access(reason: str) -> None:
    world = withdrawn()
    world.talent.script.raises("unenrol", Refused("It does not exist", reason=reason))
    assert run_on(world, THURSDAY).of("suspension") == ()
    assert remembered(world) is not None


def test_any_other_refusal_fails_the_record_and_is_tried_again() -> None:
    world = withdrawn()
    world.talent.script.raises("unenrol", Refused("No.", reason="unknown-answer"))
    record = suspension(run_on(world, THURSDAY))
    assert (record.status, record.reason) == ("failed", "unknown-answer")
    left = remembered(world)
    assert left is not None
    assert not left.settled
    assert suspension(run_on(world, FRIDAY)).writes == LEAVES


@pytest.mark.parametrize(
    ("changes", "what"),
    [
        ({"user_type": "Trainer-Type"}, "Trainer-Type"),
        ({"enrolments": (TalentEnrolment(COURSE_126, "instructor"),)}, "instructor"),
    ],
)
def test_who_teaches_stays_and_that_is_reported_once(changes: dict[str, object], what: str) -> None:
    world = withdrawn()
    staff = evolve(JOANA_7, **changes)  # type: ignore[arg-type]  # any field

    def looked_up(_: TalentUserId) -> TalentUser:
        return staff if staff.enrolments else evolve(staff, enrolments=JOANA_IN)

    world.talent.user_by_id = looked_up  # type: ignore[assignment,method-assign]
    record = suspension(run_on(world, THURSDAY))
    (remark,) = record.remarks
    assert (remark.reason, remark.message) == (
        "staff-not-suspended",
        "JOANA GOMEZ (2021000017) was withdrawn from ICT30120-A, but Talent User 7 is "
        f"{what} in TalentLMS and stays in Talent course 126.",
    )
    assert (record.status, record.writes) == ("unchanged", ())
    assert run_on(world, FRIDAY).of("suspension") == ()


JOANA_IN = (TalentEnrolment(COURSE_126),)


def test_without_a_secondary_id_nobody_is_asked_for() -> None:
    world = withdrawn()
    world.powerpro.put_client(JOANA)
    assert run_on(world, THURSDAY).of("suspension") == ()


@pytest.mark.parametrize("basis", [None, LinkBasis.OF_ANOTHER])
def test_over_a_link_that_is_not_verified_a_person_decides(basis: LinkBasis | None) -> None:
    """The units have results, so that no last look has looked at the user."""
    world = withdrawn()
    world.links = MemoryVerifiedLinks()
    if basis:  # Of a time in which the policy only reported it.
        world.policy = evolve(world.policy, secondary_ids_of_others=Reaction.HOLD)
        link = VerifiedLink(JOANA.code, USER_7, "powerpro.talentlms.com", basis)
        world.links.remember_links([link])
    done = unit(outcome="20 - Competency achieved/pass", outcome_date=TUESDAY.date())
    world.powerpro.put_enrolment(evolve(world.enrolment(), units=(done,)))
    report = run_on(world, THURSDAY)
    record = suspension(report)
    assert (record.status, record.reason) == ("held", "suspension-unverified")
    assert is_in(world)
    (hold,) = record.holds
    world.releases.answer(released(hold.facts))
    assert suspension(run_on(world, FRIDAY)).writes == LEAVES


def released(facts: tuple[str, ...]) -> Answer:
    return Answer(
        Decision.RELEASE, booking(), "suspension-unverified", facts, "said", "P", "theirs", FRIDAY
    )


def test_who_left_before_the_agent_saw_them_stays() -> None:
    """The RTO's history from before the setting: enrolments that no run has seen."""
    long_ago = evolve(provisioned(unit()), withdrawal_date=date(2022, 5, 1))
    lately = another(withdrawal_date=date(2022, 6, 1), units=())
    world = rto(long_ago, talent=portal_with_joana())
    world.links = MemoryVerifiedLinks()
    world.policy = evolve(world.policy, on_withdrawal=OnWithdrawal.SUSPEND)
    assert run_on(world, THURSDAY).of("suspension") == ()
    world.powerpro.put_enrolment(lately)
    report = run_on(world, THURSDAY)
    assert only(report.of("suspension")).enrolment_id == "1002"


# --- brakes -----------------------------------------------------------------------


def test_more_than_the_brake_allows_stops_the_stage_until_a_person_releases_it() -> None:
    world = withdrawn()
    world.policy = evolve(world.policy, users_suspended=0)
    report = run_on(world, THURSDAY)
    assert ended(report) == "users_suspended"
    assert is_in(world)
    assert world.run(release=["users_suspended"]).wrote == 1


# --- the return -------------------------------------------------------------------


def suspended() -> Rto:
    world = withdrawn()
    run_on(world, THURSDAY)
    return world


def test_a_student_who_comes_back_is_enrolled_again_before_results_are_fetched() -> None:
    world = suspended()
    world.talent.left[USER_7, COURSE_126].clear()
    withdraw(world, None)
    report = run_on(world, FRIDAY)
    record = only(report.records)
    assert (record.stage, record.status, record.writes) == ("provisioning", "written", COMES_BACK)
    assert is_in(world)
    assert remembered(world) is None
    assert "Joana Gomez is enrolled again after a withdrawal." in world.messages
    assert run_on(world, FRIDAY).records == ()


def test_a_second_withdrawal_is_carried_out_again() -> None:
    world = suspended()
    withdraw(world, None)
    run_on(world, FRIDAY)
    withdraw(world, FRIDAY.date())
    run_on(world, FRIDAY + timedelta(days=1))
    assert not is_in(world)


def test_an_unticked_export_box_keeps_the_student_out() -> None:
    world = suspended()
    withdraw(world, None, export=False)
    assert run_on(world, FRIDAY).of("provisioning") == ()
    assert not is_in(world)
    assert remembered(world) is not None


def test_a_person_who_enrolled_the_student_again_saves_the_agent_the_call() -> None:
    world = suspended()
    withdraw(world, None)
    world.talent.put_enrolment(USER_7, COURSE_126)
    assert run_on(world, FRIDAY).wrote == 0
    assert remembered(world) is None


def test_over_a_link_that_is_not_verified_nobody_is_enrolled_again() -> None:
    world = suspended()
    withdraw(world, None)
    world.links = MemoryVerifiedLinks()
    assert run_on(world, FRIDAY).of("provisioning") == ()
    assert run_on(world, FRIDAY).of("provisioning") != ()  # The results stage looked at the user.
    assert is_in(world)


def test_a_return_without_an_answer_is_tried_again() -> None:
    world = suspended()
    withdraw(world, None)
    world.talent.script.raises("enrol", NoAnswer("timed out"))
    assert only(run_on(world, FRIDAY).of("provisioning")).status == "deferred"
    left = remembered(world)
    assert left is not None
    assert not left.settled
    assert only(run_on(world, FRIDAY).of("provisioning")).writes == COMES_BACK


def test_where_it_is_turned_off_nobody_is_enrolled_again() -> None:
    world = suspended()
    withdraw(world, None)
    world.policy = evolve(world.policy, on_withdrawal=OnWithdrawal.NONE)
    report = run_on(world, FRIDAY)
    assert only(report.records).reason == "results-unreachable"


# --- the list ---------------------------------------------------------------------


def test_by_setting_withdrawn_students_are_only_listed() -> None:
    world = withdrawn(mode=OnWithdrawal.REPORT)
    asked = len(world.talent.script.asked)
    report = run_on(world, WEDNESDAY)
    (entry,) = report.lists.withdrawn
    assert entry.new
    assert of_report(report) is Exit.ATTENTION
    assert world.talent.script.asked[asked:] == []
    again = run_on(world, THURSDAY)
    (entry,) = again.lists.withdrawn
    assert entry.where == (
        "Take Talent user 7 out of Talent course 126 in TalentLMS > Courses, if the student is to "
        "lose access.",
    )
    assert not entry.new
    assert of_report(again) is Exit.DONE
    assert of_report(again, strict=True) is Exit.ATTENTION
    assert is_in(world)
    assert [each for each in world.messages if each.startswith("Withdrawn: ")] == [
        "Withdrawn: JOANA GOMEZ (2021000017), ICT30120-A: withdrawn on 15/06/2022, and may still "
        "have access to Talent course 126 -> First let a run of a later day look for results once "
        "more. Then take Talent user 7 out of Talent course 126 in TalentLMS > Courses, if the "
        "student is to lose access."
    ]


# --- edits meanwhile --------------------------------------------------------------


def test_an_enrolment_that_is_gone_or_active_again_is_left_alone() -> None:
    id_ = booking("1001")
    gone = give_back(Suspension(id_, USER_7, (COURSE_126,)), rules(), TODAY, UNKNOWN)
    assert answered(gone)[1] == Returned(id_, forgotten=True)
    assert answered(suspend(id_, rules(), TODAY))[1] == Suspended()
    active = MemoryPowerPro([provisioned(unit())])
    assert answered(suspend(id_, rules(), TODAY), powerpro=active)[1] == Suspended()


@pytest.mark.parametrize(
    ("before", "left"),
    [
        (None, ()),
        (Suspension(booking(), USER_7, (COURSE_126,)), (COURSE_126,)),
        (Suspension(booking(), USER_7, (COURSE_126,), settled=False), ()),
        (Suspension(booking(), TalentUserId("8"), (COURSE_126,)), ()),
    ],
    ids=["nothing", "left", "not known", "another Talent user"],
)
def test_only_what_this_very_user_is_known_to_have_left_is_not_left_again(
    before: Suspension | None, left: tuple[TalentCourseId, ...]
) -> None:
    assert left_before(before, USER_7) == left


def test_who_has_left_every_talent_course_before_is_not_asked_for_again() -> None:
    before = Suspension(booking(), USER_7, (COURSE_126,))
    gone = MemoryPowerPro([evolve(provisioned(), withdrawal_date=YESTERDAY)])
    flow = suspend(booking(), rules(LEAVING), TODAY, before, Linkage("", LINK))
    calls, value = answered(flow, powerpro=gone)
    assert value == Suspended()
    assert "user_by_id" not in [each.action for each in calls]


YESTERDAY = date(2022, 6, 1)
LEAVING = evolve(careful(), on_withdrawal=OnWithdrawal.SUSPEND)


def due_in(number: str, client: Client, talent_course: str) -> Enrolment:
    """An enrolment that is still to be provisioned, and so needs its Talent course."""
    return enrolment(number, client, evolve(COURSE, talent_course_id=talent_course))


@pytest.mark.parametrize("own", [LINKED, JOANA], ids=["linked", "no longer linked"])
def test_the_other_enrolments_of_all_who_have_the_talent_user_count(own: Client) -> None:
    one = due_in("1002", LINKED, "127")
    other = due_in("1003", evolve(PINK, secondary_id="7"), "128")
    powerpro = MemoryPowerPro([BACK])
    for each, code in ((one, "A"), (other, "B")):
        course = evolve(each.course, code=CourseCode(code))
        powerpro.put_enrolment(evolve(each, course=course))
    powerpro.put_client(own)
    flow = needed_by_others(BACK, USER_7, rules(), TODAY)
    assert answered(flow, powerpro=powerpro)[1] == {"127", "128"}


BACK = provisioned(unit())
LINK = VerifiedLink(JOANA.code, USER_7, "")


@pytest.mark.parametrize(
    ("now", "link"),
    [
        (evolve(BACK, withdrawal_date=date(2022, 6, 1)), LINK),
        (evolve(BACK, export=False), LINK),
        (evolve(BACK, course=evolve(COURSE, export_to_talent=False)), LINK),
        (evolve(BACK, client=JOANA), LINK),
        (BACK, None),
        (BACK, evolve(LINK, basis=LinkBasis.OF_ANOTHER)),
    ],
    ids=["withdrawn", "unticked", "course unticked", "no Secondary ID", "no link", "doubtful link"],
)
def test_whom_the_office_keeps_out_or_nobody_verified_is_not_enrolled_again(
    now: Enrolment, link: VerifiedLink | None
) -> None:
    """Whatever the run found before: PowerPro may have changed meanwhile."""
    before = Suspension(booking(), USER_7, (COURSE_126,))
    flow = give_back(before, rules(careful()), TODAY, Linkage("", link))
    calls, value = answered(flow, powerpro=MemoryPowerPro([now]))
    assert value == Returned(booking(), forgotten=False)
    assert "enrol" not in [each.action for each in calls]


def test_who_cannot_be_read_is_neither_enrolled_again_nor_forgotten() -> None:
    before = Suspension(booking(), USER_7, (COURSE_126,))
    flow = give_back(before, rules(), TODAY, Linkage("", LINK))
    with pytest.raises(Failed, match="A date"):
        answered(flow, powerpro=MemoryPowerPro([evolve(BACK, unreadable=("A date.",))]))


def test_an_enrolment_that_is_no_longer_provisioned_is_forgotten() -> None:
    before = Suspension(booking(), USER_7, (COURSE_126,))
    flow = give_back(before, rules(), TODAY, Linkage("", LINK))
    undone = MemoryPowerPro([evolve(BACK, contact_logs=())])
    assert answered(flow, powerpro=undone)[1] == Returned(booking(), forgotten=True)


def test_who_comes_back_is_not_enrolled_where_the_agent_took_nobody_out() -> None:
    """The Talent Course ID was changed between the withdrawal and the return."""
    world = withdrawn()
    run_on(world, THURSDAY)
    world.talent.put_course(evolve(TALENT_COURSE, id=TalentCourseId("127")))
    world.powerpro.put_course(evolve(COURSE, talent_course_id="127"))
    withdraw(world, None)
    assert [each.writes for each in run_on(world, FRIDAY).of("provisioning")] == [COMES_BACK]
    assert {course for _, course in world.talent.enrolled} == {COURSE_126}


def test_a_student_who_is_readmitted_during_the_run_stays() -> None:
    pink = evolve(PINK, secondary_id="8")
    second = enrolment("1002", pink, contact_logs=(LOG,), units=())
    world = withdrawn(second)
    world.width = 1
    eight = TalentUserId("8")
    world.talent.put_user(evolve(JOANA_7, id=eight, first_name="Pink", email=pink.email, login="p"))
    world.talent.put_enrolment(eight, COURSE_126)
    run_on(world, WEDNESDAY)
    world.powerpro.put_enrolment(evolve(second, withdrawal_date=LEFT_ON))
    world.talent.script.does("unenrol", lambda: world.powerpro.put_enrolment(second))
    run_on(world, THURSDAY)
    assert not is_in(world)
    assert (eight, COURSE_126) in world.talent.enrolled
