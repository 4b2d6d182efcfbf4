"""The page of `shadow`, whole: how both agents compare, and by which rule they differ."""

from __future__ import annotations

from datetime import date
from typing import Any

from support.cli.pages import NOW, page
from talent_powerpro.cli.pages.shadowed import show_shadowed
from talent_powerpro.errors import FaultKind
from talent_powerpro.model import EnrolmentId
from talent_powerpro.records.record import StageName
from talent_powerpro.records.report import Stopped
from talent_powerpro.records.shadow import Compared, Shadowed, ShadowKind

TODAY = NOW.date()


def place(kind: ShadowKind, enrolment: str, name: str, **rest: Any) -> Compared:
    stage = rest.pop("stage", StageName.RESULTS)
    id, code = EnrolmentId(enrolment), f"C{enrolment}"
    return Compared(kind, stage, id, code, name, "ICT30120-A", **rest)


def test_the_whole_page_of_a_comparison_with_every_kind() -> None:
    places = (
        place(ShadowKind.NOT_YET, "1", "ANN LEE", stage=StageName.PROVISIONING, ours="user 7"),
        place(
            ShadowKind.ONLY_THEIRS,
            *("2", "BOB RAY"),
            unit_code="ICTWEB304",
            theirs="20, 01/06/2022",
            rules=("not-completed", "held"),
            message="He has not completed it.",
            remedy="Look.",
            since=date(2022, 5, 31),
        ),
        place(ShadowKind.ONLY_OURS, "3", "CAT FOX", ours="51", message="Not shown without rules."),
        place(ShadowKind.OTHER_VALUE, "4", "DAN ODD", theirs="20", ours="51"),
        place(ShadowKind.UNSTAMPED, "5", "EVE OAK", theirs="40", remedy="Ask who wrote it."),
        place(ShadowKind.ONLY_THEIRS, "6", "FAY ELM", theirs="30"),
        place(ShadowKind.NOT_YET, "7", "GUS ASH", ours="51"),
    )
    found = Shadowed(
        "r1",
        TODAY,
        date(2022, 5, 30),
        False,
        same=9,
        compared=places,
        totals={ShadowKind.SAME: 20, ShadowKind.ONLY_THEIRS: 3, ShadowKind.UNSTAMPED: 1},
        not_judged=("Enrolment 9: no answer.", "Enrolment 10: no answer."),
        stopped=Stopped(FaultKind.QUOTA, "quota", "The quota ended it.", "Wait."),
    )
    assert page(lambda on: show_shadowed(on, found)) == [
        "Shadow of 02/06/2022, since 30/05/2022",
        "--------------------------------------",
        "                 Now  In all",
        "the same         9    20",
        "only theirs      2    3",
        "only ours        1    0",
        "another value    1    0",
        "without a stamp  1    1",
        "not yet          2",
        "",
        "Only the other agent wrote it",
        "-----------------------------",
        "results: BOB RAY (C2), ICT30120-A, enrolment 2, ICTWEB304, since 31/05/2022",
        "    theirs: 20, 01/06/2022",
        "    not-completed, held: He has not completed it.",
        "    -> Look.",
        "results: FAY ELM (C6), ICT30120-A, enrolment 6",
        "    theirs: 30",
        "",
        "Only this agent would have written it",
        "-------------------------------------",
        "results: CAT FOX (C3), ICT30120-A, enrolment 3",
        "    ours: 51",
        "",
        "Both write it, but not the same",
        "-------------------------------",
        "results: DAN ODD (C4), ICT30120-A, enrolment 4",
        "    theirs: 20",
        "    ours: 51",
        "",
        "Changed without a stamp: by a person, or by an agent that sets none",
        "-------------------------------------------------------------------",
        "results: EVE OAK (C5), ICT30120-A, enrolment 5",
        "    theirs: 40",
        "    -> Ask who wrote it.",
        "",
        "Not yet: this agent would write it, and the other one has a day for it",
        "----------------------------------------------------------------------",
        "provisioning: ANN LEE (C1), ICT30120-A, enrolment 1",
        "    ours: user 7",
        "results: GUS ASH (C7), ICT30120-A, enrolment 7",
        "    ours: 51",
        "",
        "Could not be compared this time",
        "-------------------------------",
        "Enrolment 9: no answer.",
        "Enrolment 10: no answer.",
        "",
        "4 differences, 9 the same, 2 not yet. Nothing was written to PowerPro or TalentLMS.",
        "The rehearsal is not complete: The quota ended it.",
        "Wait.",
    ]


def test_the_whole_page_of_the_first_rehearsal() -> None:
    found = Shadowed("r1", TODAY, TODAY, True)
    assert page(lambda on: show_shadowed(on, found)) == [
        "Shadow of 02/06/2022, since 02/06/2022",
        "--------------------------------------",
        "This is the first rehearsal. What the other agent wrote before it is not compared.",
        "                 Now  In all",
        "the same         0    0",
        "only theirs      0    0",
        "only ours        0    0",
        "another value    0    0",
        "without a stamp  0    0",
        "not yet          0",
        "",
        "0 differences, 0 the same, 0 not yet. Nothing was written to PowerPro or TalentLMS.",
    ]
