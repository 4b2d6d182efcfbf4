"""The page of `plan`, whole: what a run would write, and everybody whom it would leave out."""

from __future__ import annotations

from datetime import date

from support.cli.pages import NOW, every_list, page, record_of
from talent_powerpro.cli.pages.plan import show_plan
from talent_powerpro.errors import QuotaReached
from talent_powerpro.model import ClientCode, EnrolmentId, TalentCourseId, TalentUserId
from talent_powerpro.records.holds import Hold
from talent_powerpro.records.plan import Plan
from talent_powerpro.records.record import RecordStatus, Remark, StageName
from talent_powerpro.records.report import Stopped
from talent_powerpro.records.run_targets import RunTargets
from talent_powerpro.records.unreadable import UnreadableRow
from talent_powerpro.records.write import Activate, Enrol

TODAY = NOW.date()
WRITING = (
    record_of(
        "9",
        "LEO BAY",
        RecordStatus.PROVISIONED,
        StageName.PROVISIONING,
        writes=(Activate(TalentUserId("7")), Enrol(TalentUserId("7"), TalentCourseId("126"))),
        remarks=(Remark("outcome-replaced", "20 was replaced.", id="cccc0001"),),
    ),
    record_of("8", "KIM YEW", RecordStatus.WRITTEN, writes=(Activate(TalentUserId("8")),)),
)


def held(number: int, *facts: str) -> Hold:
    return Hold(f"aaaa000{number}", "outcome-edited", f"Unit {number} was edited.", "", True, facts)


def test_the_whole_page_of_a_plan() -> None:
    plan = Plan(
        TODAY,
        records=(
            *WRITING,
            record_of("1", "ANN LEE", RecordStatus.HELD, holds=(held(1), held(2))),
            record_of("2", "BOB RAY", RecordStatus.HELD, holds=(held(3),)),
            record_of("3", "CAT FOX", RecordStatus.FAILED, message="No e-mail.", remedy="Add it."),
            record_of("4", "DAN ODD", RecordStatus.UNCHANGED, holds=(held(5),)),
        ),
        unreadable=(UnreadableRow("holds 3: at is 'x'.", remedy="Correct it."),),
        lists=every_list(),
        made_at=NOW,
    )
    assert page(lambda on: show_plan(on, plan, "College", {"aaaa0001"})) == [
        "Plan of 02/06/2022, College",
        "---------------------------",
        "provisioning: 9 LEO BAY (C9), ICT30120-A",
        "    Talent user 7: inactive -> active",
        "    Talent user 7 enrolled in Talent course 126",
        "results: 8 KIM YEW (C8), ICT30120-A",
        "    Talent user 8: inactive -> active",
        "",
        "Needs attention",
        "---------------",
        "held: results: 1 ANN LEE (C1), ICT30120-A",
        "    Unit 1 was edited.",
        "    -> Release it: talent-powerpro release aaaa0001 --why REASON. Or keep PowerPro "
        "as it is: talent-powerpro keep aaaa0001 --why REASON",
        "    Unit 2 was edited.",
        "held: results: 2 BOB RAY (C2), ICT30120-A",
        "    Unit 3 was edited.",
        "failed: results: 3 CAT FOX (C3), ICT30120-A",
        "    No e-mail.",
        "    -> Add it.",
        "",
        "2 of these holds are new. After the next run, `talent-powerpro holds` says how to answer.",
        "",
        "Remarks",
        "-------",
        "provisioning: 9 LEO BAY (C9), ICT30120-A",
        "    20 was replaced.",
        "",
        "The agent's own rows that cannot be read",
        "----------------------------------------",
        "holds 3: at is 'x'.",
        "Correct it.",
        "",
        "Missed: the export date has passed",
        "----------------------------------",
        "1 ANN LEE (C1), ICT30120-A",
        "    It was 01/06. -> Course > Main",
        "    No e-mail. -> Client > Main",
        "2 BOB RAY (C2), ICT30120-A",
        "    It was 31/05. -> Course > Main",
        "3 CAT FOX (C3), ICT30120-A",
        "    It was 30/05. -> Course > Main",
        "",
        "Export box ticked, no export date",
        "---------------------------------",
        "4 DAN ODD (C4), ICT30120-A",
        "    No date. -> Course > Main",
        "",
        "Waiting: a condition is not met",
        "-------------------------------",
        "7 JIM FIR (C7), ICT30120-A",
        "    The client is closed. -> Client > Main",
        "    The course is archived. -> Course > Main",
        "8 KIM YEW (C8), ICT30120-A",
        "    The course is archived. -> Course > Main",
        "",
        "Completed before the enrolment was closed, without a result",
        "-----------------------------------------------------------",
        "5 EVE OAK (C5), ICT30120-A",
        "    Withdrawn. -> Client > Main",
        "",
        "Withdrawn, and perhaps still in the Talent course",
        "-------------------------------------------------",
        "6 FAY ELM (C6), ICT30120-A",
        "    Cancelled. -> Client > Main",
        "",
        "Completed in TalentLMS, but no unit of the enrolment has the code",
        "-----------------------------------------------------------------",
        "BSBWHS311 Safety, ICT30120-A",
        "    31 GUS ASH (C31)",
        "    32 HAL IVY (C32)",
        "    -> Name the code in the settings.",
        "BSBWHS312 Fire, ICT30120-A",
        "    31 IDA MAY (C31)",
        "    -> Name the code in the settings.",
        "",
        "Other completed items of Talent courses, without a code: 3",
        "",
        "A run now would make 3 writes for 2 records.",
    ]


