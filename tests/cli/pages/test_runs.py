"""The page of `run --every`, whole: a line for each run, and only what is new below it."""

from __future__ import annotations

import json

import pytest
from attrs import evolve

from support.cli.pages import every_list, page, record_of, report_of
from talent_powerpro.cli.pages.run import report_json
from talent_powerpro.cli.pages.runs import RunsPage, new_in, show_summary
from talent_powerpro.errors import SettingsFault, TalentUnusable
from talent_powerpro.model import ClientCode, CourseCode, EnrolmentId, TalentUserId
from talent_powerpro.records.holds import StandingHold
from talent_powerpro.records.json import SCHEMA
from talent_powerpro.records.record import RecordStatus, Remark, StageName
from talent_powerpro.records.report import HeldRun, Lists, RunReport, Stopped
from talent_powerpro.records.unreadable import UnreadableRow
from talent_powerpro.records.write import Activate

LOST = StandingHold(
    "run", EnrolmentId(""), ClientCode(""), "", CourseCode(""), "run-missing", "A run is lost."
)


def full() -> RunReport:
    """A run with something new of each kind, and something that an earlier run reported."""
    missing = Remark("group-missing", "There is no group.")
    provisioned = (RecordStatus.PROVISIONED, StageName.PROVISIONING)
    writes = (Activate(TalentUserId("7")),)
    return report_of(
        stages=(StageName.PROVISIONING, StageName.RESULTS, StageName.SUSPENSION),
        records=(
            record_of("1", "ANN LEE", *provisioned, writes=writes, remarks=(missing,), new=True),
            record_of("2", "BOB RAY", *provisioned, remarks=(missing,)),
            record_of("3", "CAT FOX", RecordStatus.FAILED, message="No e-mail.", new=True),
            record_of("4", "DAN ODD", RecordStatus.FAILED, message="No name."),
            record_of("5", "EVE OAK", remarks=(Remark("r", "Seen before."),), new=True),
        ),
        held_run=HeldRun(LOST, new=True),
        unreadable=(
            UnreadableRow("holds 3: at is 'x'.", remedy="Correct it.", new=True),
            UnreadableRow("holds 4: at is 'y'.", remedy="Correct that."),
        ),
        lists=every_list(),
        remarks=(Remark("plugin-fault", "A plugin failed."),),
        stopped=Stopped.by(TalentUnusable("TalentLMS is not there.", remedy="Run again later.")),
    )


def test_the_whole_summary_of_a_run_that_found_much() -> None:
    assert page(lambda on: show_summary(on, full())) == [
        "02/06/2022 06:58:56 provisioning: 2 provisioned; results: 1 unchanged, 2 failed; "
        "suspension: nothing to do. The run made 1 write for 1 record.",
        "",
        "The agent's own rows that cannot be read",
        "----------------------------------------",
        "holds 3: at is 'x'. (new)",
        "Correct it.",
        "",
        "Earlier runs",
        "------------",
        "held: A run is lost. (new)",
        "    -> Keep PowerPro as it is: talent-powerpro keep acd13cf0 --why REASON",
        "",
        "Needs attention",
        "---------------",
        "failed: results: 3 CAT FOX (C3), ICT30120-A (new)",
        "    No e-mail.",
        "",
        "Remarks",
        "-------",
        "provisioning: 1 ANN LEE (C1), ICT30120-A",
        "    There is no group.",
        "",
        "Missed: the export date has passed",
        "----------------------------------",
        "1 ANN LEE (C1), ICT30120-A",
        "    It was 01/06. -> Course > Main",
        "    No e-mail. -> Client > Main",
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
        "Completed in TalentLMS, but no unit of the enrolment has the code",
        "-----------------------------------------------------------------",
        "BSBWHS311 Safety, ICT30120-A",
        "    31 GUS ASH (C31)",
        "    32 HAL IVY (C32)",
        "    -> Name the code in the settings.",
        "",
        "Remarks on the run",
        "------------------",
        "A plugin failed.",
        "Stopped: TalentLMS is not there.",
        "Run again later.",
    ]


def test_what_earlier_runs_reported_is_left_out_of_a_summary() -> None:
    known = report_of(
        records=(record_of("4", "DAN ODD", RecordStatus.FAILED, message="No name."),),
        held_run=HeldRun(LOST),
        unreadable=(UnreadableRow("holds 4: at is 'y'.", remedy="Correct that."),),
    )
    assert page(lambda on: show_summary(on, known)) == [
        "02/06/2022 06:58:56 results: 1 failed. The run wrote nothing.",
    ]


def test_only_new_entries_are_kept_of_each_list_and_nobody_who_waits() -> None:
    lists = every_list()
    fresh, known = lists.missed[:1], lists.missed[1:]
    both = (*known, *fresh)
    given = evolve(
        lists, missed=both, no_export_date=both, closed_before_results=both, withdrawn=both
    )
    assert new_in(given) == Lists(
        missed=fresh,
        no_export_date=fresh,
        closed_before_results=fresh,
        withdrawn=fresh,
        unmatched=lists.unmatched[:1],
    )


# --- the page over many runs ------------------------------------------------------


def test_a_program_reads_one_line_of_json_for_each_run(capsys: pytest.CaptureFixture[str]) -> None:
    shown = RunsPage(as_json=True)
    for report in (full(), report_of()):
        shown.report(report, proxy="http://proxy:3128")
    shown.fault(TalentUnusable("TalentLMS is not there.", reason="gone", remedy="Wait."))
    said = capsys.readouterr()
    first, second, third = map(json.loads, said.out.splitlines())
    assert first == json.loads(report_json(full(), proxy="http://proxy:3128"))
    assert second == json.loads(report_json(report_of(), proxy="http://proxy:3128"))
    assert third == {
        "schema": SCHEMA,
        "stopped": {
            "kind": "unusable",
            "reason": "gone",
            "message": "TalentLMS is not there.",
            "remedy": "Wait.",
        },
    }
    assert said.err == "error: TalentLMS is not there.\nWait.\n"


def test_a_person_reads_a_summary_of_each_run(capsys: pytest.CaptureFixture[str]) -> None:
    shown = RunsPage(as_json=False)
    shown.report(report_of(), proxy="http://proxy:3128")
    shown.fault(SettingsFault("No store.", remedy="Make one."))
    said = capsys.readouterr()
    assert said.out == "02/06/2022 06:58:56 results: nothing to do. The run wrote nothing.\n"
    assert said.err == "error: No store.\nMake one.\n"


def test_skipped_runs_are_told_and_a_warning_is_given_until_it_ends(
    capsys: pytest.CaptureFixture[str],
) -> None:
    shown = RunsPage(as_json=False)
    for ticks in (0, 1, 2):
        shown.skipped(ticks)
    for warnings in (("a", "b"), ("a", "b"), ("b", "c"), (), ("b",)):
        shown.warnings(warnings)
    said = capsys.readouterr()
    assert (said.out, said.err.splitlines()) == (
        "",
        [
            "The last run took longer than the interval. Skipped 1 run.",
            "The last run took longer than the interval. Skipped 2 runs.",
            *("a", "b", "c", "b"),
        ],
    )
