"""The whole page of `explain`: everything about one enrolment."""

from __future__ import annotations

from datetime import UTC, date, datetime

from attrs import evolve

from support.cli.printed import printed
from talent_powerpro.cli.pages.explanation import show_explanation
from talent_powerpro.model import (
    ClientCode,
    CourseCode,
    EnrolmentId,
    TalentCourseId,
    TalentUserId,
)
from talent_powerpro.records.check import CheckItem, Level
from talent_powerpro.records.holds import Answer, Decision, StandingHold
from talent_powerpro.records.record import Record, RecordStatus, Remark, StageName
from talent_powerpro.records.report import Listed, Lists
from talent_powerpro.records.work_lists import StandingFailure
from talent_powerpro.records.write import Enrol, Unenrol
from talent_powerpro.rules.explained_conditions import ConditionFound
from talent_powerpro.rules.unit_verdicts import SeenUnit, UnitFound, Verdict
from talent_powerpro.services.explaining import Done, Explanation, IfAnswered, NextRun

AT = datetime(2022, 6, 2, 14, 59, tzinfo=UTC)
DAY = date(2022, 6, 13)
EC1, C1, ICT = EnrolmentId("EC1"), ClientCode("C1"), CourseCode("ICT")
USER, COURSE = TalentUserId("7"), TalentCourseId("126")
WHO = (EC1, C1, "ADA A", ICT)

HOLD = StandingHold("results", *WHO, "undone", "A person undid it.", releasable=True)
REMARK = StandingHold("results", *WHO, "outcome-replaced", "It was replaced.", held=False)
HELD = Record(
    StageName.RESULTS,
    *WHO,
    RecordStatus.HELD,
    message="A person undid it.",
    remedy="Correct it.",
    remarks=(Remark("r", "The user is inactive."),),
)
WRITTEN = Record(
    StageName.PROVISIONING, *WHO, RecordStatus.PROVISIONED, writes=(Enrol(USER, COURSE),)
)
NEW_HOLD = "beef0001"


def listed(reason: str) -> Listed:
    reasons, where = (f"{reason} of it", f"{reason} again"), ("Course > Main", "Client > Main")
    return Listed("EC1", "C1", "ADA A", "ICT", reasons, where)


LISTS = Lists(
    missed=(listed("missed"),),
    no_export_date=(listed("undated"),),
    unmet=(listed("unmet"),),
    closed_before_results=(listed("closed"),),
    withdrawn=(listed("withdrawn"),),
)
DOUBT = CheckItem(Level.PROBLEM, "mandatory-field", "TalentLMS requires Mobile.", "Users > Fields")
NEXT = NextRun(
    (HELD, WRITTEN),
    LISTS,
    (
        IfAnswered(HOLD.id, Decision.RELEASE, (WRITTEN, HELD)),
        IfAnswered(HOLD.id, Decision.KEEP, ()),
        IfAnswered(NEW_HOLD, Decision.RELEASE, (WRITTEN,)),
        IfAnswered(NEW_HOLD, Decision.KEEP, ()),
    ),
    (DOUBT,),
)
CONDITIONS = (
    ConditionFound("booking-confirmed", "", "Confirmed by MAX", holds=True),
    ConditionFound("export-date-is-today", "", "02/06/2022", False, "it has passed", moot=True),
    ConditionFound("a-plugins-own", "", "", False, "nobody is let in", "Course > Notes"),
)
UNITS = (
    UnitFound(
        *("u1", "ICTWEB304", "Build pages", "20 - Competent", DAY, Verdict.RESULTED, "It has it."),
        (SeenUnit("1261", "ICTWEB304 Pages", "Completed", DAY), SeenUnit("1262", "Intro", "")),
        "It rests on Talent unit 1261.",
    ),
    UnitFound("u2", "ICTWEB305", "Images", "", None, Verdict.NOT_ASKED, "Nobody asked."),
)


def answer(decision: Decision) -> Answer:
    return Answer(decision, EC1, "undone", (), "A person undid it.", "Pauline", "seen", AT)


def failure(stage: str) -> StandingFailure:
    return StandingFailure(stage, *WHO, "gone", "Course 999 is gone.", "Correct it.", AT)


FOUND = Explanation(
    *WHO,
    today=DAY,
    provisioned=AT,
    results_are_fetched=True,
    conditions=CONDITIONS,
    units=UNITS,
    holds=(HOLD, REMARK),
    answers=(answer(Decision.RELEASE), answer(Decision.KEEP)),
    history=(
        Done("r1", AT, "provisioning", "provisioned", (Enrol(USER, COURSE), Unenrol(USER, COURSE))),
        Done("r2", None, "results", "", ()),
    ),
    next_run=NEXT,
    failures=(failure("provisioning"), failure("results")),
)
NOTHING = evolve(
    FOUND,
    provisioned=None,
    results_are_fetched=False,
    conditions=(),
    units=(),
    holds=(),
    answers=(),
    history=(),
    next_run=None,
    failures=(),
)


