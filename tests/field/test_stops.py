"""What hinders one student or one course, and must not hinder the others."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from support.field.situations import (
    PROFILES,
    RUN,
    Answering,
    Course,
    Right,
    Row,
    Student,
    User,
    breaking,
    check,
    edits,
)
from talent_powerpro.sandbox import Request, Response

FIVE = tuple(Student(f"C{number}", "Noah", f"Brown{number}") for number in range(1, 6))
MIA = Student("Z1", "Mia", "White", course="ICT2", talent_course="127")
TWO_COURSES = (Course(), Course("127", {"911": "ICTWEB304 Build"}))
DEFERRED = dict.fromkeys((each.code for each in FIVE), "deferred")
FIVE_MORE = tuple(
    Student(each.code, each.given, each.surname, secondary_id=str(number), provisioned=True)
    for number, each in enumerate(FIVE, 11)
)
MIA_MORE = Student(
    "Z1",
    "Mia",
    "White",
    course="ICT2",
    talent_course="127",
    secondary_id="21",
    provisioned=True,
)
USERS = (
    *(
        User(each.secondary_id, each.given, each.surname, each.address, courses=("126",))
        for each in FIVE_MORE
    ),
    User("21", "Mia", "White", "z1@x.example", done={"911": "04/06/2022"}),
)
HEALTHY = Right(
    people={**DEFERRED, "Z1": "provisioned"},
    ids={"Z1": "101"},
    created=1,
    exit=1,
    reasons=("course-not-answering",),
    said=("Talent course 126",),
)
HEALTHY_RESULT = Right(
    results={**{f"E{code}": "deferred" for code in DEFERRED}, "EZ1": "written"},
    written={"EZ1 ICTWEB304": "20 04/06/2022"},
    exit=1,
    reasons=("course-not-answering",),
    said=("Talent course 126",),
)

NAMELESS = (
    *(Student(f"N{number}", "", f"Suharto{number}") for number in range(1, 4)),
    Student("O1", "Ann", "Lee"),
    Student("O2", "Joe", "Fox"),
)


def not_known_at_once() -> Answering:
    """The first `addusertocourse` does not know the new user yet."""
    calls: list[str] = []

    def answer(request: Request, portal: Callable[[], Response]) -> Response:
        if "addusertocourse" not in request.path or calls:
            return portal()
        calls.append(request.path)
        error = {"type": "invalid_request_error", "message": "The requested user does not exist"}
        body = json.dumps({"error": error}).encode()
        return Response(404, {"Content-Type": "application/json"}, body)

    return answer


def wrong_key() -> Answering:
    """TalentLMS does not accept the API key."""
    error = {"type": "invalid_request_error", "message": "Invalid API key provided"}
    body = json.dumps({"error": error}).encode()
    refused = Response(401, {"Content-Type": "application/json"}, body)
    return lambda _request, _portal: refused


def lost(action: str) -> Callable[[], Answering]:
    """The action takes effect, and its answer is lost."""

    def answer(request: Request, portal: Callable[[], Response]) -> Response:
        given = portal()
        return Response(500, {}, b"") if action in request.path else given

    return lambda: answer


ROWS = (
    Row(
        "S1 a Talent course that does not open, before the healthy one",
        students=(*FIVE, MIA),
        courses=TWO_COURSES,
        answering=breaking("courses/id:126"),
        guide=HEALTHY,
    ),
    Row(
        "S1 a Talent course that does not open, after the healthy one",
        students=(MIA, *FIVE),
        courses=TWO_COURSES,
        answering=breaking("courses/id:126"),
        guide=HEALTHY,
    ),
    Row(
        "S1 a Talent course without progress, before the healthy one",
        students=(*FIVE_MORE, MIA_MORE),
        users=USERS,
        courses=TWO_COURSES,
        answering=breaking("getuserstatusincourse/course_id:126"),
        guide=HEALTHY_RESULT,
    ),
    Row(
        "S1 a Talent course without progress, after the healthy one",
        students=(MIA_MORE, *FIVE_MORE),
        users=USERS,
        courses=TWO_COURSES,
        answering=breaking("getuserstatusincourse/course_id:126"),
        guide=HEALTHY_RESULT,
    ),
    Row(
        "S2 clients with one name do not stop the sign-ups of others",
        students=NAMELESS,
        guide=Right(
            people={
                **dict.fromkeys(("N1", "N2", "N3"), "failed"),
                **dict.fromkeys(("O1", "O2"), "provisioned"),
            },
            ids={"O1": "101", "O2": "102"},
            created=2,
            exit=1,
            reasons=("name-incomplete",),
            said=("Given names",),
        ),
    ),
    Row(
        'S2 single_name = "repeat" provisions them all',
        students=NAMELESS,
        policy='single_name = "repeat"',
        guide=Right(
            people=dict.fromkeys((each.code for each in NAMELESS), "provisioned"),
            ids={each.code: str(number) for number, each in enumerate(NAMELESS, 101)},
            created=5,
        ),
    ),
    Row(
        "S3 a wrong Talent Group Key",
        students=(Student(group="NOSUCHKEY"),),
        groups=("FRUIT",),
        guide=Right(
            people={"C1": "provisioned"},
            ids={"C1": "101"},
            created=1,
            exit=1,
            reasons=("group-missing",),
            said=("Course > E-Learning (Talent LMS) tab > Talent Group Key",),
        ),
        careful=Right(
            people={"C1": "failed"},
            exit=1,
            reasons=("group-missing",),
            said=("Course > E-Learning (Talent LMS) tab > Talent Group Key",),
        ),
    ),
    Row(
        "S3 a wrong Talent Group Key that was corrected",
        students=(Student(group="NOSUCHKEY"),),
        groups=("FRUIT",),
        steps=(RUN, edits("UPDATE courses SET talent_group_key = 'FRUIT'"), RUN),
        guide=Right(people={"C1": "written"}, ids={"C1": "101"}, created=1),
        careful=Right(people={"C1": "provisioned"}, ids={"C1": "101"}, created=1),
    ),
    Row(
        "S5 a new user who is not known at once is enrolled in the same run",
        answering=not_known_at_once,
        guide=Right(
            people={"C1": "provisioned"}, ids={"C1": "101"}, created=1, unsaid=("Secondary ID",)
        ),
    ),
    Row(
        "one wrong Talent Course ID hinders nobody else",
        students=(Student("C1", talent_course="999"), Student("C2", "Ann", "Lee", course="ICT2")),
        guide=Right(
            people={"C1": "failed", "C2": "provisioned"},
            ids={"C2": "101"},
            created=1,
            exit=1,
            reasons=("talent-course-missing",),
        ),
    ),
    Row(
        "a sign-up without an answer is deferred, and the other student is provisioned",
        students=(Student("C1"), Student("C2", "Ann", "Lee", secondary_id="6")),
        users=(User("6", "Ann", "Lee", "c2@x.example"),),
        answering=breaking("usersignup"),
        guide=Right(people={"C1": "deferred", "C2": "provisioned"}, exit=1),
    ),
    Row(
        "a sign-up whose answer is lost makes one Talent user",
        answering=lost("usersignup"),
        guide=Right(people={"C1": "provisioned"}, ids={"C1": "101"}, created=1),
    ),
    Row(
        "a group that does not answer defers the record",
        students=(Student(group="FRUIT"),),
        groups=("FRUIT",),
        answering=breaking("addusertogroup"),
        guide=Right(people={"C1": "deferred"}, ids={"C1": "101"}, created=1, exit=1),
    ),
    Row(
        "a wrong API key stops the run",
        answering=wrong_key,
        guide=Right(exit=3),
    ),
    Row(
        "a portal that fails for one student defers the student",
        answering=breaking("/"),
        guide=Right(people={"C1": "deferred"}, exit=1),
    ),
)


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_stops(row: Row, profile: str, tmp_path: Path) -> None:
    check(row, profile, tmp_path)
