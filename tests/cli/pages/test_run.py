"""The page of `run`, whole: what was written, who needs attention, and everybody on its lists."""

from __future__ import annotations

import json

from support.cli.pages import every_list, page, record_of, report_of
from talent_powerpro.cli.pages.run import report_json, show_run
from talent_powerpro.errors import TalentUnusable
from talent_powerpro.model import ClientCode, CourseCode, EnrolmentId, TalentCourseId, TalentUserId
from talent_powerpro.records.holds import Hold, StandingHold
from talent_powerpro.records.record import Record, RecordStatus, Remark, StageName
from talent_powerpro.records.report import HeldRun, Lists, RunReport, Stopped
from talent_powerpro.records.unreadable import UnreadableRow
from talent_powerpro.records.write import Activate, Enrol

OUTCOME = Hold("aaaa0001", "outcome-edited", "ICTWEB304 was edited.", "Look at it.", True)
OTHERS = "talent-user-of-another"
LOST = StandingHold(
    "run",
    EnrolmentId(""),
    ClientCode(""),
    "",
    CourseCode(""),
    "run-missing",
    "PowerPro has nothing of two runs.",
    "Restore the newest back-up.",
    releasable=True,
)


def no_course(enrolment: str, name: str, *, new: bool) -> Record:
    return record_of(
        enrolment,
        name,
        RecordStatus.FAILED,
        reason="no-course",
        message="The course is not there.",
        remedy="Correct the Talent Course ID.",
        new=new,
    )


def attention() -> RunReport:
    """Records that wait: some for a cause of their own, some for one that they share."""
    names = [
        Hold(f"bbbb000{n}", OTHERS, f"User {n} may be another person.", "Compare.", both=("X",))
        for n in (1, 2)
    ]
    learner = Hold("dddd0001", "not-a-learner", "User 9 is no learner.", "Change it.")
    held, deferred = RecordStatus.HELD, RecordStatus.DEFERRED
    return report_of(
        records=(
            record_of("1", "ANN LEE", held, holds=(names[0], OUTCOME)),
            no_course("2", "BOB RAY", new=True),
            no_course("3", "CAT FOX", new=False),
            record_of("4", "DAN ODD", held, new=True, holds=(names[1],)),
            record_of("5", "EVE OAK", deferred, message="No answer.", new=True),
            record_of("6", "FAY ELM", RecordStatus.WRITTEN, message="Not shown."),
            record_of("7", "GUS ASH", held, holds=(learner,)),
        )
    )


def test_records_that_wait_are_shown_by_cause_and_each_cause_once() -> None:
    assert page(lambda on: show_run(on, attention())) == [
        "Run r1, 02/06/2022 06:58:56",
        "---------------------------",
        "Stage    Status    Records",
        "results  written   1",
        "results  held      3",
        "results  failed    2",
        "results  deferred  1",
        "",
        "Needs attention",
        "---------------",
        "held: results: 2 enrolments: The Talent user of each of these clients may be another "
        "person, so nobody is linked to them and no results are taken from them.",
        "    -> Compare each client with the Talent user, then correct the client's Email or "
        "Secondary ID in Client > Main, or the Talent user's name in TalentLMS > Users. Or "
        "keep PowerPro as it is: talent-powerpro keep bbbb0001 bbbb0002 --why REASON",
        "    1 ANN LEE (C1), ICT30120-A",
        "        User 1 may be another person.",
        "    4 DAN ODD (C4), ICT30120-A (new)",
        "        User 2 may be another person.",
        "held: results: 1 ANN LEE (C1), ICT30120-A",
        "    ICTWEB304 was edited.",
        "    -> Look at it. Or release it: talent-powerpro release aaaa0001 --why REASON. Or "
        "keep PowerPro as it is: talent-powerpro keep aaaa0001 --why REASON",
        "failed: results: 2 enrolments: The course is not there.",
        "    -> Correct the Talent Course ID.",
        "    2 BOB RAY (C2), ICT30120-A (new)",
        "    3 CAT FOX (C3), ICT30120-A",
        "deferred: results: 5 EVE OAK (C5), ICT30120-A (new)",
        "    No answer.",
        "held: results: 7 GUS ASH (C7), ICT30120-A",
        "    User 9 is no learner.",
        "    -> Change it. Or keep PowerPro as it is: talent-powerpro keep dddd0001 --why REASON",
        "",
        "The run wrote nothing.",
    ]


