"""The whole page of `holds`: what waits, what failed, and what people answered."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from attrs import evolve

from support.cli.printed import printed
from support.the_guide import PERTH
from talent_powerpro.cli.pages.holds import show_answers, show_failures, show_holds
from talent_powerpro.model import ClientCode, CourseCode, EnrolmentId
from talent_powerpro.records.holds import Answer, Decision, StandingHold
from talent_powerpro.records.work_lists import StandingFailure

LATE = datetime(2022, 6, 2, 17, 30, tzinfo=UTC)
"""In Perth it is the next day already, at half past one."""


def hold(number: int, **rest: Any) -> StandingHold:
    plain = StandingHold(
        "provisioning",
        EnrolmentId(f"{number}"),
        ClientCode(f"C{number}"),
        f"ADA {number}",
        CourseCode("ICT"),
        "not-a-learner",
        f"Talent User {number} is an administrator.",
        "Change the account.",
        releasable=True,
    )
    return evolve(plain, **rest)


def failure(number: int, message: str) -> StandingFailure:
    return StandingFailure(
        "results",
        EnrolmentId(f"{number}"),
        ClientCode(f"C{number}"),
        f"ADA {number}",
        CourseCode("ICT"),
        "course-gone",
        message,
        "Correct the Talent Course ID.",
        LATE,
    )


def answer(decision: Decision, number: str, why: str) -> Answer:
    read = f"The sentence about {number or 'all'}."
    return Answer(decision, EnrolmentId(number), "undone", (), read, "Pauline", why, LATE)


def test_a_cause_is_told_once_with_the_names_and_what_was_found_for_each() -> None:
    whole = hold(3, enrolment_id=EnrolmentId(""), reason="run-missing", message="A run is missing.")
    remark = hold(4, held=False, releasable=False, reason="outcome-replaced", message="Replaced.")
    waiting = (hold(1), whole, hold(2), remark, hold(5, reason="undone", message="Undone."))
    page = printed(lambda on: show_holds(on, waiting))
    assert (
        page
        == """\
Held: a person has to decide
----------------------------
provisioning: 2 enrolments
          not-a-learner: The Talent user of each of these clients is no learner account, so it \
can complete units without being assessed.
          -> Change each account to a learner in TalentLMS > Users, or give the client an account \
of their own under another e-mail: Client > Main > Email. Or release them: talent-powerpro \
release 410d3782 664d5338 --why REASON. Or keep PowerPro as it is: talent-powerpro keep 410d3782 \
664d5338 --why REASON
    410d3782  ADA 1 (C1), ICT, enrolment 1
              Talent User 1 is an administrator.
    664d5338  ADA 2 (C2), ICT, enrolment 2
              Talent User 2 is an administrator.
acd13cf0  provisioning: earlier runs as a whole
          run-missing: A run is missing.
          -> Change the account. Or release it: talent-powerpro release acd13cf0 --why REASON. Or \
keep PowerPro as it is: talent-powerpro keep acd13cf0 --why REASON
28e73ff0  provisioning: ADA 5 (C5), ICT, enrolment 5
          undone: Undone.
          -> Change the account. Or release it: talent-powerpro release 28e73ff0 --why REASON. Or \
keep PowerPro as it is: talent-powerpro keep 28e73ff0 --why REASON

Written and reported: answer with keep if PowerPro was right
------------------------------------------------------------
94827abe  provisioning: ADA 4 (C4), ICT, enrolment 4
          outcome-replaced: Replaced.
          -> Change the account. Or keep PowerPro as it is: talent-powerpro keep 94827abe --why \
REASON
"""
    )


def test_several_with_the_same_words_have_no_words_of_their_own() -> None:
    same = [hold(number, message="No outcome is confirmed.") for number in (1, 2)]
    page = printed(lambda on: show_holds(on, same))
    assert (
        page
        == """\
Held: a person has to decide
----------------------------
provisioning: 2 enrolments
          not-a-learner: No outcome is confirmed.
          -> Change the account. Or release them: talent-powerpro release 410d3782 664d5338 --why \
REASON. Or keep PowerPro as it is: talent-powerpro keep 410d3782 664d5338 --why REASON
    410d3782  ADA 1 (C1), ICT, enrolment 1
    664d5338  ADA 2 (C2), ICT, enrolment 2
"""
    )


def test_remarks_alone_are_told_below_the_line_that_nothing_is_held() -> None:
    remark = hold(4, held=False, releasable=False, message="Replaced.", remedy="")
    page = printed(lambda on: show_holds(on, (remark,)))
    assert (
        page
        == """\
No records are held.

Written and reported: answer with keep if PowerPro was right
------------------------------------------------------------
0fd4318b  provisioning: ADA 4 (C4), ICT, enrolment 4
          not-a-learner: Replaced.
          -> Keep PowerPro as it is: talent-powerpro keep 0fd4318b --why REASON
"""
    )


def test_failures_are_told_once_a_cause_with_since_when_in_the_rtos_zone() -> None:
    found = (failure(1, "Gone."), failure(2, "Refused."), failure(3, "Gone."))
    page = printed(lambda on: show_failures(on, found, PERTH))
    assert (
        page
        == """\
Failed: a person corrects the data
----------------------------------
results: course-gone: Gone.
    -> Correct the Talent Course ID.
    ADA 1 (C1), ICT, enrolment 1, since 03/06/2022
    ADA 3 (C3), ICT, enrolment 3, since 03/06/2022
results: course-gone: Refused.
    -> Correct the Talent Course ID.
    ADA 2 (C2), ICT, enrolment 2, since 03/06/2022
"""
    )


def test_without_failures_nothing_is_said_of_them() -> None:
    assert printed(lambda on: show_failures(on, (), PERTH)) == ""


def test_answers_are_told_in_the_rtos_time_with_the_lapsed_ones_last() -> None:
    kept, lapsed = answer(Decision.KEEP, "2", "is right"), answer(Decision.KEEP, "3", "old")
    given = (lapsed, answer(Decision.RELEASE, "", "seen"), kept)
    page = printed(lambda on: show_answers(on, given, {lapsed.key}, PERTH))
    assert (
        page
        == """\
Released (each lapses when its facts change)
--------------------------------------------
03/06/2022 01:30  Pauline: earlier runs, undone
                  The sentence about all.
                  why: seen

Kept as PowerPro has it (each lapses when its facts change)
-----------------------------------------------------------
03/06/2022 01:30  Pauline: enrolment 2, undone
                  The sentence about 2.
                  why: is right

Lapsed (applies again only if the same facts return)
----------------------------------------------------
03/06/2022 01:30  Pauline: keep of enrolment 3, undone
                  The sentence about 3.
                  why: old
"""
    )
