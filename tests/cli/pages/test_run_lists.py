"""The lists on the page of a run, whole: new entries in full, reported ones as a number."""

from __future__ import annotations

from support.cli.pages import listed, page, unmatched
from talent_powerpro.cli.pages.run import show_lists
from talent_powerpro.records.report import Lists


def test_a_list_whose_entries_were_all_reported_has_only_their_number() -> None:
    missed = (listed("2", "BOB RAY", "It was 31/05."),)
    known = Lists(missed=missed, unmatched=(unmatched("BSBWHS312 Fire", "IDA MAY"),))
    assert page(lambda on: show_lists(on, known)) == [
        "Missed: the export date has passed",
        "----------------------------------",
        "1 already reported by an earlier run",
        "",
        "Completed in TalentLMS, but no unit of the enrolment has the code",
        "-----------------------------------------------------------------",
        "1 already reported by an earlier run",
    ]


def test_new_entries_alone_say_nothing_of_earlier_runs() -> None:
    fresh = Lists(
        withdrawn=(listed("6", "FAY ELM", "Cancelled.", where=("Client > Main",), new=True),),
        unmatched=(unmatched("BSBWHS311 Safety", "GUS ASH", new=True),),
        unmet=(listed("7", "JIM FIR", "Archived.", where=("Course > Main",)),),
    )
    assert page(lambda on: show_lists(on, fresh)) == [
        "Withdrawn, and perhaps still in the Talent course",
        "-------------------------------------------------",
        "6 FAY ELM (C6), ICT30120-A",
        "    Cancelled. -> Client > Main",
        "",
        "Completed in TalentLMS, but no unit of the enrolment has the code",
        "-----------------------------------------------------------------",
        "BSBWHS311 Safety, ICT30120-A",
        "    31 GUS ASH (C31)",
        "    -> Name the code in the settings.",
        "",
        "Waiting: the export box is ticked, but a condition is not met",
        "-------------------------------------------------------------",
        "1 x Archived.",
    ]
