"""Action `users`: look-ups, and the user in an answer."""

import re
from zoneinfo import ZoneInfo

import pytest
from attrs import evolve

from support.sandbox.requests import INVALID, MAY, NO_USER, get, ok, post, refused, sandbox_with
from talent_powerpro.sandbox import PortalEnrolment, PortalUser, Role, Sandbox, UserStatus


def test_a_user_is_found_by_id_email_and_login(sandbox: Sandbox) -> None:
    by_id = ok(get(sandbox, "users/id:6"))
    assert by_id["first_name"] == "Pink"
    for path in ("users/email:pink@powerpro.example", "users/username:pink.p"):
        found = ok(get(sandbox, path))
        assert {**found, "login_key": ""} == {**by_id, "login_key": ""}


def test_email_and_login_are_compared_without_case_and_shown_as_stored(sandbox: Sandbox) -> None:
    assert ok(get(sandbox, "users/email:PINK@POWERPRO.EXAMPLE"))["email"] == "Pink@powerpro.example"
    assert ok(get(sandbox, "users/username:PINK.P"))["login"] == "Pink.P"


def test_a_user_with_a_blank_email_is_found_by_login_alone(sandbox: Sandbox) -> None:
    assert refused(get(sandbox, "users/email:blank@powerpro.example")) == (404, NO_USER)
    found = ok(get(sandbox, "users/username:blank@powerpro.example"))
    assert (found["id"], found["email"]) == ("5", "")


@pytest.mark.parametrize(
    "path",
    [
        "users/id:99",
        "users/id:0",
        "users/email:jo@x.au",
        "users/username:jo",
        "users/id:" + "9" * 5000,
    ],
)
def test_an_unknown_user_does_not_exist(sandbox: Sandbox, path: str) -> None:
    assert refused(get(sandbox, path)) == (404, NO_USER)


@pytest.mark.parametrize(
    "path",
    [
        "users/id:DPC000129",
        "users/id:",
        "users/id:-1",
        "users?id=٣",
        "users/email:",
        "users?username=",
    ],
)
def test_an_id_that_is_no_number_and_blank_arguments_are_invalid(
    sandbox: Sandbox, path: str
) -> None:
    assert refused(get(sandbox, path)) == (400, INVALID)


def test_an_inactive_user_is_found_like_an_active_one(sandbox: Sandbox) -> None:
    assert ok(get(sandbox, "users/id:4"))["status"] == "inactive"
    assert ok(get(sandbox, "users/email:len@powerpro.example"))["status"] == "inactive"


def test_the_listing_has_everyone_inactive_ones_too_but_not_the_deleted(sandbox: Sandbox) -> None:
    assert [user["id"] for user in ok(get(sandbox, "users"))] == ["1", "6", "4", "5"]


@pytest.mark.parametrize(
    ("arguments", "ids"),
    [
        ("page_size:3", ["1", "6", "4"]),
        ("page_size:3,page_number:1", ["1", "6", "4"]),
        ("page_size:3,page_number:2", ["5"]),
        ("page_size:3,page_number:3", []),
        ("page_size:4,page_number:2", []),
        ("page_size:4", ["1", "6", "4", "5"]),
        ("page_size:" + "9" * 5000, ["1", "6", "4", "5"]),
        ("page_size:1,page_number:" + "9" * 5000, []),
    ],
)
def test_the_listing_comes_in_pages_and_beyond_the_last_is_an_empty_list(
    sandbox: Sandbox, arguments: str, ids: list[str]
) -> None:
    assert [user["id"] for user in ok(get(sandbox, f"users/{arguments}"))] == ids


@pytest.mark.parametrize(
    "arguments", ["page_size:0", "page_size:x", "page_number:2", "page_size:1,page_number:0"]
)
def test_a_page_without_size_or_number_is_invalid(sandbox: Sandbox, arguments: str) -> None:
    assert refused(get(sandbox, f"users/{arguments}")) == (400, INVALID)


def test_a_user_has_the_recorded_keys_in_order_and_texts_as_values(sandbox: Sandbox) -> None:
    later = MAY.replace(hour=10)
    sandbox.users["6"] = evolve(sandbox.users["6"], restrict_email=True, updated=later)
    user = {
        "id": "6",
        "login": "Pink.P",
        "first_name": "Pink",
        "last_name": "Panther",
        "email": "Pink@powerpro.example",
        "restrict_email": "1",
        "user_type": "Learner-Type",
        "timezone": "(GMT +08:00) Perth",
        "language": "English",
        "status": "active",
        "deactivation_date": "",
        "level": "1",
        "points": "0",
        "created_on": "16/05/2022, 09:00:00",
        "last_updated": "16/05/2022, 10:00:00",
        "last_updated_timestamp": str(int(later.timestamp())),
    }
    more = ["avatar", "bio", "login_key"]
    lists = ["courses", "branches", "groups", "certifications", "badges"]
    (listed,) = (each for each in ok(get(sandbox, "users")) if each["id"] == "6")
    found = ok(get(sandbox, "users/id:6"))
    assert (list(listed), list(found)) == ([*user, *more], [*user, *more, *lists])
    assert user.items() <= listed.items()
    assert user.items() <= found.items()
    assert (found["bio"], type(found["avatar"])) == (None, str)
    assert [ok(get(sandbox, "users/id:1"))[name] for name in lists] == [[]] * 5


