"""Beside another agent: what both write is the same, and each difference has its rule."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import Any, cast

import pytest
from attrs import evolve

from support.beside import Beside, Vanishing, beside, brief, one
from support.counted import CountedCollege, results_college
from support.the_guide import (
    COMPETENT,
    COURSE,
    COURSE_126,
    EXPORT_DATE,
    JOANA,
    PINK,
    USER_7,
    booking,
    careful,
    enrolment,
    finished,
    many,
    portal,
    portal_with_joana,
    provisioned,
    rto,
    unit,
)
from talent_powerpro import Policy
from talent_powerpro.adapters.memory import MeteredTalent
from talent_powerpro.errors import FaultKind, NoAnswer, SettingsFault
from talent_powerpro.model import TalentUser, TalentUserId
from talent_powerpro.records.due import DueMark
from talent_powerpro.records.record import StageName
from talent_powerpro.records.shadow import Compared, ShadowKind
from talent_powerpro.records.shadow_memory import ShadowMemory, StaysDue

SAME, NOT_YET = ShadowKind.SAME, ShadowKind.NOT_YET
ONLY_THEIRS, ONLY_OURS = ShadowKind.ONLY_THEIRS, ShadowKind.ONLY_OURS


def provisioned_beside(**changes: Any) -> Beside:
    """Joana is provisioned, and the first rehearsal is over."""
    found = beside(provisioned(*enrolment().units), talent=portal_with_joana(), **changes)
    found.shadow()
    return found


# --- the same ---------------------------------------------------------------------


def test_the_first_rehearsal_compares_nothing_and_says_so() -> None:
    found = beside(provisioned(unit(outcome=COMPETENT)), talent=portal_with_joana())
    first = found.shadow()
    assert (first.is_first, first.same, first.compared, first.since) == (True, 0, (), EXPORT_DATE)
    assert not found.a_day_later().is_first


def test_the_memory_keeps_its_rto_and_its_first_day() -> None:
    found = beside(enrolment())
    found.memory = evolve(found.memory, rto="Perth College")
    first = found.shadow()
    found.world.clock.pass_days(1)
    second = found.shadow()
    assert (second.since, second.is_first) == (first.today, False)
    assert (found.memory.rto, found.memory.since) == ("Perth College", first.today)
    (kept,) = found.memory.planned
    assert (kept.key.enrolment_id, kept.client_code) == ("1001", "2021000017")


def test_what_was_planned_and_then_written_by_the_other_agent_is_the_same() -> None:
    found = beside()
    assert brief(found.shadow()) == [(NOT_YET, "1001", ())]
    assert one(found.shadow()).ours == "a new Talent user, Talent course 126"
    found.they_provision()
    later = found.a_day_later()
    assert (later.same, later.compared, later.totals) == (1, (), {SAME: 1})
    assert found.a_day_later().same == 0, "It is told once."
    assert found.a_day_later().totals == {SAME: 1}


def test_what_the_other_agent_wrote_first_is_judged_as_if_it_had_not_been_written() -> None:
    found = beside(enrolment("2", PINK, export_date=None))
    found.shadow()
    found.edit("2", export_date=EXPORT_DATE)
    found.they_provision("2", "8", "Talent Course: 126")
    later = found.shadow()
    assert (later.same, later.compared) == (1, ())


def test_a_missed_day_is_judged_by_the_date_of_the_contact_log() -> None:
    found = beside(enrolment(export_date=EXPORT_DATE + timedelta(days=1)))
    assert found.shadow().compared == ()
    # Before eight in Perth it is yesterday in UTC.
    found.world.clock.now += timedelta(days=3, hours=-9)
    found.they_provision(days_ago=2)
    assert found.shadow().same == 1


def test_a_result_is_the_same_planned_before_or_not() -> None:
    found = provisioned_beside()
    found.finish()
    found.world.clock.pass_days(12)
    assert brief(found.shadow()) == [(NOT_YET, "1001 ICTWEB304", ())]
    found.they_result()
    found.finish("ICTWEB305")
    found.they_result("ICTWEB305")
    later = found.a_day_later()
    assert (later.same, later.compared) == (2, ())


def test_provisioning_and_results_of_one_day_are_the_same_where_the_user_was_there() -> None:
    found = beside(enrolment(), talent=finished("ICTWEB304"))
    found.edit(export_date=None)
    found.shadow()
    found.edit(export_date=EXPORT_DATE)
    found.they_provision()
    found.they_result()
    later = found.shadow()
    assert (later.same, later.compared) == (2, ())


# --- nothing is written, marked or asked twice ------------------------------------


def test_neither_system_nor_the_state_changes() -> None:
    found = beside(enrolment(), enrolment("2", PINK), talent=portal())
    world = found.world
    for _ in range(3):
        found.a_day_later()
    assert (world.talent.users, world.messages, world.journal.runs()) == ({}, [], ())
    assert world.journal.due_marks() == ()
    assert world.releases.standing() == ()
    assert world.asked.looked_at([booking()]) == {}
    assert world.enrolment().provisioning_log is None


def test_a_rehearsal_takes_no_lock() -> None:
    found = beside()
    with found.world.lock.hold("run"):
        assert len(found.shadow().compared) == 1


def calls_of(college: CountedCollege, memory: ShadowMemory) -> tuple[ShadowMemory, Counter[str]]:
    """A day's rehearsal, with the calls of each kind that it made."""
    college.talent.calls.clear()
    _, memory = college.agent().shadow(memory)
    college.wait(days=1)
    return memory, Counter(college.talent.calls)


