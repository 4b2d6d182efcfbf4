"""Enrolments, and the progress of a learner."""

import pytest

from support.sandbox.requests import (
    INVALID,
    MAY,
    NO_COURSE,
    NO_USER,
    get,
    ok,
    post,
    refused,
    sandbox_with,
)
from talent_powerpro.sandbox import PortalEnrolment, PortalProgress, Quirks, Role, Sandbox

ALREADY = "The requested user is already enrolled in this course"
NOT_ENROLLED = "The requested user is not enrolled in this course"
GONE = "The requested user is no longer available"
STATUS = "getuserstatusincourse/course_id:126,user_id:6"


# --- addusertocourse ----------------------------------------------------------------


def test_enrolling_answers_with_a_list_of_one(sandbox: Sandbox) -> None:
    answer = ok(post(sandbox, "addusertocourse", user_id="1", course_id="126"))
    assert answer == [{"user_id": "1", "course_id": "126", "role": "learner"}]
    assert sandbox.enrolments["1", "126"].role is Role.LEARNER
    assert [c["id"] for c in ok(get(sandbox, "users/id:1"))["courses"]] == ["126"]


def test_user_and_course_may_be_named_by_email_and_name(sandbox: Sandbox) -> None:
    form = {"user_email": "OWNER@powerpro.example", "course_name": "Bananas"}
    assert ok(post(sandbox, "addusertocourse", **form))[0]["course_id"] == "128"


def test_enrolling_twice_is_already_enrolled(sandbox: Sandbox) -> None:
    form = {"user_id": "6", "course_id": "126"}
    assert refused(post(sandbox, "addusertocourse", **form)) == (400, ALREADY)


def test_a_completed_or_expired_enrolment_counts_as_already_enrolled() -> None:
    places = (
        PortalEnrolment(6, 128, progress=(PortalProgress(1010), PortalProgress(1011))),
        PortalEnrolment(6, 127, expires=MAY),
    )
    sandbox = sandbox_with(enrolments=places)
    for course_id in ("127", "128"):
        form = {"user_id": "6", "course_id": course_id}
        assert refused(post(sandbox, "addusertocourse", **form)) == (400, ALREADY)


def test_an_inactive_user_is_enrolled(sandbox: Sandbox) -> None:
    ok(post(sandbox, "addusertocourse", user_id="4", course_id="126"))


@pytest.mark.parametrize(("user_id", "role"), [("6", "learner"), ("1", "instructor")])
def test_a_learner_type_asked_to_be_instructor_comes_back_as_learner(
    sandbox: Sandbox, user_id: str, role: str
) -> None:
    form = {"user_id": user_id, "course_id": "127", "role": "instructor"}
    assert ok(post(sandbox, "addusertocourse", **form))[0]["role"] == role


@pytest.mark.parametrize(
    ("form", "answer"),
    [
        ({"course_id": "126"}, (400, INVALID)),
        ({"user_id": "6"}, (400, INVALID)),
        ({"user_id": "x", "course_id": "126"}, (400, INVALID)),
        ({"user_id": "6", "course_id": ""}, (400, INVALID)),
        ({"user_id": "99", "course_id": "126", "role": "teacher"}, (400, INVALID)),
        ({"user_id": "99", "course_id": "126x"}, (400, INVALID)),
        ({"user_id": "99", "course_id": "999"}, (404, NO_USER)),
        ({"user_email": "jo@x.au", "course_id": "126"}, (404, NO_USER)),
        ({"user_id": "3", "course_id": "126"}, (404, GONE)),
        ({"user_id": "6", "course_id": "999"}, (404, NO_COURSE)),
        ({"user_id": "6", "course_name": "Cherries"}, (404, NO_COURSE)),
    ],
)
def test_arguments_are_checked_before_the_user_and_the_user_before_the_course(
    sandbox: Sandbox, form: dict[str, str], answer: tuple[int, str]
) -> None:
    assert refused(post(sandbox, "addusertocourse", **form)) == answer
    assert list(sandbox.enrolments) == [("6", "126")]


# --- getuserstatusincourse ------------------------------------------------------------


