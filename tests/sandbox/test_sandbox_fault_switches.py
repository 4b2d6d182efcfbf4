"""API sheet, section 15: the fault switches, in process."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import pytest

from sandbox.asking import JOANA, NO_USER, get, ok, post, refused, send, titled
from talent_powerpro.sandbox import ApiError, Ending, FaultKind, Request, Response, Sandbox

FORM = "application/x-www-form-urlencoded"


def switch(sandbox: Sandbox, **form: str) -> Response:
    return send(sandbox, "/sandbox/fault", urlencode(form), FORM)


@pytest.mark.parametrize(
    ("kind", "page"),
    [
        ("html-404", (404, "The page you're looking for can't be found")),
        ("html-401", (401, "401 Unauthorized")),
        ("html-502", (502, "502 Bad Gateway")),
        ("html-503", (503, "503 Service Temporarily Unavailable")),
    ],
)
def test_a_web_page_comes_instead_and_the_call_took_no_effect(
    sandbox: Sandbox, kind: str, page: tuple[int, str]
) -> None:
    sandbox.fault("usersignup", kind)
    assert titled(post(sandbox, "usersignup", **JOANA)) == page
    assert "7" not in sandbox.users
    assert ok(get(sandbox, "ratelimit"))["remaining"] == 2000
    assert ok(post(sandbox, "usersignup", **JOANA))["id"] == 7


def test_an_error_body_with_status_200_and_no_effect(sandbox: Sandbox) -> None:
    sandbox.fault("usersignup", FaultKind.ERROR_BODY)
    assert refused(post(sandbox, "usersignup", **JOANA)) == (200, "Internal error")
    assert "7" not in sandbox.users


def test_an_error_body_says_what_it_is_told_to(sandbox: Sandbox) -> None:
    message = "You have reached the maximum number of users"
    sandbox.fault("users", "error-body", message=message, type="api_error", status=500)
    response = get(sandbox, "users/id:6")
    assert refused(response) == (500, message)
    assert json.loads(response.body)["error"]["type"] == "api_error"


def test_a_reset_comes_before_anything_was_done(sandbox: Sandbox) -> None:
    sandbox.fault("usersignup", FaultKind.RESET)
    response = post(sandbox, "usersignup", **JOANA)
    assert (response.status, response.ending, response.body) == (0, Ending.RESET, b"")
    assert "7" not in sandbox.users


def test_a_lost_answer_is_of_a_call_that_took_effect(sandbox: Sandbox) -> None:
    sandbox.fault("usersignup", FaultKind.LOST)
    response = post(sandbox, "usersignup", **JOANA)
    assert (response.status, response.ending, response.body) == (0, Ending.HANG_UP, b"")
    assert sandbox.users["7"].email == "jg11@pm.me"


def test_a_hanging_call_took_effect_and_answers_late(sandbox: Sandbox) -> None:
    sandbox.fault("usersignup", FaultKind.HANG, seconds=0.25)
    response = post(sandbox, "usersignup", **JOANA)
    assert (response.status, response.delay, response.ending) == (200, 0.25, Ending.ANSWER)
    assert ok(response)["id"] == 7
    sandbox.fault("users", "hang")
    assert get(sandbox, "users").delay == 90


@pytest.mark.parametrize(
    ("kind", "spoil"),
    [
        ("empty-body", lambda body: b""),
        ("null-body", lambda body: b"null"),
        ("truncated-json", lambda body: body[: len(body) // 2]),
    ],
)
def test_a_spoiled_answer_is_of_a_call_that_took_effect(
    sandbox: Sandbox, kind: str, spoil: Callable[[bytes], bytes]
) -> None:
    form = {"user_id": "6", "course_id": "127"}
    whole = b'[{"user_id":"6","course_id":"127","role":"learner"}]'
    sandbox.fault("addusertocourse", kind)
    response = post(sandbox, "addusertocourse", **form)
    assert (response.status, response.body) == (200, spoil(whole))
    assert ("6", "127") in sandbox.enrolments


def test_a_refusal_is_spoiled_like_any_other_answer(sandbox: Sandbox) -> None:
    sandbox.fault("users", "null-body")
    response = get(sandbox, "users/id:99")
    assert (response.status, response.body) == (404, b"null")


def test_a_switch_is_for_one_action_and_so_many_calls(sandbox: Sandbox) -> None:
    sandbox.fault("Users", "html-503", times=2)
    ok(get(sandbox, "siteinfo"))
    assert [get(sandbox, "USERS/id:6").status for _ in range(3)] == [503, 503, 200]


def test_or_for_whatever_is_called_next(sandbox: Sandbox) -> None:
    sandbox.fault("*", "html-502", times=2)
    assert [get(sandbox, action).status for action in ("siteinfo", "users", "groups")] == [
        502,
        502,
        200,
    ]


def test_several_switches_are_met_in_the_order_they_were_set(sandbox: Sandbox) -> None:
    for kind in ("html-502", "null-body", "html-404"):
        sandbox.fault("users", kind)
    answers = [get(sandbox, "users/id:6") for _ in range(4)]
    assert [answer.status for answer in answers] == [502, 200, 404, 200]


def test_switches_can_be_cleared(sandbox: Sandbox) -> None:
    sandbox.fault("users", "html-502", times=1000)
    sandbox.clear_faults()
    ok(get(sandbox, "users/id:6"))


def test_calls_that_meet_a_fault_are_told_like_all_others(sandbox: Sandbox) -> None:
    sandbox.fault("users", "reset")
    get(sandbox, "users")
    assert sandbox.calls == (("GET", "users"),)


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"action": "party"}, "action: 'party' is no action here; send * for any, or one of users"),
        ({"times": 0}, "times: 0 is too few; send 1 or more"),
        ({"seconds": -1.0}, "seconds: -1.0 cannot be waited; send 0 or more"),
        ({"seconds": float("nan")}, "seconds: nan cannot be waited"),
        ({"status": 99}, "status: 99 is none; send one such as 500"),
    ],
)
def test_what_cannot_be_played_is_told_with_the_remedy(
    sandbox: Sandbox, wrong: dict[str, Any], told: str
) -> None:
    given: dict[str, Any] = {"action": "users", "kind": "hang", **wrong}
    with pytest.raises(ApiError) as raised:
        sandbox.fault(given.pop("action"), given.pop("kind"), **given)
    assert raised.value.message.startswith(told)
    ok(get(sandbox, "users"))


def test_all_that_is_wrong_is_told_at_once(sandbox: Sandbox) -> None:
    with pytest.raises(ApiError, match=r"times: -1 .*; seconds: -1.0 "):
        sandbox.fault("users", "hang", times=-1, seconds=-1.0)


def test_an_unknown_kind_is_a_value_error(sandbox: Sandbox) -> None:
    with pytest.raises(ValueError, match="earthquake"):
        sandbox.fault("users", "earthquake")


# --- over HTTP ------------------------------------------------------------------------


def test_the_same_by_a_call_which_answers_with_all_that_is_on(sandbox: Sandbox) -> None:
    ok(switch(sandbox, action="users", kind="html-502"))
    assert ok(switch(sandbox, action="*", kind="hang", times="3", seconds="0.5")) == [
        {"action": "users", "kind": "html-502", "times": 1},
        {"action": "*", "kind": "hang", "times": 3},
    ]
    assert get(sandbox, "users").status == 502
    assert get(sandbox, "users").delay == 0.5
    faults = sandbox.handle(Request("GET", "/sandbox/faults", {"Authorization": "Basic YW55Og=="}))
    assert ok(faults) == [{"action": "*", "kind": "hang", "times": 2}]
    assert ok(send(sandbox, "/sandbox/clear-faults", "", FORM)) == []
    ok(get(sandbox, "users"))


def test_an_error_body_is_described_by_the_call(sandbox: Sandbox) -> None:
    form = {"message": NO_USER, "status": "404", "type": "api_error"}
    ok(switch(sandbox, action="users", kind="error-body", **form))
    assert refused(get(sandbox, "users/id:6")) == (404, NO_USER)


@pytest.mark.parametrize(
    ("form", "told"),
    [
        ({}, "action, kind: sent '' and ''; send an action and one of html-404, "),
        ({"action": "users", "kind": "rain"}, "action, kind: sent 'users' and 'rain'; send an "),
        ({"action": "users", "kind": "hang", "seconds": "long"}, "seconds: 'long' is no number"),
        ({"action": "users", "kind": "hang", "times": "inf"}, "times: 'inf' is no number"),
        ({"action": "users", "kind": "hang", "times": "0"}, "times: 0 is too few"),
    ],
)
def test_a_form_that_says_nothing_playable_is_told(
    sandbox: Sandbox, form: dict[str, str], told: str
) -> None:
    response = switch(sandbox, **form)
    status, message = refused(response)
    assert status == 400
    assert message.startswith(told)
    assert b'"type":"sandbox_error"' in response.body