def test_one_new_hold_is_said_to_be_one() -> None:
    plan = Plan(TODAY, (record_of("1", "ANN LEE", RecordStatus.HELD, holds=(held(1),)),))
    assert page(lambda on: show_plan(on, plan)) == [
        "Plan of 02/06/2022",
        "------------------",
        "",
        "Needs attention",
        "---------------",
        "held: results: 1 ANN LEE (C1), ICT30120-A",
        "    Unit 1 was edited.",
        "",
        "1 of these holds is new. After the next run, `talent-powerpro holds` says how to answer.",
        "",
        "A run now would write nothing.",
    ]


def test_holds_that_the_last_run_found_can_be_answered_at_once() -> None:
    plan = Plan(TODAY, (record_of("1", "ANN LEE", RecordStatus.HELD, holds=(held(1),)),))
    assert page(lambda on: show_plan(on, plan, answerable=("aaaa0001", "aaaa0009"))) == [
        "Plan of 02/06/2022",
        "------------------",
        "",
        "Needs attention",
        "---------------",
        "held: results: 1 ANN LEE (C1), ICT30120-A",
        "    Unit 1 was edited.",
        "    -> Release it: talent-powerpro release aaaa0001 --why REASON. Or keep PowerPro "
        "as it is: talent-powerpro keep aaaa0001 --why REASON",
        "",
        "A run now would write nothing.",
    ]


def test_the_whole_page_of_a_preview_for_some() -> None:
    named = RunTargets(clients=(ClientCode("C9"),), although_not_today="she starts then")
    preview = Plan(date(2022, 6, 3), WRITING[:1], made_at=NOW, targets=named)
    assert page(lambda on: show_plan(on, preview, "College")) == [
        "Preview for 03/06/2022, College",
        "-------------------------------",
        "As both systems are now, on 02/06/2022, and as if no run came before that day. "
        "Nothing is written.",
        "Only for client C9.",
        "Whatever the export date, because: she starts then",
        "provisioning: 9 LEO BAY (C9), ICT30120-A",
        "    Talent user 7: inactive -> active",
        "    Talent user 7 enrolled in Talent course 126",
        "",
        "Remarks",
        "-------",
        "provisioning: 9 LEO BAY (C9), ICT30120-A",
        "    20 was replaced.",
        "",
        "A run on 03/06/2022 would make 2 writes for 1 record.",
    ]


def test_a_preview_in_which_nothing_would_be_written() -> None:
    assert page(lambda on: show_plan(on, Plan(date(2022, 6, 3), made_at=NOW))) == [
        "Preview for 03/06/2022",
        "----------------------",
        "As both systems are now, on 02/06/2022, and as if no run came before that day. "
        "Nothing is written.",
        "",
        "A run on 03/06/2022 would write nothing.",
    ]


def test_a_plan_may_lack_a_single_enrolment() -> None:
    plan = Plan(
        TODAY,
        not_reached={StageName.RESULTS: (EnrolmentId("1001"),)},
        stopped=Stopped.by(QuotaReached("no more calls in this hour.")),
    )
    assert page(lambda on: show_plan(on, plan))[-1] == "It lacks 1 enrolment: 1001."


def test_the_whole_page_of_a_plan_that_is_not_complete() -> None:
    plan = Plan(
        TODAY,
        not_reached={
            StageName.PROVISIONING: (EnrolmentId("1003"),),
            StageName.RESULTS: (EnrolmentId("1001"), EnrolmentId("1002")),
        },
        stopped=Stopped.by(QuotaReached("no more calls in this hour.")),
        export_day=date(2022, 6, 1),
    )
    assert page(lambda on: show_plan(on, plan)) == [
        "Plan of 02/06/2022 for export dates of 01/06/2022",
        "-------------------------------------------------",
        "",
        "A run now would write nothing.",
        "The plan is not complete: no more calls in this hour.",
        "It lacks 3 enrolments: 1003, 1001, 1002.",
    ]
