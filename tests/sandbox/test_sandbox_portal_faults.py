"""Faults of a portal file: all reported at once, with field, value and remedy."""

from collections.abc import Callable
from pathlib import Path

import pytest
from attrs import evolve

from support.sandbox.requests import LEAST_FILE, MAY, PORTAL, Write
from talent_powerpro.errors import SettingsFault
from talent_powerpro.sandbox import (
    PortalCourse,
    PortalEnrolment,
    PortalGroup,
    PortalProgress,
    PortalUnit,
    PortalUser,
    Quirks,
    Sandbox,
    UserStatus,
    load_portal,
)


@pytest.fixture
def faults_of(write: Write) -> Callable[[str], list[str]]:
    """The faults of a text, without the file's name before each."""

    def faults(text: str) -> list[str]:
        path = write(text)
        with pytest.raises(SettingsFault) as raised:
            load_portal(path)
        return [fault.removeprefix(f"{path}: ") for fault in raised.value.faults]

    return faults


def test_a_missing_file_is_reported_with_the_remedy(tmp_path: Path) -> None:
    path = tmp_path / "none.toml"
    with pytest.raises(SettingsFault, match="cannot be read") as raised:
        load_portal(path)
    assert str(path) in raised.value.message
    assert "none to use the guide's portal" in raised.value.message


def test_a_file_that_is_not_utf_8_is_reported(tmp_path: Path) -> None:
    path = tmp_path / "portal.toml"
    path.write_bytes(b'domain = "caf\xe9"')
    with pytest.raises(SettingsFault, match="save it as UTF-8"):
        load_portal(path)


def test_a_file_that_is_not_toml_is_reported_with_the_line(
    faults_of: Callable[[str], list[str]],
) -> None:
    (fault,) = faults_of('domain = "x"\nzone = \n')
    assert "line 2" in fault


def test_every_fault_is_reported_at_once(faults_of: Callable[[str], list[str]]) -> None:
    faults = faults_of(
        """
        zone = "Perth"
        key = 12345
        date_format = "DMY"
        calls_per_hour = true
        next_user_ids = 7
        colour = "red"
        courses = [{ name = "C", status = 1, units = [{ name = "U1 one" }, 5] }]
        groups = [{ id = "x", name = "G", courses = 126 }]
        enrolments = "none"
        quirks = [1]
        [[users]]
        id = 1.5
        login = ["a"]
        created = "2022-05-16"
        """
    )
    assert sorted(faults) == sorted(
        [
            "domain: is missing; add it",
            "zone: 'Perth' is not a time zone; write one such as Australia/Perth",
            "key: write a text in quotation marks",
            "date_format: 'DMY' is not a known value; use one of DDMMYYYY, MMDDYYYY, YYYYMMDD",
            "calls_per_hour: write a whole number, not True",
            "next_user_ids: is not a known name; did you mean next_user_id?",
            "colour: is not a known name; use one of calls_per_5_seconds, calls_per_hour, "
            "clock_format, course_fields, courses, custom_fields, date_format, domain, "
            "enforce_limits, enrolments, events, groups, key, next_course_id, next_user_id, "
            "quirks, users, zone",
            "courses[1].status: write one of active, inactive, archived, not 1",
            "courses[1].units[1].id: '' is not a number above zero; write digits only",
            "courses[1].units[2]: write a table { name = value, ... }, not 5",
            "courses[1].units[2].name: is missing; add it",
            "courses[1].units[2].id: '' is not a number above zero; write digits only",
            "groups[1].id: 'x' is not a number above zero; write digits only",
            "groups[1].key: is missing; add it",
            "groups[1].courses: write a list of numbers, not 126",
            "enrolments: write a list of tables [[enrolments]], not 'none'",
            "quirks: write a table [quirks], not [1]",
            "users[1].id: write a number, not 1.5",
            "users[1].login: write a text in quotation marks, not ['a']",
            "users[1].created: write a date and time such as 2022-05-16T09:00:00, not '2022-05-16'",
        ]
    )


@pytest.mark.parametrize("zone", ["Australia", "../etc/passwd", "Mars/Olympus", ""])
def test_a_zone_must_be_one(faults_of: Callable[[str], list[str]], zone: str) -> None:
    (fault,) = faults_of(f'domain = "x.au"\nzone = "{zone}"')
    assert fault.startswith("zone: ")