def remarked() -> RunReport:
    inactive = Remark("user-inactive", "The user is inactive.")
    replaced = Remark("outcome-replaced", "20 was replaced.", id="cccc0001")
    return report_of(
        records=(
            record_of("1", "ANN LEE", remarks=(inactive, inactive, replaced)),
            record_of("2", "BOB RAY", remarks=(inactive,)),
            record_of("3", "CAT FOX", remarks=(replaced, Remark("r", "Alone."))),
            record_of("4", "DAN ODD", stage=StageName.PROVISIONING, remarks=(inactive,)),
            record_of("5", "EVE OAK", RecordStatus.HELD, message="Held."),
        ),
        remarks=(Remark("plugin-fault", "A plugin failed."), Remark("p", "Another one failed.")),
    )


def test_remarks_that_several_share_are_shown_once_and_others_with_their_answer() -> None:
    assert page(lambda on: show_run(on, remarked())) == [
        "Run r1, 02/06/2022 06:58:56",
        "---------------------------",
        "Stage    Status     Records",
        "results  unchanged  3",
        "results  held       1",
        "",
        "Needs attention",
        "---------------",
        "held: results: 5 EVE OAK (C5), ICT30120-A",
        "    Held.",
        "",
        "Remarks",
        "-------",
        "results: 2 enrolments: The user is inactive.",
        "    1 ANN LEE (C1), ICT30120-A",
        "    2 BOB RAY (C2), ICT30120-A",
        "results: 1 ANN LEE (C1), ICT30120-A",
        "    20 was replaced. -> To keep PowerPro's: talent-powerpro keep cccc0001 --why REASON",
        "results: 3 CAT FOX (C3), ICT30120-A",
        "    20 was replaced. -> To keep PowerPro's: talent-powerpro keep cccc0001 --why REASON",
        "    Alone.",
        "provisioning: 4 DAN ODD (C4), ICT30120-A",
        "    The user is inactive.",
        "",
        "Remarks on the run",
        "------------------",
        "A plugin failed.",
        "Another one failed.",
        "",
        "The run wrote nothing.",
    ]


WRITING = record_of(
    "9",
    "LEO BAY",
    RecordStatus.PROVISIONED,
    StageName.PROVISIONING,
    writes=(
        Activate(TalentUserId("7")),
        Enrol(TalentUserId("7"), TalentCourseId("126")),
    ),
)


