"""Pages as a pipe gets them, and the people and findings on them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from attrs import evolve

from support.cli.printed import printed
from talent_powerpro.cli.screen import Screen
from talent_powerpro.model import ClientCode, CourseCode, EnrolmentId
from talent_powerpro.records.record import Record, RecordStatus, StageName
from talent_powerpro.records.report import Listed, Lists, RunReport, Student, Unmatched

NOW = datetime(2022, 6, 2, 6, 58, 56, tzinfo=UTC)


def page(show: Callable[[Screen], None]) -> list[str]:
    """All lines of a page, the blank ones too."""
    return printed(show).splitlines()


def record_of(
    enrolment: str,
    name: str,
    status: RecordStatus = RecordStatus.UNCHANGED,
    stage: StageName = StageName.RESULTS,
    **rest: Any,
) -> Record:
    """The record of an enrolment in the guide's course. The client's code is C and its number."""
    code = ClientCode(f"C{enrolment}")
    made = Record(stage, EnrolmentId(enrolment), code, name, CourseCode("ICT30120-A"), status)
    return evolve(made, **rest)


def report_of(**rest: Any) -> RunReport:
    return evolve(RunReport("r1", NOW, NOW, NOW.date(), (StageName.RESULTS,)), **rest)


def listed(
    enrolment: str,
    name: str,
    *reasons: str,
    where: tuple[str, ...] = (),
    new: bool = False,
) -> Listed:
    return Listed(enrolment, f"C{enrolment}", name, "ICT30120-A", reasons, where, new)


def unmatched(unit: str, *names: str, new: bool = False) -> Unmatched:
    """A Talent unit that these people completed, enrolled as 31, 32 and so on."""
    students = tuple(Student(str(n), f"C{n}", name) for n, name in enumerate(names, 31))
    return Unmatched("ICT30120-A", "901", unit, students, new, "Name the code in the settings.")


def every_list() -> Lists:
    """Lists with entries that are new, and others that an earlier run reported."""
    archived, closed = "The course is archived.", "The client is closed."
    course, client = "Course > Main", "Client > Main"
    return Lists(
        missed=(
            listed("1", "ANN LEE", "It was 01/06.", "No e-mail.", where=(course, client), new=True),
            listed("2", "BOB RAY", "It was 31/05.", where=(course,)),
            listed("3", "CAT FOX", "It was 30/05.", where=(course,)),
        ),
        no_export_date=(listed("4", "DAN ODD", "No date.", where=(course,), new=True),),
        closed_before_results=(listed("5", "EVE OAK", "Withdrawn.", where=(client,), new=True),),
        withdrawn=(listed("6", "FAY ELM", "Cancelled.", where=(client,)),),
        unmatched=(
            unmatched("BSBWHS311 Safety", "GUS ASH", "HAL IVY", new=True),
            unmatched("BSBWHS312 Fire", "IDA MAY"),
        ),
        other_items=3,
        unmet=(
            listed("7", "JIM FIR", closed, archived, where=(client, course), new=True),
            listed("8", "KIM YEW", archived, where=(course,)),
        ),
    )