def test_who_has_no_news_is_asked_about_once_a_week() -> None:
    college = results_college(40, 2, verified=False)
    memory, calls = ShadowMemory(), list[Counter[str]]()
    for _ in range(8):
        memory, made = calls_of(college, memory)
        calls.append(made)
    assert calls[0] == {"roster": 2, "listed_users": 1, "progress": 40}
    assert calls[1:7] == [{"roster": 2}] * 6
    assert calls[7] == {"roster": 2, "progress": 40}


def test_a_withdrawn_student_is_asked_about_once_more() -> None:
    college = results_college(3, 1)
    memory, _ = calls_of(college, ShadowMemory())
    (first, *_) = college.powerpro.enrolments
    college.powerpro.put_enrolment(evolve(first, withdrawal_date=college.now.date()))
    made = []
    for _ in range(4):
        memory, calls = calls_of(college, memory)
        made.append(calls["progress"])
    assert made == [0, 1, 0, 0]


def test_where_the_quota_ends_rehearsals_the_courses_take_turns() -> None:
    college = results_college(3, 3)
    college.limit = 1
    memory = ShadowMemory()
    for tried in (1, 2, 3):
        memory, _ = calls_of(college, memory)
        assert len(memory.calls.tried) == tried


def test_the_reserve_of_the_quota_is_left_to_the_other_agent() -> None:
    talent = MeteredTalent(portal(), 4)
    found = Beside(rto(*many(3), talent=cast(Any, talent)))
    cut = found.shadow(reserve=0)
    assert talent.refused == 0
    assert cut.stopped is not None
    assert cut.stopped.kind is FaultKind.QUOTA
    assert [each.enrolment_id for each in cut.compared] == ["1", "2"]


def test_what_the_quota_hid_stays_planned() -> None:
    found = Beside(rto(*many(3), policy=evolve(Policy.guide(), export_window=7)))
    assert len(found.shadow().compared) == 3
    found.world.talent = cast(Any, MeteredTalent(portal(), 3))
    later = found.a_day_later(reserve=0)
    assert later.stopped is not None
    assert [each.kind for each in later.compared] == [ONLY_OURS] * 3


def test_what_could_not_be_judged_is_judged_the_next_time() -> None:
    found = beside(enrolment(export_date=None))
    found.shadow()
    found.edit(export_date=EXPORT_DATE)
    found.they_provision()
    plenty = found.world.talent
    found.world.talent = cast(Any, MeteredTalent(portal(), 1))
    cut = found.shadow(reserve=0)
    assert cut.same == 0
    assert cut.not_judged == (
        "JOANA GOMEZ (2021000017), enrolment 1001: TalentLMS's quota of calls did not suffice.",
    )
    found.world.talent = plenty
    assert found.shadow().same == 1


@pytest.mark.parametrize("times", [1, 2], ids=["judged", "judged and planned"])
def test_a_plan_waits_while_its_enrolment_cannot_be_judged(times: int) -> None:
    found = provisioned_beside()
    found.world.clock.pass_days(12)
    found.finish()
    found.shadow()
    found.they_result("ICTWEB305")
    found.finish("ICTWEB306")
    silent = NoAnswer("TalentLMS did not answer.")
    found.world.talent.script.raises("progress", *[silent] * times)
    cut = found.a_day_later()
    assert [brief(cut), len(cut.not_judged)] == [
        [(ONLY_OURS, "1001 ICTWEB304", ("other-agent",))],
        1,
    ]
    assert [each[:2] for each in brief(found.shadow())] == [
        (ONLY_THEIRS, "1001 ICTWEB305"),
        (ONLY_OURS, "1001 ICTWEB304"),
        (NOT_YET, "1001 ICTWEB306"),
    ]