def test_nothing_attempted_yet(sandbox: Sandbox) -> None:
    status = ok(get(sandbox, STATUS))
    assert list(status) == [
        "role",
        "enrolled_on",
        "enrolled_on_timestamp",
        "completion_status",
        "completion_percentage",
        "completed_on",
        "completed_on_timestamp",
        "expired_on",
        "expired_on_timestamp",
        "total_time",
        "total_time_seconds",
        "units",
    ]
    assert status["role"] == "learner"
    assert status["completion_status"] == "Not started"
    assert status["completion_percentage"] == "0"
    assert (status["completed_on"], status["completed_on_timestamp"]) == ("", None)
    assert (status["expired_on"], status["expired_on_timestamp"]) == ("", None)
    assert (status["total_time"], status["total_time_seconds"]) == (None, 0)
    assert status["units"][0] == {
        "id": "1001",
        "name": "ICTWEB304 Build simple web pages",
        "type": "Content",
        "completion_status": "Not attempted",
        "completed_on": "",
        "completed_on_timestamp": None,
        "score": "",
        "total_time": None,
        "total_time_seconds": 0,
    }


def test_completed_units_have_label_date_and_timestamp(sandbox: Sandbox) -> None:
    sandbox.complete(6, 126, "ICTWEB305", MAY.replace(day=20))
    status = ok(get(sandbox, STATUS))
    unit = status["units"][1]
    assert unit["completion_status"] == "Completed"
    assert unit["completed_on"] == "20/05/2022, 09:00:00"
    assert unit["completed_on_timestamp"] == str(int(MAY.replace(day=20).timestamp()))
    assert unit["total_time"] == "0s"
    assert status["completion_status"] == "Incomplete"
    assert status["completion_percentage"] == "33"


def test_sections_are_left_out_and_unit_names_are_html_escaped(sandbox: Sandbox) -> None:
    assert [unit["name"] for unit in ok(get(sandbox, STATUS))["units"]] == [
        "ICTWEB304 Build simple web pages",
        "ICTWEB305: Produce digital images &amp; &#039;more&#039;",
        "ICTWEB306\tDevelop web presence",
    ]


def test_sections_are_listed_where_the_portal_does_so() -> None:
    sandbox = sandbox_with(quirks=Quirks(sections_in_status=True))
    units = ok(get(sandbox, STATUS))["units"]
    assert [unit["type"] for unit in units] == ["Section", "Content", "Test", "Content"]


def test_a_course_is_complete_when_all_units_are_and_dates_from_the_last() -> None:
    sandbox = sandbox_with()
    for day, unit in ((22, "ICTWEB304"), (21, "ICTWEB305"), (20, "ICTWEB306")):
        sandbox.complete(6, 126, unit, MAY.replace(day=day))
    status = ok(get(sandbox, STATUS))
    assert status["completion_status"] == "Completed"
    assert status["completion_percentage"] == "100"
    assert status["completed_on"] == "22/05/2022, 09:00:00"


def test_a_unit_may_be_completed_again_later_than_its_course() -> None:
    sandbox = sandbox_with()
    for unit in ("ICTWEB304", "ICTWEB305", "ICTWEB306"):
        sandbox.complete(6, 126, unit, MAY)
    sandbox.complete(6, 126, "ICTWEB305", MAY.replace(month=7))
    status = ok(get(sandbox, STATUS))
    assert status["completed_on"] == "16/05/2022, 09:00:00"
    assert status["units"][1]["completed_on"] == "16/07/2022, 09:00:00"


def test_answers_without_timestamps_where_the_portal_has_none() -> None:
    sandbox = sandbox_with(quirks=Quirks(timestamps=False))
    sandbox.complete(6, 126, "ICTWEB304", MAY)
    for path in (STATUS, "users", "users/id:6", "courses/id:126"):
        response = get(sandbox, path)
        ok(response)
        assert b"_timestamp" not in response.body
    assert ok(get(sandbox, STATUS))["units"][0]["completed_on"] == "16/05/2022, 09:00:00"


@pytest.mark.parametrize(
    ("arguments", "answer"),
    [
        ("user_id:6", (400, INVALID)),
        ("course_id:126", (400, INVALID)),
        ("course_id:126,user_id:x", (400, INVALID)),
        ("course_id:999,user_id:99", (404, NO_USER)),
        ("course_id:126,user_id:3", (404, GONE)),
        ("course_id:999,user_id:6", (404, NO_COURSE)),
        ("course_id:126,user_id:1", (400, NOT_ENROLLED)),
    ],
)
def test_status_is_refused_in_the_order_of_checks(
    sandbox: Sandbox, arguments: str, answer: tuple[int, str]
) -> None:
    assert refused(get(sandbox, f"getuserstatusincourse/{arguments}")) == answer
