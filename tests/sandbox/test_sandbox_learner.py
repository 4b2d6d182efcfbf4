"""Learners' progress: the control call, over HTTP and as a method."""

from datetime import UTC, datetime
from typing import Any

import pytest

from support.sandbox.requests import (
    MAY,
    NO_COURSE,
    NO_USER,
    NOW,
    basic,
    complete,
    get,
    ok,
    refused,
    sandbox_with,
    send,
)
from talent_powerpro.sandbox import (
    ApiError,
    PortalCourse,
    PortalEnrolment,
    PortalProgress,
    PortalUnit,
    Request,
    Sandbox,
)

STEP = {"user_id": "6", "course_id": "126", "unit": "ICTWEB305"}


def unit(sandbox: Sandbox, number: int) -> Any:
    return ok(get(sandbox, "getuserstatusincourse/course_id:126,user_id:6"))["units"][number]


def test_a_unit_is_completed_now_when_nothing_else_is_said(sandbox: Sandbox) -> None:
    assert ok(complete(sandbox, **STEP)) == {
        "user_id": "6",
        "course_id": "126",
        "unit_id": "1002",
        "completion_status": "Completed",
        "completed_on": "02/06/2022, 14:58:59",
        "completed_on_timestamp": str(int(NOW.timestamp())),
        "completion_percentage": "33",
    }
    assert unit(sandbox, 1)["completion_status"] == "Completed"


@pytest.mark.parametrize("named", ["1002", "ICTWEB305", "ictweb305"])
def test_a_unit_is_named_by_id_or_by_the_first_word_of_its_name(
    sandbox: Sandbox, named: str
) -> None:
    assert ok(complete(sandbox, **{**STEP, "unit": named}))["unit_id"] == "1002"
    assert list(sandbox.enrolments["6", "126"].progress) == [
        PortalProgress("1002", "Completed", NOW)
    ]


@pytest.mark.parametrize("at", ["1653008400", "2022-05-20T09:00:00+08:00", "2022-05-20T01:00:00Z"])
def test_a_moment_is_epoch_seconds_or_iso_with_an_offset(sandbox: Sandbox, at: str) -> None:
    complete(sandbox, **STEP, at=at)
    assert unit(sandbox, 1)["completed_on"] == "20/05/2022, 09:00:00"


@pytest.mark.parametrize(
    "at", ["yesterday", "2022-05-20T09:00:00", "2022-05-20T09:00:00 08:00", "9" * 30, "9" * 5000]
)
def test_any_other_moment_is_refused_with_value_and_remedy(sandbox: Sandbox, at: str) -> None:
    status, message = refused(complete(sandbox, **STEP, at=at))
    assert status == 400
    assert message.startswith(f"at: {at!r} is not a time")
    assert "2022-06-13T10:00:00+08:00" in message
    assert sandbox.enrolments["6", "126"].progress == ()


@pytest.mark.parametrize("label", ["In progress", "Pending"])
def test_some_labels_carry_no_date_unless_one_is_given(sandbox: Sandbox, label: str) -> None:
    assert ok(complete(sandbox, **STEP, label=label))["completed_on_timestamp"] is None
    assert unit(sandbox, 1)["completion_status"] == label
    assert ok(complete(sandbox, **STEP, label=label, at="1653008400"))["completed_on"]


@pytest.mark.parametrize(("label", "percentage"), [("Passed", "33"), ("Failed", "0")])
def test_passed_counts_as_complete_and_failed_has_a_date_but_does_not(
    sandbox: Sandbox, label: str, percentage: str
) -> None:
    answer = ok(complete(sandbox, **STEP, label=label))
    assert answer["completion_percentage"] == percentage
    assert answer["completed_on"]


def test_a_unit_not_attempted_is_as_if_nothing_had_happened(sandbox: Sandbox) -> None:
    before = sandbox.enrolments["6", "126"]
    complete(sandbox, **STEP)
    complete(sandbox, **STEP, label="Not attempted")
    assert sandbox.enrolments["6", "126"] == before


def test_twice_equals_once(sandbox: Sandbox) -> None:
    complete(sandbox, **STEP)
    once = sandbox.enrolments["6", "126"]
    complete(sandbox, **STEP)
    assert sandbox.enrolments["6", "126"] == once


def test_a_course_that_is_no_longer_complete_loses_its_date(sandbox: Sandbox) -> None:
    for word in ("ICTWEB304", "ICTWEB305", "ICTWEB306"):
        sandbox.complete(6, 126, word, MAY)
    assert sandbox.enrolments["6", "126"].completed == MAY
    sandbox.complete(6, 126, "ICTWEB306", label="Failed")
    assert sandbox.enrolments["6", "126"].completed is None


def test_json_and_a_trailing_slash_do_as_well(sandbox: Sandbox) -> None:
    body = '{"user_id": 6, "course_id": 126, "unit": 1001}'
    ok(send(sandbox, "/sandbox/complete/", body, "application/json"))


