"""The pages of the lists that people work through, whole."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from attrs import evolve

from support.cli.pages import page
from support.the_guide import PERTH, enrolment
from talent_powerpro.cli.pages.work_lists import (
    TITLES,
    show_dismissals,
    show_how_to_dismiss,
    show_rows,
    show_why_empty,
)
from talent_powerpro.model import EnrolmentId
from talent_powerpro.records.work_lists import Dismissal, ListName
from talent_powerpro.rules.policy_values import OnWithdrawal
from talent_powerpro.services.work_lists import ListRow

DAY = date(2022, 6, 18)
ROW = ListRow(
    ListName.MISSED,
    *("1", "C1", "ANN LEE", "ICT30120-A"),
    ("It was 18/06.", "There is no e-mail."),
    ("Course data", "Client > Main"),
    DAY,
    1,
)
ALONE = ListRow(ListName.MISSED, "2", "C2", "BOB RAY", "ICT30120-A", ())


def test_the_whole_page_of_a_list() -> None:
    rows = (ROW, ALONE, evolve(ALONE, since=DAY), evolve(ALONE, days=2))
    assert page(lambda on: show_rows(on, "missed", rows)) == [
        "Missed: the export date has passed",
        "----------------------------------",
        "ANN LEE (C1), ICT30120-A",
        "    enrolment 1, since 18/06/2022 (1 day)",
        "    It was 18/06.",
        "    -> Course data",
        "    There is no e-mail.",
        "    -> Client > Main",
        "BOB RAY (C2), ICT30120-A",
        "    enrolment 2",
        "BOB RAY (C2), ICT30120-A",
        "    enrolment 2",
        "BOB RAY (C2), ICT30120-A",
        "    enrolment 2",
    ]


@pytest.mark.parametrize("name", TITLES)
def test_a_list_without_rows_says_so_below_its_heading(name: str) -> None:
    headings = {
        "missed": "Missed: the export date has passed",
        "no-export-date": "Export box ticked, no export date",
        "closed": "Completed before the enrolment was closed, without a result",
        "unmatched": "Completed in TalentLMS, but no unit of the enrolment has the code",
        "not-started": "Nothing completed since provisioning",
        "withdrawn": "Withdrawn, and perhaps still in the Talent course",
    }
    assert headings.keys() == TITLES.keys() >= set(ListName)
    heading = headings[name]
    assert page(lambda on: show_rows(on, name, ())) == [heading, "-" * len(heading), "None."]


def test_how_to_take_a_row_off_a_list() -> None:
    assert page(lambda on: show_how_to_dismiss(on, "closed")) == [
        "",
        "To take a row off this list:",
        "    talent-powerpro dismiss closed ENROLMENT --why REASON",
    ]


@pytest.mark.parametrize(
    ("on_withdrawal", "expected"),
    [
        (
            OnWithdrawal.NONE,
            [
                'No list is kept, because [policy] on_withdrawal is "none". Set it to "report" in '
                "the settings."
            ],
        ),
        (
            OnWithdrawal.SUSPEND,
            [
                'No list is kept, because [policy] on_withdrawal is "suspend": runs take those '
                "who withdrew out of their Talent course. `talent-powerpro plan` shows who is "
                "next. Those whose last results are held stay until you decide: see "
                "`talent-powerpro holds`."
            ],
        ),
        (OnWithdrawal.REPORT, []),
    ],
)
def test_a_list_of_withdrawn_students_that_is_not_kept_says_why(
    on_withdrawal: OnWithdrawal, expected: list[str]
) -> None:
    assert page(lambda on: show_why_empty(on, on_withdrawal)) == expected


def test_the_whole_page_of_dismissed_rows() -> None:
    first = Dismissal(
        "missed",
        EnrolmentId("1001"),
        "2022-06-18",
        *("It was 18/06.", "Pauline", "on leave"),
        datetime(2022, 6, 20, 16, 5, tzinfo=UTC),
    )
    gone = evolve(first, enrolment_id=EnrolmentId("9"), who="Len", why="moved", message="No date.")
    found = ((first, enrolment()), (gone, None))
    assert page(lambda on: show_dismissals(on, found, PERTH)) == [
        "Dismissed",
        "---------",
        "21/06/2022 00:05  Pauline: JOANA GOMEZ (2021000017), ICT30120-A, enrolment 1001",
        "    It was 18/06.",
        "    why: on leave",
        "21/06/2022 00:05  Len: enrolment 9",
        "    No date.",
        "    why: moved",
    ]


def test_without_dismissed_rows_there_is_no_heading() -> None:
    assert page(lambda on: show_dismissals(on, (), PERTH)) == []