def page_of(found: Explanation) -> str:
    return printed(lambda on: show_explanation(on, found))


def test_everything_about_an_enrolment_is_one_page() -> None:
    page = page_of(FOUND)
    assert (
        page
        == """\
EC1 ADA A (C1), ICT
-------------------
Provisioned on 02/06/2022 14:59.

A run now
---------
held: results
    A person undid it.
    -> Correct it.
    remark: The user is inactive.
provisioned: provisioning
    Talent user 7 enrolled in Talent course 126
    missed of it -> Course > Main
    missed again -> Client > Main
    undated of it -> Course > Main
    undated again -> Client > Main
    unmet of it -> Course > Main
    unmet again -> Client > Main
    closed of it -> Course > Main
    closed again -> Client > Main
    withdrawn of it -> Course > Main
    withdrawn again -> Client > Main
    problem: TalentLMS requires Mobile.
    -> Users > Fields

Conditions
----------
[x] booking-confirmed: Confirmed by MAX
[ ] export-date-is-today: 02/06/2022
    Nothing to do: the enrolment is provisioned already.
[ ] a-plugins-own
    nobody is let in -> Course > Notes
Results are fetched for this enrolment.

Units
-----
ICTWEB304 Build pages: 20 - Competent 13/06/2022
    has its result: It has it.
    Talent unit 1261 'ICTWEB304 Pages': Completed, 13/06/2022
    Talent unit 1262 'Intro': not opened
    It rests on Talent unit 1261.
ICTWEB305 Images: no result
    not asked: Nobody asked.

Holds
-----
4ac32423 hold: results: undone
    A person undid it.
    Released (talent-powerpro release 4ac32423 --why REASON), a run would do:
        provisioned: provisioning
            Talent user 7 enrolled in Talent course 126
        held: results
            A person undid it.
            -> Correct it.
            remark: The user is inactive.
    Kept (talent-powerpro keep 4ac32423 --why REASON), a run would do:
        nothing
1fa50858 remark: results: outcome-replaced
    It was replaced.
beef0001 hold, which a run now would find
    Released (talent-powerpro release beef0001 --why REASON), a run would do:
        provisioned: provisioning
            Talent user 7 enrolled in Talent course 126
    Kept (talent-powerpro keep beef0001 --why REASON), a run would do:
        nothing
release by Pauline on 02/06/2022: seen
    A person undid it.
keep by Pauline on 02/06/2022: seen
    A person undid it.

Earlier runs
------------
02/06/2022 14:59 provisioning: provisioned (run r1)
    Talent user 7 enrolled in Talent course 126
    Talent user 7 taken out of Talent course 126
results: cut off (run r2)
failed since 02/06/2022 14:59: provisioning
    Course 999 is gone.
    -> Correct it.
failed since 02/06/2022 14:59: results
    Course 999 is gone.
    -> Correct it.
"""
    )


def test_an_enrolment_of_which_nothing_is_known_says_so_of_each_part() -> None:
    page = page_of(NOTHING)
    assert (
        page
        == """\
EC1 ADA A (C1), ICT
-------------------
Not provisioned.

Conditions
----------
Results are not fetched for this enrolment.

Units
-----
The enrolment has no unit or module.

Holds
-----
Nothing waits for a person, and no answer was given.

Earlier runs
------------
No earlier run wrote anything for this enrolment.
"""
    )


def test_a_run_that_would_do_nothing_says_so() -> None:
    found = evolve(NOTHING, next_run=NextRun((), Lists()))
    page = page_of(found)
    said = "\nA run now\n---------\nA run now would leave the enrolment as it is.\n\nConditions\n"
    assert f"Not provisioned.\n{said}" in page


def test_each_kind_of_news_about_holds_or_runs_stands_alone() -> None:
    for found in (
        evolve(NOTHING, holds=(REMARK,)),
        evolve(NOTHING, answers=(answer(Decision.KEEP),)),
        evolve(NOTHING, next_run=NextRun((), Lists(), NEXT.if_answered[-1:])),
    ):
        assert "Nothing waits" not in page_of(found)
    for found in (
        evolve(NOTHING, history=FOUND.history[1:]),
        evolve(NOTHING, failures=(failure("results"),)),
    ):
        assert "No earlier run" not in page_of(found)