def test_an_enrolment_may_be_deleted_at_any_moment() -> None:
    shown_at: list[int] = []
    for reads in range(9):
        found = beside()
        powerpro = Vanishing(found.world.powerpro, reads)
        found.world.powerpro = cast(Any, powerpro)
        shown_at.append(len(found.shadow().compared))
    assert shown_at == sorted(shown_at)
    assert (shown_at[0], shown_at[-1]) == (0, 1)
    assert powerpro.reads > 0, "The last one was deleted after all."


# --- only ours --------------------------------------------------------------------


def test_what_the_other_agent_left_out_is_a_difference_after_a_day() -> None:
    found = beside()
    found.world.clock.now -= timedelta(hours=9)  # Yesterday in UTC.
    found.shadow()
    found.world.clock.now += timedelta(hours=19)
    assert one(found.shadow()) == Compared(
        NOT_YET,
        StageName.PROVISIONING,
        booking(),
        JOANA.code,
        "JOANA GOMEZ",
        COURSE.code,
        ours="a new Talent user, Talent course 126",
        since=EXPORT_DATE,
    )
    found.world.clock.now += timedelta(hours=5)
    later = found.shadow()
    assert brief(later) == [(ONLY_OURS, "1001", ("other-agent",))]
    assert one(later).since == EXPORT_DATE
    assert one(later).remedy == "Look for the student in its own log."
    assert later.totals == {ONLY_OURS: 1}
    again = found.a_day_later()
    assert brief(again) == brief(later)
    assert again.totals == {ONLY_OURS: 1}, "It is counted once."
    found.they_provision()
    late = found.a_day_later()
    assert (late.same, late.compared) == (1, ())


@pytest.mark.parametrize(
    "changes",
    [
        {"booking_status": "Cancelled"},
        {"export_date": EXPORT_DATE + timedelta(days=9)},
        {"export_date": None},
    ],
    ids=str,
)
def test_what_a_person_took_back_is_no_difference(changes: dict[str, Any]) -> None:
    found = beside()
    found.shadow()
    found.edit(**changes)
    assert found.a_day_later().compared == ()


def test_a_plan_is_not_kept_for_an_enrolment_that_is_gone() -> None:
    found = beside(enrolment(), enrolment("2", PINK))
    found.shadow()
    del found.world.powerpro._enrolments[booking("2")]
    assert [each.enrolment_id for each in found.a_day_later().compared] == ["1001"]
    assert [each.mark.enrolment_id for each in found.memory.due] == ["1001"]


def test_a_plan_keeps_its_first_day_and_takes_on_todays_value() -> None:
    found = beside(enrolment(), enrolment("2", PINK))
    found.shadow()
    found.they_provision()
    found.world.talent.put_user(TalentUser(TalentUserId("8"), "p", "Pink", "Panther", PINK.email))
    later = one(found.a_day_later())
    assert (later.kind, later.enrolment_id, later.since) == (ONLY_OURS, "2", EXPORT_DATE)
    assert later.ours == "Talent user 8, Talent course 126"


def test_what_was_settled_is_planned_no_longer_where_the_quota_ends_the_rehearsal() -> None:
    found = provisioned_beside()
    found.world.clock.pass_days(12)
    found.finish()
    found.shadow()
    found.they_result()
    found.world.talent = cast(Any, MeteredTalent(portal_with_joana(), 0))
    cut = found.a_day_later(reserve=0)
    assert cut.stopped
    assert (cut.same, cut.compared) == (1, ())


def test_what_is_held_by_now_is_planned_no_longer() -> None:
    policy = careful()
    found = beside(policy=policy)
    assert len(found.shadow().compared) == 1
    found.edit(deferment_date=EXPORT_DATE + timedelta(days=30))
    assert found.a_day_later().compared == ()


def test_who_was_held_on_the_day_stays_due_as_in_our_own_runs() -> None:
    found = beside(enrolment(deferment_date=EXPORT_DATE), policy=careful(export_window=0))
    assert found.shadow().compared == ()
    found.edit(deferment_date=None)
    found.world.clock.pass_days()
    found.they_provision()
    later = found.shadow()
    assert (later.same, later.compared, found.memory.due) == (1, (), ())


def test_who_was_held_stays_due_where_a_condition_is_unmet_for_a_day() -> None:
    found = beside(enrolment(deferment_date=EXPORT_DATE), policy=careful(export_window=0))
    found.shadow()
    assert found.memory.due == (StaysDue(JOANA.code, DueMark(booking(), EXPORT_DATE)),)
    found.edit(deferment_date=None, booking_status="Tentative")
    assert found.a_day_later().compared == ()
    found.edit(booking_status="Confirmed")
    assert brief(found.a_day_later()) == [(NOT_YET, "1001", ())]