def test_the_page_of_a_run_for_some_names_everybody_who_waits() -> None:
    report = report_of(
        stages=(StageName.PROVISIONING, StageName.RESULTS, StageName.SUSPENSION),
        records=(WRITING, record_of("8", "KIM YEW", RecordStatus.WRITTEN)),
        unchanged={StageName.PROVISIONING: 1},
        not_reached={StageName.RESULTS: (EnrolmentId("1"), EnrolmentId("2"))},
        targets=("client C9", "course ICT30120-A"),
        although_not_today="she starts today",
        held_run=HeldRun(LOST, new=True),
        unreadable=(
            UnreadableRow("holds 3: at is 'x'.", remedy="Correct it.", new=True),
            UnreadableRow("holds 4: at is 'y'.", remedy="Correct that."),
        ),
        lists=every_list(),
        stopped=Stopped.by(TalentUnusable("TalentLMS is not there.", remedy="Run again later.")),
    )
    assert page(lambda on: show_run(on, report, "College")) == [
        "Run r1, 02/06/2022 06:58:56, College",
        "------------------------------------",
        "Only for client C9, course ICT30120-A.",
        "Whatever the export date, because: she starts today",
        "Stage         Status         Records",
        "provisioning  provisioned    1",
        "provisioning  unchanged      1",
        "results       written        1",
        "results       not reached    2",
        "suspension    nothing to do  0",
        "",
        "Earlier runs",
        "------------",
        "held: PowerPro has nothing of two runs. (new)",
        "    -> Restore the newest back-up. Or release it: talent-powerpro release acd13cf0 "
        "--why REASON. Or keep PowerPro as it is: talent-powerpro keep acd13cf0 --why REASON",
        "",
        "Written",
        "-------",
        "provisioning: 9 LEO BAY (C9), ICT30120-A",
        "    Talent user 7: inactive -> active",
        "    Talent user 7 enrolled in Talent course 126",
        "",
        "The agent's own rows that cannot be read",
        "----------------------------------------",
        "holds 3: at is 'x'. (new)",
        "Correct it.",
        "holds 4: at is 'y'.",
        "Correct that.",
        "",
        "Missed: the export date has passed",
        "----------------------------------",
        "1 ANN LEE (C1), ICT30120-A",
        "    It was 01/06. -> Course > Main",
        "    No e-mail. -> Client > Main",
        "2 already reported by an earlier run",
        "",
        "Export box ticked, no export date",
        "---------------------------------",
        "4 DAN ODD (C4), ICT30120-A",
        "    No date. -> Course > Main",
        "",
        "Completed before the enrolment was closed, without a result",
        "-----------------------------------------------------------",
        "5 EVE OAK (C5), ICT30120-A",
        "    Withdrawn. -> Client > Main",
        "",
        "Withdrawn, and perhaps still in the Talent course",
        "-------------------------------------------------",
        "1 already reported by an earlier run",
        "",
        "Completed in TalentLMS, but no unit of the enrolment has the code",
        "-----------------------------------------------------------------",
        "BSBWHS311 Safety, ICT30120-A",
        "    31 GUS ASH (C31)",
        "    32 HAL IVY (C32)",
        "    -> Name the code in the settings.",
        "1 already reported by an earlier run",
        "",
        "Other completed items of Talent courses, without a code: 3",
        "",
        "Waiting: a condition is not met",
        "-------------------------------",
        "7 JIM FIR (C7), ICT30120-A",
        "    The client is closed. -> Client > Main",
        "    The course is archived. -> Course > Main",
        "8 KIM YEW (C8), ICT30120-A",
        "    The course is archived. -> Course > Main",
        "",
        "The run made 2 writes for 1 record.",
        "Stopped: TalentLMS is not there.",
        "Run again later.",
    ]


def test_a_run_for_all_counts_who_waits_by_reason() -> None:
    report = report_of(lists=Lists(unmet=every_list().unmet), held_run=HeldRun(LOST))
    assert page(lambda on: show_run(on, report)) == [
        "Run r1, 02/06/2022 06:58:56",
        "---------------------------",
        "Stage    Status         Records",
        "results  nothing to do  0",
        "",
        "Earlier runs",
        "------------",
        "held: PowerPro has nothing of two runs.",
        "    -> Restore the newest back-up. Or release it: talent-powerpro release acd13cf0 "
        "--why REASON. Or keep PowerPro as it is: talent-powerpro keep acd13cf0 --why REASON",
        "",
        "Waiting: the export box is ticked, but a condition is not met",
        "-------------------------------------------------------------",
        "2 x The course is archived.",
        "1 x The client is closed.",
        "",
        "The run wrote nothing.",
    ]


def test_the_page_of_a_run_that_found_nothing_is_short() -> None:
    assert page(lambda on: show_run(on, report_of())) == [
        "Run r1, 02/06/2022 06:58:56",
        "---------------------------",
        "Stage    Status         Records",
        "results  nothing to do  0",
        "",
        "The run wrote nothing.",
    ]


def test_the_json_of_a_run_has_its_proxy_beside_the_reports_own_values() -> None:
    report = attention()
    expected = {**json.loads(report.to_json()), "proxy": "http://proxy:3128"}
    assert json.loads(report_json(report, proxy="http://proxy:3128")) == expected