def test_a_user_has_one_login_key(sandbox: Sandbox) -> None:
    shape = r"https://powerpro\.talentlms\.com/index/autologin/key:\w{20}16541531396"
    listed = {user["id"]: user["login_key"] for user in ok(get(sandbox, "users"))}
    assert re.fullmatch(shape, listed["6"])
    ok(get(sandbox, "usersetstatus/user_id:6,status:inactive"))
    assert ok(get(sandbox, "users/id:6"))["login_key"] == listed["6"]
    assert len(set(listed.values())) == len(listed)


def test_a_users_course_is_shown_with_its_code_and_machine_words(sandbox: Sandbox) -> None:
    (course,) = ok(get(sandbox, "users/id:6"))["courses"]
    assert course == {
        "id": "126",
        "name": "Certificate III in Information Technology (ICT30120-A)",
        "role": "learner",
        "enrolled_on": "16/05/2022, 09:00:00",
        "enrolled_on_timestamp": str(int(MAY.timestamp())),
        "completed_on": "",
        "completed_on_timestamp": None,
        "completion_status": "not_attempted",
        "completion_status_formatted": "Not started",
        "completion_percentage": "0",
        "expired_on": "",
        "expired_on_timestamp": None,
        "total_time": None,
        "total_time_seconds": 0,
        "last_accessed_unit_url": (
            "https://powerpro.talentlms.com/course/lastaccessedunit/course_id:126,user_id:6"
        ),
    }
    assert list(course)[:3] == ["id", "name", "role"]


def test_a_users_course_has_progress_and_completion(sandbox: Sandbox) -> None:
    sandbox.complete(6, 126, "ICTWEB304", MAY)
    (course,) = ok(get(sandbox, "users/id:6"))["courses"]
    assert course["completion_status"] == "incomplete"
    assert course["completion_status_formatted"] == "Incomplete"
    assert course["completion_percentage"] == "33"
    assert course["total_time"] == "0s"
    sandbox.complete(6, 126, "ICTWEB305", MAY)
    sandbox.complete(6, 126, "ICTWEB306", MAY.replace(day=17))
    (course,) = ok(get(sandbox, "users/id:6"))["courses"]
    assert course["completion_status"] == "completed"
    assert course["completion_status_formatted"] == "Completed"
    assert course["completion_percentage"] == "100"
    assert course["completed_on"] == "17/05/2022, 09:00:00"


def test_a_users_courses_are_ordered_by_name_without_case_and_html_escaped() -> None:
    places = tuple(PortalEnrolment(6, course) for course in (126, 128, 127))
    courses = ok(get(sandbox_with(enrolments=places), "users/id:6"))["courses"]
    assert [(each["id"], each["name"]) for each in courses] == [
        ("127", "apples &amp; &quot;pears&quot; &lt;&#039;&gt;"),
        ("128", "Bananas"),
        ("126", "Certificate III in Information Technology (ICT30120-A)"),
    ]


def test_the_end_of_access_may_lie_in_the_future() -> None:
    ends = MAY.replace(year=2030)
    places = (PortalEnrolment(6, 126, Role.INSTRUCTOR, expires=ends),)
    (course,) = ok(get(sandbox_with(enrolments=places), "users/id:6"))["courses"]
    assert course["expired_on"] == "16/05/2030, 09:00:00"
    assert course["expired_on_timestamp"] == str(int(ends.timestamp()))
    assert course["role"] == "instructor"


def test_a_users_groups_have_id_and_name_but_no_key(sandbox: Sandbox) -> None:
    assert ok(get(sandbox, "users/id:6"))["groups"] == [{"id": "2", "name": "Fruit &amp; more"}]


def test_json_is_compact_with_escaped_slashes_and_ascii_alone() -> None:
    sandbox = sandbox_with(users=(PortalUser(1, "zoë", "Zoë", "O/Neil"),), enrolments=(), groups=())
    body = get(sandbox, "users/id:1").body
    assert b'"first_name":"Zo\\u00eb","last_name":"O\\/Neil"' in body
    assert b"https:\\/\\/powerpro.talentlms.com\\/" in body
    assert body.isascii()
    assert b"\n" not in body
    assert b'": ' not in body


def test_the_zone_label_follows_daylight_saving() -> None:
    def label(zone: str) -> str:
        found = ok(get(sandbox_with(zone=ZoneInfo(zone)), "users/id:1"))["timezone"]
        assert isinstance(found, str)
        return found

    assert label("Europe/London") == "(GMT +01:00) London"
    assert label("America/New_York") == "(GMT -04:00) New York"


def test_a_user_may_become_deleted_while_the_sandbox_runs(sandbox: Sandbox) -> None:
    sandbox.users["6"] = evolve(sandbox.users["6"], status=UserStatus.DELETED)
    assert "6" not in {user["id"] for user in ok(post(sandbox, "users"))}
    assert ok(get(sandbox, "courses/id:126"))["users"] == []
    assert ok(get(sandbox, "groups/id:2"))["users"] == []
