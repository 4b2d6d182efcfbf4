"""The page of `reconcile`, whole, and its file for a spreadsheet, byte by byte."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from support.cli.pages import page
from talent_powerpro.cli.pages.reconciled import HEADINGS, show_reconciled, write_csv
from talent_powerpro.errors import SettingsFault
from talent_powerpro.records.reconciled import Brought, Difference, DifferenceKind, Reconciled

COURSE = ("ICT30120-A", "126", "Web")
FOUND = Reconciled(
    2,
    1,
    (
        Difference(
            DifferenceKind.CLOSED_IN_POWERPRO,
            *COURSE,
            *("C1", "ANN LEE", "1", "7", "Ann Lee (a@x.example)"),
            remedy="Take her out.",
        ),
        Difference(
            DifferenceKind.ONLY_IN_TALENT,
            *COURSE,
            talent_user_id="50",
            talent_user="=1+1 (zoë@x.example)",
            remedy="Enrol him.",
        ),
        Difference(
            DifferenceKind.COMPLETED_IN_TALENT_ONLY,
            *COURSE,
            *("C2", "BOB, RAY", "2", "8", "Bob Ray (b@x.example)"),
            units=("ICTWEB304", "ICTWEB305"),
            remedy="Look.",
        ),
        Difference(
            DifferenceKind.ONLY_IN_TALENT,
            *COURSE,
            talent_user_id="51",
            talent_user="Len (l@x.example)",
            remedy="Enrol Len.",
        ),
        Difference(
            DifferenceKind.NOT_IN_TALENT, *COURSE, *("C3", "CAT FOX", "3"), remedy="Undo it."
        ),
        Difference(
            DifferenceKind.COMPLETED_IN_POWERPRO_ONLY,
            *COURSE,
            *("C4", "DAN ODD", "4", "9", "Dan (d@x.example)"),
            units=("ICTWEB306",),
            remedy="Ask.",
        ),
    ),
    (
        Brought("G", ("A", "B"), "127", "Photos", "C", 3, "Nothing."),
        Brought("H", ("D",), "128", "Sound", "E", 1, "Nothing here."),
    ),
    ("Course 9: no answer.", "Course 10: no answer."),
)


def test_the_whole_page_of_differences_of_every_kind() -> None:
    assert {each.kind for each in FOUND.differences} == HEADINGS.keys() == set(DifferenceKind)
    assert page(lambda on: show_reconciled(on, FOUND)) == [
        "In TalentLMS, and on no enrolment in PowerPro",
        "---------------------------------------------",
        "Talent user 50, =1+1 (zoë@x.example), ICT30120-A",
        "    -> Enrol him.",
        "Talent user 51, Len (l@x.example), ICT30120-A",
        "    -> Enrol Len.",
        "",
        "Provisioned by PowerPro, and not in TalentLMS",
        "---------------------------------------------",
        "CAT FOX (C3), enrolment 3, ICT30120-A",
        "    -> Undo it.",
        "",
        "Completed in TalentLMS, and not in PowerPro",
        "-------------------------------------------",
        "BOB, RAY (C2), enrolment 2, ICT30120-A: ICTWEB304, ICTWEB305",
        "    -> Look.",
        "",
        "Completed in PowerPro, and not in TalentLMS",
        "-------------------------------------------",
        "DAN ODD (C4), enrolment 4, ICT30120-A: ICTWEB306",
        "    -> Ask.",
        "",
        "In TalentLMS, and withdrawn or cancelled in PowerPro",
        "----------------------------------------------------",
        "ANN LEE (C1), enrolment 1, ICT30120-A",
        "    -> Take her out.",
        "",
        "Brought into another course by a Talent group",
        "---------------------------------------------",
        "Talent Group G of A, B: 3 learners in Talent course 127 (Photos), C",
        "    -> Nothing.",
        "Talent Group H of D: 1 learner in Talent course 128 (Sound), E",
        "    -> Nothing here.",
        "",
        "Could not be compared",
        "---------------------",
        "Course 9: no answer.",
        "Course 10: no answer.",
        "",
        "6 differences between 1 learner in 2 Talent courses and PowerPro.",
    ]


def test_courses_that_could_not_be_compared_are_named_where_nothing_differs() -> None:
    found = Reconciled(1, 2, (), not_compared=("Course 9: no answer.",))
    assert page(lambda on: show_reconciled(on, found)) == [
        "Could not be compared",
        "---------------------",
        "Course 9: no answer.",
        "",
        "0 differences between 2 learners in 1 Talent course and PowerPro.",
    ]


def test_the_whole_file_replaces_another_and_defuses_formulas(tmp_path: Path) -> None:
    file = tmp_path / "differences.csv"
    file.write_text("a longer file\n" * 100, encoding="utf-8")
    write_csv(file, FOUND)
    assert file.read_bytes().decode("utf-8-sig").split("\r\n") == [
        "kind,course,talent_course_id,talent_course,client_code,client_name,enrolment_id,"
        "talent_user_id,talent_user,units,remedy",
        "closed-in-powerpro,ICT30120-A,126,Web,C1,ANN LEE,1,7,Ann Lee (a@x.example),,Take her out.",
        "only-in-talent,ICT30120-A,126,Web,,,,50,'=1+1 (zoë@x.example),,Enrol him.",
        'completed-in-talent-only,ICT30120-A,126,Web,C2,"BOB, RAY",2,8,Bob Ray '
        "(b@x.example),ICTWEB304 ICTWEB305,Look.",
        "only-in-talent,ICT30120-A,126,Web,,,,51,Len (l@x.example),,Enrol Len.",
        "not-in-talent,ICT30120-A,126,Web,C3,CAT FOX,3,,,,Undo it.",
        "completed-in-powerpro-only,ICT30120-A,126,Web,C4,DAN ODD,4,9,Dan "
        "(d@x.example),ICTWEB306,Ask.",
        "",
    ]
    assert file.read_bytes()[:3] == b"\xef\xbb\xbf"
    if sys.platform != "win32":
        assert file.stat().st_mode & 0o777 == 0o600


def test_a_file_that_cannot_be_written_is_a_fault_of_the_settings(tmp_path: Path) -> None:
    with pytest.raises(SettingsFault) as refused:
        write_csv(tmp_path / "none" / "x.csv", FOUND)
    assert str(refused.value) == (
        f"csv: {tmp_path / 'none' / 'x.csv'} cannot be written (No such file or directory). "
        "Choose another file."
    )