def test_a_missing_zone_is_reported(faults_of: Callable[[str], list[str]]) -> None:
    assert faults_of('domain = "x.au"') == ["zone: is missing; add it"]


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        (
            {"domain": "https://x.au"},
            "domain: 'https://x.au' is not a host name; write one such as ",
        ),
        ({"key": ""}, "key: this key cannot be sent"),
        ({"key": "a b"}, "key: this key cannot be sent"),
        ({"key": "a:b"}, "key: this key cannot be sent"),
        ({"key": "a\nb"}, "key: this key cannot be sent"),
        ({"calls_per_hour": 0}, "calls_per_hour: 0 is too few; use 1 or more"),
        (
            {"quirks": Quirks(refusal_status=500)},
            "quirks.refusal_status: use 200, 400 or 404, not 500",
        ),
        ({"quirks": Quirks(signup_status=UserStatus.DELETED)}, "quirks.signup_status: a new"),
        ({"next_user_id": 6}, "next_user_id: 6 is not above the highest user id; use 7 or more"),
        ({"courses": (*PORTAL.courses, PortalCourse(0, "Z"))}, "courses[4].id: '0' is not a nu"),
        ({"courses": (*PORTAL.courses, PortalCourse(126, "Z"))}, "courses[4].id: '126' is already"),
        ({"courses": (*PORTAL.courses, PortalCourse(9, " "))}, "courses[4].name: is blank; fill"),
        (
            {"courses": (*PORTAL.courses, PortalCourse(9, "Z", units=(PortalUnit(1001, "Z"),)))},
            "courses[4].units[1].id: '1001' is already used by "
            "courses[1].units[2].id; use another value",
        ),
        ({"users": (*PORTAL.users, PortalUser(2, ""))}, "users[6].login: is blank; fill it in"),
        (
            {"users": (*PORTAL.users, PortalUser(2, "PINK.P"))},
            "users[6].login: 'pink.p' is already used by users[2].login; use another value",
        ),
        (
            {"users": (*PORTAL.users, PortalUser(2, "z", email="pink@POWERPRO.example"))},
            "users[6].email: 'pink@powerpro.example' is already used by "
            "users[2].email; use another value",
        ),
        ({"groups": (PortalGroup(1, "G", ""),)}, "groups[1].key: is blank; fill it in"),
        (
            {"groups": (PortalGroup(1, "G", "K"), PortalGroup(2, "H", "K"))},
            "groups[2].key: 'K' is already used by groups[1].key; use another value",
        ),
        ({"groups": (PortalGroup(1, "G", "K", courses=(9,)),)}, "groups[1].courses: there is no"),
        ({"groups": (PortalGroup(1, "G", "K", members=(9,)),)}, "groups[1].members: there is no"),
        ({"enrolments": (PortalEnrolment(9, 126),)}, "enrolments[1].user: there is no '9' in "),
        ({"enrolments": (PortalEnrolment(6, 9),)}, "enrolments[1].course: there is no '9' in "),
        (
            {"enrolments": (PortalEnrolment(6, 126), PortalEnrolment(6, 126))},
            "enrolments[2]: user 6 is already in course 126 (enrolments[1]); keep one of the two",
        ),
        (
            {"enrolments": (PortalEnrolment(6, 126, progress=(PortalProgress(1000),)),)},
            "enrolments[1].progress[1].unit: '1000' is not a unit of course 126; name a unit by",
        ),
        (
            {"enrolments": (PortalEnrolment(6, 126, progress=(PortalProgress(1001),) * 2),)},
            "enrolments[1].progress[2].unit: '1001' is already used by "
            "enrolments[1].progress[1].unit",
        ),
        (
            {"enrolments": (PortalEnrolment(6, 126, enrolled=MAY.replace(tzinfo=None)),)},
            "enrolments[1].enrolled: 2022-05-16T09:00:00 has no UTC offset; add a time zone",
        ),
    ],
)
def test_a_portal_that_contradicts_itself_is_not_held(
    changes: dict[str, object], fault: str
) -> None:
    unrelated: dict[str, object] = {"groups": (), "enrolments": ()}
    portal = evolve(PORTAL, **{**unrelated, **changes})  # type: ignore[arg-type] # by name
    with pytest.raises(SettingsFault) as raised:
        Sandbox(portal)
    (told,) = raised.value.faults
    assert told.startswith(fault)


def test_an_ambiguous_or_unknown_first_word_is_reported(
    faults_of: Callable[[str], list[str]],
) -> None:
    faults = faults_of(
        LEAST_FILE
        + """
        users = [{ login = "a" }]
        courses = [{ id = 126, name = "C", units = [
            { id = 1, name = "X1 one" }, { id = 2, name = "X1 two" }] }]
        enrolments = [{ user = 1, course = 126, progress = [{ unit = "X1" }, { unit = "X2" }] },
                      { user = 1, course = 9, progress = [{ unit = "X1" }] }]
        """
    )
    remedy = "name a unit by its id, or by a first word that only one unit has"
    assert faults == [
        f"enrolments[1].progress[1].unit: 'X1' is not a unit of course 126; {remedy}",
        f"enrolments[1].progress[2].unit: 'X2' is not a unit of course 126; {remedy}",
        "enrolments[2].course: there is no '9' in this portal; add it, or remove it here",
    ]


def test_a_key_that_cannot_be_sent_is_not_shown(faults_of: Callable[[str], list[str]]) -> None:
    assert "8DZQ" not in "".join(faults_of(LEAST_FILE + 'key = "8DZQ vzDn"'))