def test_another_export_date_makes_another_due_mark() -> None:
    found = beside(enrolment(deferment_date=EXPORT_DATE), policy=careful(export_window=0))
    found.shadow()
    found.edit(export_date=EXPORT_DATE + timedelta(days=1))
    found.a_day_later()
    found.edit(deferment_date=None)
    assert brief(found.a_day_later()) == [(NOT_YET, "1001", ())]


def test_only_we_provision_who_was_held_on_the_day_by_the_rule_that_they_stay_due() -> None:
    found = beside(enrolment(deferment_date=EXPORT_DATE), policy=careful(export_window=0))
    found.shadow()
    found.edit(deferment_date=None)
    assert brief(found.a_day_later()) == [(NOT_YET, "1001", ())]
    later = one(found.a_day_later())
    assert (later.kind, later.rules) == (ONLY_OURS, ("stays-due",))
    assert later.message == (
        "The export date 02/06/2022 has passed, and who was due and left out stays due."
    )
    assert found.world.journal.due_marks() == ()


def test_whom_the_quota_did_not_reach_stays_due() -> None:
    found = Beside(rto(*many(3), talent=cast(Any, MeteredTalent(portal(), 4))))
    found.shadow(reserve=0)
    assert [each.mark.enrolment_id for each in found.memory.due] == ["1", "2", "3"]
    found.world.talent = portal()
    assert [each.enrolment_id for each in found.a_day_later().compared] == ["1", "2", "3"]


def test_a_wider_window_is_named_for_the_contact_log_and_its_results() -> None:
    policy = evolve(Policy.guide(), export_window=7)
    late = enrolment(export_date=EXPORT_DATE - timedelta(days=2))
    found = beside(late, talent=finished("ICTWEB304"), policy=policy)
    found.world.clock.pass_days(3)
    found.shadow()
    later = found.a_day_later()
    rules = ("export_window", "already-enrolled")
    assert brief(later) == [
        (ONLY_OURS, "1001", rules),
        (ONLY_OURS, "1001 ICTWEB304", rules),
    ]
    assert later.compared[0].message == later.compared[1].message
    assert later.compared[0].message == (
        "The export date 31/05/2022 has passed, and this RTO's export_window of 7 days counts it; "
        "the student is in the Talent course already, which is a success here."
    )


def test_a_condition_that_the_rto_does_without_is_named() -> None:
    policy = evolve(Policy.guide(), drop_conditions=["booking-confirmed"])
    found = beside(enrolment(booking_status="Tentative"), policy=policy)
    found.shadow()
    later = one(found.a_day_later())
    assert later.rules == ("booking-confirmed",)
    assert later.message == (
        "This RTO does without the condition: the booking status is Tentative."
    )


def test_a_result_that_would_replace_another_names_the_hazard() -> None:
    found = beside(
        provisioned(unit(outcome="51 - RPL", outcome_date=EXPORT_DATE)),
        talent=finished("ICTWEB304"),
    )
    found.world.clock.pass_days(12)
    found.shadow()
    later = one(found.a_day_later())
    assert (later.kind, later.rules) == (ONLY_OURS, ("outcome-replaced",))
    found.they_result(outcome="51 - RPL", on=EXPORT_DATE + timedelta(days=1), comment="seen")
    changed = found.a_day_later()
    assert [each.kind for each in changed.compared] == [ShadowKind.UNSTAMPED, ONLY_OURS]


def test_a_cleared_result_of_the_other_agent_would_be_written_again() -> None:
    found = provisioned_beside()
    found.finish()
    found.world.clock.pass_days(12)
    found.they_result()
    assert found.shadow().same == 1
    found.they_result(outcome="", on=None, comment="")
    assert brief(found.a_day_later()) == [(NOT_YET, "1001 ICTWEB304", ())]
    assert one(found.a_day_later()).rules == ("result-written-again",)


def test_a_result_that_we_would_write_no_longer_is_dropped() -> None:
    found = provisioned_beside()
    found.finish()
    found.world.clock.pass_days(12)
    assert len(found.shadow().compared) == 1
    found.world.talent.enrolled[USER_7, COURSE_126].clear()
    assert found.a_day_later().compared == ()


# --- another portal ---------------------------------------------------------------


class Named:
    """A portal with a name."""

    def __init__(self, portal_name: str) -> None:
        self.portal = portal_name
        self._talent = portal()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._talent, name)


def test_a_memory_of_another_portal_is_refused() -> None:
    found = Beside(rto(talent=cast(Any, Named("trial.talentlms.com"))))
    found.shadow()
    found.world.talent = cast(Any, Named(""))
    assert not found.shadow().is_first, "A portal without a name may be the same."
    found.world.talent = cast(Any, Named("rto.talentlms.com"))
    with pytest.raises(SettingsFault, match=r"of the portal trial.talentlms.com") as raised:
        found.shadow()
    assert "begins afresh" in raised.value.remedy
