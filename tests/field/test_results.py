"""Which completions become results, and what becomes of the others."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from attrs import evolve

from support.field.situations import (
    PROFILES,
    RUN,
    TWENTY,
    Course,
    Right,
    Row,
    Student,
    Unit,
    User,
    changing,
    check,
    completes,
    edits,
    runs,
)

ON_4_JUNE = "20 04/06/2022"
DONE = {"901": "04/06/2022"}
UNCHANGED = Right()
WRITTEN = Right(results={"EC1": "written"}, written={"EC1 ICTWEB304": ON_4_JUNE})
PROVISIONED = Student(secondary_id="5", provisioned=True)
BEN = User("5", done=DONE)


def remarked(*reasons: str) -> Right:
    """Written, with these reasons as remarks."""
    return Right(results={"EC1": "written"}, written={"EC1 ICTWEB304": ON_4_JUNE}, reasons=reasons)


def held(*said: str) -> Right:
    """Nothing is written, and the hold says these texts."""
    return Right(results={"EC1": "held"}, exit=1, said=said)


def student(*units: Unit, **others: Any) -> Student:
    """A student who is provisioned, with these rows."""
    return Student(secondary_id="5", provisioned=True, units=units or (Unit(),), **others)


WITHDRAWN = student(dates={"Withdrawal Date": "05/06/2022"})

OLD_WAYS = {
    "901": "ICTWEB304:Build",
    "902": "ICTWEB305_Images",
    "903": "1. ICTWEB306 Media",
    "904": "Assessment 1 (ICTWEB304)",
    "905": "BSBWEB304A Old code",
    "906": "ICTWEB304/ICTWEB305 Cluster",
    "907": "Welcome video",
    "908": "Quiz 1",
}
THREE = (Unit("ICTWEB304"), Unit("ICTWEB305"), Unit("ICTWEB306"))
ALL_DONE = dict.fromkeys(OLD_WAYS, "04/06/2022")


def unreadable(body: Any) -> None:
    """A survey's date is nonsense, and has no timestamp."""
    for unit in body["units"]:
        if unit["id"] == "902":
            unit |= {"completed_on": "31/31/2026", "completed_on_timestamp": None}


def numbered(body: Any) -> None:
    """PHP writes a list with a gap as an object with number keys."""
    body["units"] = {str(number): unit for number, unit in enumerate(body["units"], 1)}


SIX = ("70:", "070", "70.0", "70 – Continuing", "@@", "00")
SIX_UNITS = {f"91{number}": f"ICTWEB31{number} Unit" for number in range(len(SIX))}

