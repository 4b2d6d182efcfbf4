"""The whole page of `check`: the facts, then problems, warnings and notes, then how many."""

from __future__ import annotations

import pytest
from attrs import evolve

from support.cli.printed import printed
from talent_powerpro.cli.pages.check import show_check
from talent_powerpro.records.check import Check, CheckItem, Level

FACTS = (("Portal", "college.talentlms.com"), ("Quota", "2,000 calls an hour"))
PROBLEM = CheckItem(Level.PROBLEM, "course-missing", "There is no course 999.", "Course > Main")
WARNING = CheckItem(
    Level.WARNING, "shared-email", "They share one.", "Client > Main", ("ADA A (C1)", "BEN B (C2)")
)
NOTE = CheckItem(Level.NOTE, "unit-without-code", "A video.")


def test_a_check_prints_its_facts_and_each_cause_the_most_serious_first() -> None:
    found = Check(FACTS, (PROBLEM, PROBLEM, WARNING, NOTE))
    page = printed(lambda on: show_check(on, found))
    assert (
        page
        == """\
Check
-----
Portal  college.talentlms.com
Quota   2,000 calls an hour

Problems: mend these first
--------------------------
course-missing: There is no course 999.
  -> Course > Main
course-missing: There is no course 999.
  -> Course > Main

Warnings
--------
shared-email: They share one.
    ADA A (C1)
    BEN B (C2)
  -> Client > Main

Notes
-----
unit-without-code: A video.

2 problems, 1 warning.
"""
    )


@pytest.mark.parametrize(
    ("items", "below"),
    [
        ((), "\nNo problems and no warnings.\n"),
        ((NOTE,), "\nNotes\n-----\nunit-without-code: A video.\n\nNo problems and no warnings.\n"),
        (
            (evolve(NOTE, level=Level.WARNING),),
            "\nWarnings\n--------\nunit-without-code: A video.\n\n0 problems, 1 warning.\n",
        ),
        (
            (evolve(NOTE, level=Level.PROBLEM),),
            "\nProblems: mend these first\n--------------------------\n"
            "unit-without-code: A video.\n\n1 problem, 0 warnings.\n",
        ),
    ],
)
def test_a_level_without_causes_has_no_heading(items: tuple[CheckItem, ...], below: str) -> None:
    page = printed(lambda on: show_check(on, Check(FACTS, items)))
    assert page.partition("2,000 calls an hour\n")[2] == below
