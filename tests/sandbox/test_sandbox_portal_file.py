"""Portal files: their contents and defaults."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from attrs import AttrsInstance, fields

from support.sandbox.requests import LEAST_FILE, MAY, PERTH, Write, get, ok
from talent_powerpro.sandbox import (
    ClockFormat,
    CourseStatus,
    DateFormat,
    FaultKind,
    FieldType,
    LimitAnswer,
    Portal,
    PortalCourse,
    PortalEnrolment,
    PortalEvent,
    PortalField,
    PortalGroup,
    PortalProgress,
    PortalUnit,
    PortalUser,
    Quirks,
    Role,
    Sandbox,
    UserStatus,
    guide_portal,
    load_portal,
)
from talent_powerpro.sandbox.api.actions import ACTIONS
from talent_powerpro.sandbox.api_errors import UNSETTLED
from talent_powerpro.sandbox.control.calls import CALLS

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "portal-file.md"


def test_the_guides_portal_is_as_the_guide_shows_it() -> None:
    portal = guide_portal()
    assert portal.domain == "powerpro.talentlms.com"
    assert portal.key is None
    assert portal.zone == PERTH
    assert portal.date_format is DateFormat.DDMMYYYY
    assert portal.next_user_id == 7
    assert [(user.id, user.user_type) for user in portal.users] == [("1", "SuperAdmin")]
    (course,) = portal.courses
    assert course.id == "126"
    assert course.name_with_code == "Certificate III in Information Technology (ICT30120-A)"
    assert [unit.name for unit in course.units] == [
        "ICTWEB304 Build simple web pages",
        "ICTWEB305 Produce digital images for the web",
        "ICTWEB306 Develop web presence using social media",
    ]
    (group,) = portal.groups
    assert (group.name, group.key) == ("Geekos", "77eD6LXHH")
    assert group.description == "All the best geeks are here. Are you?"
    assert (group.courses, group.members, portal.enrolments) == ((), (), ())


def test_the_least_file_names_domain_and_zone(write: Write) -> None:
    portal = load_portal(write(LEAST_FILE))
    assert portal == Portal("powerpro.talentlms.com", PERTH, next_user_id=1)


def test_a_byte_order_mark_is_ignored_and_the_path_may_be_a_text(write: Write) -> None:
    assert load_portal(str(write("\ufeff" + LEAST_FILE))).zone == PERTH


def test_the_documents_example_is_a_portal(write: Write) -> None:
    example = PAGE.read_text(encoding="utf-8").partition("```toml\n")[2].partition("```")[0]
    sandbox = Sandbox(load_portal(write(example)))
    key = "8DZQvzDn6YczzPw1EBf4YLhAuGujV"
    status = ok(get(sandbox, "getuserstatusincourse/course_id:126,user_id:6", key=key))
    assert [unit["completion_status"] for unit in status["units"]] == ["Not attempted", "Completed"]
    assert status["completion_percentage"] == "50"


KINDS = (
    Portal,
    PortalUser,
    PortalCourse,
    PortalUnit,
    PortalGroup,
    PortalEnrolment,
    PortalProgress,
    PortalField,
    PortalEvent,
    Quirks,
)


@pytest.mark.parametrize("kind", KINDS)
def test_the_document_names_every_field(kind: type[AttrsInstance]) -> None:
    page = PAGE.read_text(encoding="utf-8")
    elsewhere = {"users", "courses", "groups", "enrolments", "events", "quirks", "unit_id"}
    if kind is PortalEnrolment:
        elsewhere |= {"user_id", "course_id"}
    for field in fields(kind):
        assert field.name in elsewhere or f"`{field.name}`" in page


def test_the_document_names_every_choice_and_every_refusal() -> None:
    page = PAGE.read_text(encoding="utf-8")
    for kind in (DateFormat, ClockFormat, UserStatus, CourseStatus, Role, FieldType, LimitAnswer):
        for choice in kind:
            assert f"`{choice.value}`" in page
    for name, refusal in UNSETTLED.items():
        assert f"| `{name}` |" in page
        assert refusal.message.partition("{}")[2].partition(" (")[0] in page


def test_the_page_on_the_sandbox_names_every_action_fault_and_call_of_its_own() -> None:
    page = PAGE.with_name("sandbox.md").read_text(encoding="utf-8")
    for action, row in ACTIONS.items():
        assert f"| `{action}`{'' if 'GET' in row.methods else ' (POST)'} |" in page
    for kind in FaultKind:
        assert f"| `{kind.value}` |" in page
    for _, name in CALLS:
        assert f"/sandbox/{name}" in page


def test_every_field_is_read(write: Write) -> None:
    portal = load_portal(
        write(
            LEAST_FILE
            + """
            key = "secret"
            date_format = "MMDDYYYY"
            clock_format = "12h"
            calls_per_hour = 50
            next_user_id = 20
            [[users]]
            id = "6"
            login = "pink"
            first_name = "Pink"
            last_name = "Panther"
            email = "pink@powerpro.example"
            user_type = "Trainer-Type"
            status = "inactive"
            restrict_email = true
            created = 2022-05-16T09:00:00
            updated = 2022-05-16T01:00:00Z
            [[groups]]
            id = 1
            name = "G"
            key = "K"
            description = "D"
            courses = [126, "127"]
            members = [6]
            [[enrolments]]
            user = 6
            course = 126
            role = "instructor"
            enrolled = 2022-05-16T09:00:00
            completed = 2022-05-16T09:00:00
            expires = 2022-05-16T09:00:00+08:00
            progress = [
                { unit = "u1", label = "Passed", at = 2022-05-16T09:00:00 },
                { unit = 12 },
            ]
            [quirks]
            refusal_status = 404
            timestamps = false
            sections_in_status = true
            signup_status = "inactive"
            [[courses]]
            id = 126
            name = "C"
            code = "CODE"
            description = "D"
            status = "archived"
            units = [{ id = 11, name = "U1 one", type = "Test" }, { id = 12, name = "U2 two" }]
            [[courses]]
            id = 127
            name = "D"
            """
        )
    )
    pink = PortalUser(
        6,
        "pink",
        "Pink",
        "Panther",
        "pink@powerpro.example",
        "Trainer-Type",
        UserStatus.INACTIVE,
        restrict_email=True,
        created=MAY,
        updated=MAY,
    )
    units = (PortalUnit(11, "U1 one", "Test"), PortalUnit(12, "U2 two"))
    progress = (PortalProgress(11, "Passed", MAY), PortalProgress(12))
    assert portal == Portal(
        domain="powerpro.talentlms.com",
        zone=PERTH,
        key="secret",
        date_format=DateFormat.MMDDYYYY,
        clock_format=ClockFormat.HOURS_12,
        calls_per_hour=50,
        next_user_id=20,
        users=(pink,),
        courses=(
            PortalCourse(126, "C", "CODE", "D", CourseStatus.ARCHIVED, units),
            PortalCourse(127, "D"),
        ),
        groups=(PortalGroup(1, "G", "K", "D", (126, 127), (6,)),),
        enrolments=(PortalEnrolment(6, 126, Role.INSTRUCTOR, MAY, MAY, MAY, progress),),
        quirks=Quirks(404, False, True, UserStatus.INACTIVE),
    )


def test_ids_that_are_left_out_are_counted_up(write: Write) -> None:
    text = """
    users = [{ id = 5, login = "a" }, { login = "b" }, { login = "c" }]
    courses = [{ name = "C" }, { id = 200, name = "D" }, { name = "E" }]
    """
    portal = load_portal(write(LEAST_FILE + text))
    assert [user.id for user in portal.users] == ["5", "6", "7"]
    assert [course.id for course in portal.courses] == ["201", "200", "202"]
    assert portal.next_user_id == 8
    chosen = load_portal(write(LEAST_FILE + "next_user_id = 40\nnext_course_id = 130\n" + text))
    assert [user.id for user in chosen.users] == ["5", "40", "41"]
    assert [course.id for course in chosen.courses] == ["130", "200", "131"]
    assert chosen.next_user_id == 42
    assert load_portal(write(LEAST_FILE + 'courses = [{ name = "C" }]')).courses[0].id == "126"


def test_progress_in_the_file_completes_the_course(write: Write) -> None:
    text = """
    users = [{ id = 6, login = "a" }]
    courses = [{ id = 126, name = "C", units = [{ id = 1, name = "X1 one" }] }]
    enrolments = [{ user = 6, course = 126, progress = [{ unit = "X1", at = %s }] }]
    """
    sandbox = Sandbox(load_portal(write(LEAST_FILE + text % "2022-05-16T09:00:00")))
    assert sandbox.enrolments["6", "126"].completed == datetime(2022, 5, 16, 1, tzinfo=UTC)
