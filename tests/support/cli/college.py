"""A college in import files: students who are due today, in courses that may be broken."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from click.testing import Result
from typing_extensions import override

from support.cli.rto import Rto, rto
from talent_powerpro.sandbox import (
    Portal,
    PortalCourse,
    PortalGroup,
    PortalUnit,
    Request,
    Response,
    Sandbox,
)

DAY = "02/06/2022"
PERTH = ZoneInfo("Australia/Perth")
UNIT_NAMES = ("ICTWEB304 Build simple web pages", "ICTWEB305 Images")


class College(Sandbox):
    """A portal with a group, in which calls whose address has a text of *broken* answer 500."""

    def __init__(self, *course_ids: str, groups: Collection[str] = ()) -> None:
        super().__init__(
            Portal(
                "powerpro.talentlms.com",
                PERTH,
                courses=tuple(
                    PortalCourse(
                        each,
                        f"Course {each}",
                        units=tuple(
                            PortalUnit(f"{each}{number}", name)
                            for number, name in enumerate(UNIT_NAMES, 1)
                        ),
                    )
                    for each in course_ids
                ),
                groups=tuple(
                    PortalGroup(str(number), key, key) for number, key in enumerate(groups, 1)
                ),
            )
        )
        self.broken: set[str] = set()

    @override
    def handle(self, request: Request) -> Response:
        if any(text in request.target for text in self.broken):
            return Response(500, {"Content-Type": "text/html"}, b"<html>Server error</html>")
        return super().handle(request)


def students(
    folder: Path,
    url: str,
    due: Mapping[str, tuple[str, str, str]],
    *,
    group: str = "",
    talentlms: str = "",
    policy: str = "",
) -> Rto:
    """An RTO with these students: given names, surname and Talent Course ID, by client code."""
    files = folder / "files"
    files.mkdir(exist_ok=True)
    courses = dict.fromkeys(course for _, _, course in due.values())
    lines = {
        "courses": [
            "Course Code,Course Name,Archived,Export to Talent LMS,Talent Course ID,"
            "Talent Group Key",
            *(f"PP{each},Course {each},No,Yes,{each},{group}" for each in courses),
        ],
        "clients": [
            "Code,Surname,Given Names,Preferred Name,USI,Secondary ID,Date of Birth,Mobile,Email",
            *(
                f"{code},{surname},{given},,,,,,{code.lower()}@pm.example"
                for code, (given, surname, _) in due.items()
            ),
        ],
        "enrolments": [
            "Enrolment ID,Client Code,Course Code,Booking Status,Talent LMS Export,"
            "Talent LMS Export Date",
            *(f"E{code},{code},PP{each},Confirmed,Yes,{DAY}" for code, (_, _, each) in due.items()),
        ],
        "units": [
            "Enrolment ID,Unit Code,Unit Name,Type,Start Date,Outcome,Outcome Date,Short Comment",
            *(f"E{code},ICTWEB304,Build simple web pages,Unit,,,," for code in due),
        ],
    }
    for name, written in lines.items():
        (files / f"{name}.csv").write_text("\n".join([*written, ""]), encoding="utf-8")
    made = rto(folder, url, talentlms=talentlms, policy=policy)
    imported = made.command("import", str(files))
    assert imported.exit_code == 0, imported.output
    return made


def report_of(result: Result) -> Mapping[str, Any]:
    """The report or plan that a command printed as JSON."""
    read: Mapping[str, Any] = json.loads(result.stdout)
    return read


def statuses(result: Result, stage: str = "provisioning") -> dict[str, str]:
    """What became of each student in a stage, by client code."""
    records = report_of(result)["records"]
    return {each["client_code"]: each["status"] for each in records if each["stage"] == stage}