ROWS = (
    Row(
        "R1 a blank unit start and an expected start after the completion",
        students=(student(Unit(start=""), dates={"Expected Start Date": "04/06/2022"}),),
        users=(User("5", done={"901": "26/02/2022"}),),
        guide=Right(
            results={"EC1": "written"},
            written={"EC1 ICTWEB304": "20 26/02/2022"},
            reasons=("doubtful-date",),
        ),
        careful=held("26/02/2022", "04/06/2022"),
    ),
    Row(
        "R2 a Talent course that was reset and completed again",
        students=(PROVISIONED,),
        users=(BEN,),
        steps=(RUN, completes("c1@x.example", "901", "06/07/2022"), runs("07/07/2022")),
        guide=Right(
            results={"EC1": "written"},
            written={"EC1 ICTWEB304": "20 06/07/2022"},
            reasons=("date-replaced",),
            said=("04/06/2022", "06/07/2022"),
        ),
        careful=Right(
            results={"EC1": "held"},
            written={"EC1 ICTWEB304": ON_4_JUNE},
            exit=1,
            said=("04/06/2022", "06/07/2022"),
        ),
    ),
    Row(
        "R3 one completion and two enrolments of the client",
        students=(student(enrolment="E1"), student(enrolment="E2", course="ICT2")),
        users=(BEN,),
        guide=Right(
            results={"E1": "written", "E2": "written"},
            written={"E1 ICTWEB304": ON_4_JUNE, "E2 ICTWEB304": ON_4_JUNE},
            reasons=("completion-of-another-enrolment",),
        ),
        careful=Right(
            results={"E1": "written", "E2": "held"},
            written={"E1 ICTWEB304": ON_4_JUNE},
            exit=1,
            reasons=("completion-of-another-enrolment",),
        ),
    ),
    Row(
        "R4 names that begin otherwise are reported by name",
        students=(student(*THREE),),
        users=(User("5", done=ALL_DONE),),
        courses=(Course(units=OLD_WAYS),),
        guide=Right(
            results={"EC1": "written"},
            written={"EC1 ICTWEB304": ON_4_JUNE},
            exit=1,
            said=tuple(OLD_WAYS[each] for each in ("902", "903", "904", "905", "906")),
            unsaid=("Welcome video", "Quiz 1"),
        ),
    ),
    Row(
        "R4 names that were reported are not new in the next run",
        students=(student(*THREE),),
        users=(User("5", done=ALL_DONE),),
        courses=(Course(units=OLD_WAYS),),
        steps=(RUN, RUN),
        guide=Right(written={"EC1 ICTWEB304": ON_4_JUNE}),
    ),
    Row(
        'R4 unit_codes = "anywhere" finds the codes in brackets, after a number and in a cluster',
        students=(student(*THREE),),
        users=(User("5", done=ALL_DONE),),
        courses=(Course(units=OLD_WAYS),),
        policy='unit_codes = "anywhere"',
        guide=Right(
            results={"EC1": "written"},
            written={f"EC1 {unit.code}": ON_4_JUNE for unit in THREE},
            exit=1,
            said=("BSBWEB304A Old code",),
            unsaid=("Assessment 1 (ICTWEB304)", "ICTWEB304/ICTWEB305 Cluster"),
        ),
    ),
    Row(
        "R4 unit_aliases finds the old code",
        students=(PROVISIONED,),
        users=(User("5", done={"905": "04/06/2022"}),),
        courses=(Course(units={"905": OLD_WAYS["905"]}),),
        tables='[policy.unit_aliases]\nBSBWEB304A = ["ICTWEB304"]',
        guide=WRITTEN,
    ),
    Row(
        "R5 invisible characters in the name and in the code do not count",
        students=(student(Unit("ICTWEB304\u200b")),),
        users=(BEN,),
        courses=(Course(units={"901": "\ufeffICTWEB304 Build"}),),
        guide=WRITTEN,
    ),
    Row(
        "R6 completed without a date is not written",
        students=(PROVISIONED,),
        users=(User("5", done={"901": ("Completed", "")}),),
        guide=Right(reasons=("completed-without-date",), said=("without a date",)),
    ),
    Row(
        "R6 completed without a date is reported once",
        students=(PROVISIONED,),
        users=(User("5", done={"901": ("Completed", "")}),),
        steps=(RUN, RUN),
        guide=Right(unsaid=("completed-without-date",)),
    ),
    Row(
        "R7 an unreadable date of an unfinished survey hinders nothing",
        students=(PROVISIONED,),
        users=(User("5", done={"901": "04/06/2022", "902": ("In progress", "")}),),
        courses=(Course(units={"901": "ICTWEB304 Build", "902": "Survey"}),),
        answering=changing("getuserstatusincourse", unreadable),
        guide=WRITTEN,
    ),
    Row(
        "R8 seen in scope, completed on Saturday, withdrawn on Sunday: listed by name on Monday",
        students=(PROVISIONED,),
        users=(User("5", courses=("126",)),),
        steps=(
            runs("03/06/2022"),
            completes("c1@x.example", "901", "04/06/2022"),
            edits("UPDATE enrolments SET withdrawal_date = '2022-06-05'"),
            runs("05/06/2022"),
            RUN,
        ),
        guide=Right(exit=1, said=("Ben Jones", "ICTWEB304", "04/06/2022")),
    ),
    *(
        Row(
            f"R8 completed on {done} and withdrawn on 05/06/2022 is listed on 06/06/2022",
            students=(WITHDRAWN,),
            users=(User("5", done={"901": done}),),
            steps=(runs("05/06/2022"), runs("06/06/2022")),
            guide=Right(exit=1, said=(f"ICTWEB304 was completed in TalentLMS on {done}",)),
        )
        for done in ("04/06/2022", "05/06/2022")
    ),
    Row(
        "R8 a completion before the withdrawal is new once",
        students=(WITHDRAWN,),
        users=(BEN,),
        steps=(runs("05/06/2022"), runs("06/06/2022"), runs("07/06/2022")),
        guide=Right(said=("ICTWEB304 was completed in TalentLMS on 04/06/2022",)),
    ),
    Row(
        "R8 a completion after the withdrawal is nobody's",
        students=(WITHDRAWN,),
        users=(User("5", done={"901": "06/06/2022"}),),
        guide=Right(unsaid=("was completed in TalentLMS",)),
    ),
    Row(
        'R8 closed_results = "write" writes it',
        students=(WITHDRAWN,),
        users=(BEN,),
        policy='closed_results = "write"',
        guide=WRITTEN,
    ),
    Row(
        "R9 the Talent Course ID was changed after provisioning",
        students=(student(talent_course="127", logged_course="126"),),
        users=(BEN,),
        courses=(Course(), Course("127", {"911": "ICTWEB304 Build"})),
        guide=remarked("talent-course-changed"),
        careful=held("126", "127"),
    ),
    Row(
        "R10 an open outcome of a state is open",
        students=(student(Unit(outcome="5 - Participating with evidence")),),
        users=(BEN,),
        policy='open_outcomes = ["5"]',
        guide=Right(
            results={"EC1": "written"},
            written={"EC1 ICTWEB304": ON_4_JUNE},
            unsaid=("outcome-replaced",),
        ),
    ),
    Row(
        "R11 70 is open in each spelling, and @@ and 00 are not set",
        students=(student(*(Unit(f"ICTWEB31{n}", given) for n, given in enumerate(SIX))),),
        users=(User("5", done=dict.fromkeys(SIX_UNITS, "04/06/2022")),),
        courses=(Course(units=SIX_UNITS),),
        guide=Right(
            results={"EC1": "written"},
            written={f"EC1 ICTWEB31{n}": ON_4_JUNE for n in range(len(SIX))},
            reasons=("outcome-not-stated",),
            said=("@@", "00"),
            unsaid=("outcome-replaced",),
        ),
    ),
    Row(
        "R12 a result of the agent that was set to 30 by hand",
        students=(PROVISIONED,),
        users=(BEN,),
        steps=(RUN, edits("UPDATE units SET outcome = '30 - Not achieved'"), RUN),
        guide=remarked("outcome-replaced"),
        careful=Right(results={"EC1": "held"}, written={"EC1 ICTWEB304": "30 04/06/2022"}, exit=1),
    ),
    Row(
        "X1 completed in December, fetched in January",
        students=(student(Unit(start="01/11/2022")),),
        users=(User("5", done={"901": "28/12/2022"}),),
        steps=(runs("10/01/2023"),),
        guide=Right(
            results={"EC1": "written"},
            written={"EC1 ICTWEB304": "20 28/12/2022"},
            unsaid=("doubtful-date",),
        ),
    ),
    Row(
        "X1 completed in December, fetched after the collection has closed",
        students=(student(Unit(start="01/11/2022")),),
        users=(User("5", done={"901": "28/12/2022"}),),
        steps=(runs("05/03/2023"),),
        guide=Right(
            results={"EC1": "written"},
            written={"EC1 ICTWEB304": "20 28/12/2022"},
            reasons=("doubtful-date",),
        ),
        careful=held("28/12/2022"),
    ),
    Row(
        "X2 the enrolment that was under way has the completion",
        students=(
            student(
                Unit(start="01/07/2022"),
                enrolment="E1",
                course="ICT2",
                dates={"Expected Start Date": "01/07/2022"},
            ),
            student(
                Unit(start="01/02/2022"),
                enrolment="E2",
                dates={"Expected Start Date": "01/02/2022", "Expected End Date": "30/06/2022"},
            ),
        ),
        users=(User("5", done={"901": "20/05/2022"}),),
        guide=Right(
            results={"E1": "written", "E2": "written"},
            written={"E1 ICTWEB304": "20 20/05/2022", "E2 ICTWEB304": "20 20/05/2022"},
            reasons=("completion-of-another-enrolment",),
        ),
        careful=Right(
            results={"E1": "held", "E2": "written"},
            written={"E2 ICTWEB304": "20 20/05/2022"},
            exit=1,
        ),
    ),
    Row(
        "S6 units as an object with number keys are the list",
        students=(PROVISIONED,),
        users=(BEN,),
        answering=changing("getuserstatusincourse", numbered),
        guide=WRITTEN,
    ),
    Row(
        "recognition of prior learning and a completion",
        students=(student(Unit(outcome="51 - Recognition of prior learning")),),
        users=(BEN,),
        guide=remarked("outcome-replaced"),
        careful=held("51"),
    ),
    Row(
        "the same result is there already",
        students=(student(Unit(outcome=TWENTY, outcome_date="04/06/2022")),),
        users=(BEN,),
        guide=UNCHANGED,
    ),
    Row(
        "a date that a person corrected",
        students=(student(Unit(outcome=TWENTY, outcome_date="02/06/2022")),),
        users=(BEN,),
        guide=remarked("date-replaced"),
        careful=held("02/06/2022", "04/06/2022"),
    ),
    Row(
        "a result that a person cleared",
        students=(PROVISIONED,),
        users=(BEN,),
        steps=(RUN, edits("UPDATE units SET outcome = '', outcome_date = NULL"), RUN),
        guide=remarked("result-written-again"),
        careful=held(),
    ),
    Row(
        "a completion to come",
        students=(PROVISIONED,),
        users=(User("5", done={"901": "20/06/2022"}),),
        guide=Right(
            results={"EC1": "written"},
            written={"EC1 ICTWEB304": "20 20/06/2022"},
            reasons=("doubtful-date",),
        ),
        careful=held("20/06/2022"),
    ),
    Row(
        "a completion six years after the start",
        students=(student(Unit(start="01/06/2016")),),
        users=(BEN,),
        guide=remarked("doubtful-date"),
        careful=held("01/06/2016"),
    ),
    Row(
        "a completion after the expected end",
        students=(student(dates={"Expected End Date": "02/06/2022"}),),
        users=(BEN,),
        guide=remarked("completed-after-end"),
    ),
    Row(
        "a completion within the extension",
        students=(
            student(dates={"Expected End Date": "02/06/2022", "Extension Date": "30/06/2022"}),
        ),
        users=(BEN,),
        guide=evolve(WRITTEN, unsaid=("completed-after-end",)),
    ),
    Row(
        "Passed is a completion",
        students=(PROVISIONED,),
        users=(User("5", done={"901": ("Passed", "04/06/2022")}),),
        guide=WRITTEN,
    ),
    Row(
        "Failed is none",
        students=(PROVISIONED,),
        users=(User("5", done={"901": ("Failed", "04/06/2022")}),),
        guide=UNCHANGED,
    ),
    Row(
        "a code in small letters",
        students=(PROVISIONED,),
        users=(BEN,),
        courses=(Course(units={"901": "ictweb304 build"}),),
        guide=WRITTEN,
    ),
    Row(
        "an ampersand in the name",
        students=(PROVISIONED,),
        users=(BEN,),
        courses=(Course(units={"901": "ICTWEB304 Design & build"}),),
        guide=WRITTEN,
    ),
    Row(
        "a no-break space after the code",
        students=(PROVISIONED,),
        users=(BEN,),
        courses=(Course(units={"901": "ICTWEB304\u00a0Build"}),),
        guide=WRITTEN,
    ),
    Row(
        "a code in brackets at the beginning",
        students=(PROVISIONED,),
        users=(BEN,),
        courses=(Course(units={"901": "(ICTWEB304) Build"}),),
        guide=WRITTEN,
    ),
    Row(
        "a unit that the enrolment does not have is reported by name",
        students=(PROVISIONED,),
        users=(BEN,),
        courses=(Course(units={"901": "ICTICT418 Contribute to copyright"}),),
        guide=Right(exit=1, said=("ICTICT418 Contribute to copyright", "Ben Jones")),
    ),
    Row(
        "a module is a row as a unit is",
        students=(student(Unit(type="Module")),),
        users=(BEN,),
        guide=WRITTEN,
    ),
    Row(
        "one of two Talent units with one code",
        students=(PROVISIONED,),
        users=(BEN,),
        courses=(Course(units={"901": "ICTWEB304 Theory", "902": "ICTWEB304 Practice"}),),
        guide=remarked("partly-completed"),
        careful=UNCHANGED,
    ),
    Row(
        "both Talent units with one code: the later date",
        students=(PROVISIONED,),
        users=(User("5", done={"901": "04/06/2022", "902": "03/06/2022"}),),
        courses=(Course(units={"901": "ICTWEB304 Theory", "902": "ICTWEB304 Practice"}),),
        guide=WRITTEN,
    ),
    Row(
        "a repeated unit: the open row has the result",
        students=(
            student(
                Unit(outcome="30 - Not achieved", outcome_date="01/12/2021", start="01/02/2021"),
                Unit(),
            ),
        ),
        users=(BEN,),
        guide=Right(
            results={"EC1": "written"},
            written={"EC1 ICTWEB304 2022-06-01": ON_4_JUNE},
            unsaid=("outcome-replaced",),
        ),
    ),
    Row(
        "two open rows with one code are held",
        students=(student(Unit(start="01/02/2021"), Unit()),),
        users=(BEN,),
        guide=Right(results={"EC1": "held"}, exit=1, reasons=("several-units-with-code",)),
    ),
    Row(
        "an archived course has no results",
        students=(student(course_archived=True),),
        users=(BEN,),
        guide=UNCHANGED,
    ),
    Row(
        "a cleared export box has results all the same",
        students=(student(due=""),),
        users=(BEN,),
        guide=WRITTEN,
    ),
    Row(
        "a course that nobody confirmed",
        students=(PROVISIONED,),
        users=(BEN,),
        confirmed=False,
        guide=remarked("course-unconfirmed"),
        careful=held("ICT1"),
    ),
    Row(
        "a course with an outcome of its own",
        students=(PROVISIONED,),
        users=(BEN,),
        confirmed=False,
        tables='[policy.competent_outcomes]\nICT1 = "81 - Non-assessed activity"',
        guide=Right(results={"EC1": "written"}, written={"EC1 ICTWEB304": "81 04/06/2022"}),
    ),
    Row(
        "a student who was taken out of the Talent course",
        students=(PROVISIONED,),
        users=(User("5"),),
        guide=Right(
            results={"EC1": "failed"}, exit=1, reasons=("results-unreachable",), said=("126",)
        ),
    ),
    Row(
        "half past midnight in Perth is that day",
        students=(PROVISIONED,),
        users=(User("5", done={"901": "04/06/2022 00:30"}),),
        guide=WRITTEN,
    ),
    Row(
        "no start date anywhere holds nothing",
        students=(student(Unit(start="")),),
        users=(BEN,),
        guide=evolve(WRITTEN, unsaid=("doubtful-date",)),
    ),
    Row(
        "not yet started is an open outcome",
        students=(student(Unit(outcome="85 - Not yet started")),),
        users=(BEN,),
        guide=evolve(WRITTEN, unsaid=("outcome-replaced",)),
    ),
    Row(
        "a unit under way beside a completed one",
        students=(student(Unit("ICTWEB304"), Unit("ICTWEB305")),),
        users=(User("5", done={"901": "04/06/2022", "902": ("In progress", "")}),),
        guide=WRITTEN,
    ),
)


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_results(row: Row, profile: str, tmp_path: Path) -> None:
    check(row, profile, tmp_path)
