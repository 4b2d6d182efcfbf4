"""Holds that a person answers, and that stay answered."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.field.situations import (
    PROFILES,
    RUN,
    Right,
    Row,
    Student,
    Unit,
    User,
    answers,
    check,
    completes,
    edits,
    runs,
)

FAMILY = (
    Student("C1", "Charlotte", "Williams", "family@x.example"),
    Student("C2", "Noah", "Brown", "family@x.example"),
)
CREDIT = Student(secondary_id="5", provisioned=True, units=(Unit(outcome="60 - Credit transfer"),))
EARLY = Student(secondary_id="5", provisioned=True)
BEN = User("5", done={"901": "04/06/2022"})
TEN = tuple(Student(f"C{n}", "Noah", f"Brown{n}", talent_course="999") for n in range(10))
WRITTEN = {"EC1 ICTWEB304": "20 04/06/2022"}

ROWS = (
    Row(
        "H1 a hold about a user to be created is the same hold in the next run",
        students=FAMILY,
        steps=(RUN, RUN),
        guide=Right(people={"C2": "held"}, ids={"C1": "101"}, created=1),
    ),
    Row(
        "H1 a release given between the two runs is honoured",
        students=FAMILY,
        steps=(RUN, answers("release", "--both", "C1", "C2"), RUN),
        guide=Right(
            people={"C2": "provisioned"},
            ids={"C1": "101", "C2": "101"},
            results={"EC1": "held", "EC2": "held"},
            created=1,
            exit=1,
        ),
    ),
    Row(
        "H2 a rightful credit transfer is held once and kept",
        students=(CREDIT,),
        users=(BEN,),
        steps=(RUN, answers("keep"), RUN),
        guide=Right(written=WRITTEN),
        careful=Right(),
    ),
    Row(
        "H2 a new completion date asks again",
        students=(CREDIT,),
        users=(BEN,),
        steps=(
            RUN,
            answers("keep"),
            completes("c1@x.example", "901", "08/06/2022"),
            runs("09/06/2022"),
        ),
        guide=Right(
            results={"EC1": "written"},
            written={"EC1 ICTWEB304": "20 08/06/2022"},
            reasons=("date-replaced",),
        ),
        careful=Right(results={"EC1": "held"}, exit=1, reasons=("outcome-replaced",)),
    ),
    Row(
        "H3 ten students with one wrong Talent Course ID are one block",
        students=TEN,
        guide=Right(
            people=dict.fromkeys((each.code for each in TEN), "failed"),
            exit=1,
            blocks=1,
            said=("Talent course 999", *(f"Noah Brown{n}" for n in range(10))),
        ),
    ),
    Row(
        "a kept deferment stays away quietly",
        students=(Student(dates={"Deferment Date": "01/08/2022"}),),
        steps=(RUN, answers("keep"), RUN),
        policy='deferred_enrolments = "hold"',
        guide=Right(),
    ),
    Row(
        "a released completion before the start is written",
        students=(EARLY,),
        users=(User("5", done={"901": "20/05/2022"}),),
        steps=(RUN, answers("release"), RUN),
        policy='doubtful_dates = "hold"',
        guide=Right(results={"EC1": "written"}, written={"EC1 ICTWEB304": "20 20/05/2022"}),
    ),
    Row(
        "a released credit transfer becomes competent",
        students=(CREDIT,),
        users=(BEN,),
        steps=(RUN, answers("release"), RUN),
        policy='final_outcomes = "hold"',
        guide=Right(results={"EC1": "written"}, written=WRITTEN),
    ),
    Row(
        "a release lapses when the trainer changes the outcome",
        students=(CREDIT,),
        users=(BEN,),
        steps=(
            RUN,
            answers("release"),
            edits("UPDATE units SET outcome = '51 - Recognition of prior learning'"),
            RUN,
        ),
        policy='final_outcomes = "hold"',
        guide=Right(results={"EC1": "held"}, written={"EC1 ICTWEB304": "51"}, exit=1, said=("51",)),
    ),
    Row(
        "a released course is written, and a hold told before is not new",
        students=(Student(secondary_id="5", provisioned=True),),
        users=(BEN,),
        steps=(RUN, answers("release"), RUN),
        policy='unconfirmed_courses = "hold"',
        confirmed=False,
        guide=Right(results={"EC1": "written"}, written=WRITTEN),
    ),
)


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_holds(row: Row, profile: str, tmp_path: Path) -> None:
    check(row, profile, tmp_path)