@pytest.mark.parametrize(
    ("changes", "status", "words"),
    [
        ({"unit": ""}, 400, "unit: missing; send the fields user_id, course_id, unit"),
        ({"unit": " ", "user_id": ""}, 400, "user_id, unit: missing"),
        ({"user_id": "99"}, 404, NO_USER),
        ({"user_id": "3"}, 404, "The requested user is no longer available"),
        ({"course_id": "999"}, 404, NO_COURSE),
        ({"user_id": "1"}, 400, "(user 1, course 126); enrol the user first"),
        ({"unit": "ICTWEB999"}, 404, "unit: 'ICTWEB999' is not a unit of course 126; send one of"),
        ({"unit": "ICTWEB999"}, 404, "1001 (ICTWEB304 Build simple web pages)"),
        ({"unit": "1000"}, 404, "unit: '1000' is not a unit of course 126"),
        ({"unit": "Getting"}, 404, "unit: 'Getting' is not a unit of course 126"),
    ],
)
def test_a_missing_user_course_or_unit_is_reported(
    sandbox: Sandbox, changes: dict[str, str], status: int, words: str
) -> None:
    answer = refused(complete(sandbox, **{**STEP, **changes}))
    assert answer[0] == status
    assert words in answer[1]


def test_a_word_that_several_units_begin_with_asks_for_an_id(sandbox: Sandbox) -> None:
    send(sandbox, "/api/v1/addusertocourse", "user_id=6&course_id=128", "")
    status, message = refused(complete(sandbox, **{**STEP, "course_id": "128", "unit": "X1"}))
    assert status == 400
    assert message == (
        "unit: 'X1' names several units of course 128; send one of these ids: "
        "1010 (X1 one); 1011 (x1 two)"
    )


def test_a_course_without_units_says_so(sandbox: Sandbox) -> None:
    send(sandbox, "/api/v1/addusertocourse", "user_id=6&course_id=127", "")
    _, message = refused(complete(sandbox, **{**STEP, "course_id": "127"}))
    assert message.endswith("send one of these ids: none")
    status = ok(get(sandbox, "getuserstatusincourse/course_id:127,user_id:6"))
    assert status["completion_percentage"] == "0"


def test_the_same_key_is_asked_for() -> None:
    sandbox = sandbox_with(key="right")
    request = Request("POST", "/sandbox/complete", basic("wrong"))
    assert refused(sandbox.handle(request)) == (401, "Invalid API Key provided")


THERE_ARE = (
    "there is no such control call; use one of POST /sandbox/complete, POST /sandbox/undelete, "
    "POST /sandbox/fault, "
    "POST /sandbox/clear-faults, GET /sandbox/faults, GET /sandbox/portal"
)


@pytest.mark.parametrize(
    ("method", "path", "answer"),
    [
        ("GET", "complete", (405, "wrong method; use POST /sandbox/complete")),
        ("POST", "faults", (405, "wrong method; use GET /sandbox/faults")),
        ("POST", "reset", (404, THERE_ARE)),
        ("POST", "", (404, THERE_ARE)),
    ],
)
def test_there_is_no_other_call(
    sandbox: Sandbox, method: str, path: str, answer: tuple[int, str]
) -> None:
    assert refused(sandbox.handle(Request(method, f"/sandbox/{path}", basic("any")))) == answer


def test_a_step_is_no_call_of_the_api(sandbox: Sandbox) -> None:
    complete(sandbox, **STEP)
    assert sandbox.calls == ()
    assert ok(get(sandbox, "ratelimit"))["remaining"] == 2000


@pytest.mark.parametrize("at", ["253402300799", "0001-01-01T00:00:00+08:00"])
def test_a_moment_at_an_end_of_the_calendar_is_none(sandbox: Sandbox, at: str) -> None:
    status, message = refused(complete(sandbox, **STEP, at=at))
    assert (status, message.partition(":")[0]) == (400, "at")


def test_the_method_does_the_same_and_takes_numbers(sandbox: Sandbox) -> None:
    sandbox.complete(6, 126, 1001, datetime(2022, 5, 20, 1, tzinfo=UTC), "Passed")
    assert unit(sandbox, 0)["completed_on"] == "20/05/2022, 09:00:00"
    assert unit(sandbox, 0)["completion_status"] == "Passed"
    sandbox.complete("6", "126", "ICTWEB306")
    assert unit(sandbox, 2)["completed_on"] == "02/06/2022, 14:58:59"


def test_the_method_raises_what_the_call_answers(sandbox: Sandbox) -> None:
    with pytest.raises(ApiError, match="is not a unit of course 126") as raised:
        sandbox.complete(6, 126, "ICTWEB999")
    assert raised.value.status == 404
    naive = MAY.replace(tzinfo=None)
    with pytest.raises(ApiError, match="is not a time"):
        sandbox.complete(6, 126, "ICTWEB304", naive)


def test_almost_all_units_are_not_all() -> None:
    units = tuple(PortalUnit(n, f"U{n}") for n in range(1, 301))
    portal = sandbox_with(
        courses=(PortalCourse(126, "Long", units=units),),
        groups=(),
        enrolments=(
            PortalEnrolment(
                6, 126, progress=tuple(PortalProgress(n, at=MAY) for n in range(2, 301))
            ),
        ),
    ).portal
    sandbox = Sandbox(portal)
    status = ok(get(sandbox, "getuserstatusincourse/course_id:126,user_id:6"))
    assert (status["completion_percentage"], status["completed_on"]) == ("99", "")
    sandbox.complete(6, 126, 1, MAY)
    status = ok(get(sandbox, "getuserstatusincourse/course_id:126,user_id:6"))
    assert status["completion_percentage"] == "100"
