"""Fault switches, in process."""

from __future__ import annotations

import gzip
import io
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from support.sandbox.requests import (
    JOANA,
    NO_USER,
    basic,
    get,
    ok,
    post,
    refused,
    sandbox_with,
    send,
    titled,
)
from talent_powerpro.sandbox import ApiError, Ending, FaultKind, Request, Response, Sandbox
from talent_powerpro.sandbox.faults.kinds import KINDS

FORM = "application/x-www-form-urlencoded"
ENROLLED = b'[{"user_id":"6","course_id":"127","role":"learner"}]'
MB = 1024 * 1024
BLANKS = b" " * MB


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


def test_an_error_body_has_the_chosen_message(sandbox: Sandbox) -> None:
    message = "You have reached the maximum number of users"
    sandbox.fault("users", "error-body", message=message, type="api_error", status=500)
    response = get(sandbox, "users/id:6")
    assert refused(response) == (500, message)
    assert json.loads(response.body)["error"]["type"] == "api_error"


@pytest.mark.parametrize(
    ("kind", "told", "answer"),
    [
        ("reset", {}, (0, Ending.RESET, 0)),
        ("lost", {}, (0, Ending.HANG_UP, 0)),
        ("hang", {}, (200, Ending.ANSWER, 90)),
        ("hang", {"seconds": 0.25}, (200, Ending.ANSWER, 0.25)),
        ("hang", {"seconds": 0.25, "effect": False}, (0, Ending.HANG_UP, 0.25)),
    ],
)
def test_an_answer_is_lost_or_late(
    sandbox: Sandbox, kind: str, told: dict[str, Any], answer: tuple[object, ...]
) -> None:
    sandbox.fault("usersignup", kind, **told)
    response = post(sandbox, "usersignup", **JOANA)
    assert (response.status, response.ending, response.delay) == answer
    assert bool(response.body) is (response.status == 200)


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
    sandbox.fault("addusertocourse", kind)
    response = post(sandbox, "addusertocourse", **form)
    assert (response.status, response.body) == (200, spoil(ENROLLED))
    assert ("6", "127") in sandbox.enrolments


def test_half_a_body_with_the_length_of_a_whole_one(sandbox: Sandbox) -> None:
    sandbox.fault("addusertocourse", "cut-off")
    response = post(sandbox, "addusertocourse", user_id="6", course_id="127")
    assert (response.status, response.body) == (200, ENROLLED[: len(ENROLLED) // 2])
    assert response.ending is Ending.CUT_OFF
    assert response.length > len(response.body)
    assert ("6", "127") in sandbox.enrolments


def test_a_body_that_drips_comes_byte_by_byte(sandbox: Sandbox) -> None:
    sandbox.fault("addusertocourse", "drip", seconds=0.5)
    response = post(sandbox, "addusertocourse", user_id="6", course_id="127")
    assert (response.pause, response.length) == (0.5, len(ENROLLED))
    assert list(response.pieces()) == [ENROLLED[at : at + 1] for at in range(len(ENROLLED))]
    sandbox.fault("users", "drip")
    assert get(sandbox, "users").pause == 1


@pytest.mark.parametrize(
    ("kind", "spoiled"),
    [
        (
            "ids-as-objects",
            [{"user_id": {"value": "6"}, "course_id": {"value": "127"}, "role": "learner"}],
        ),
        ("lists-for-objects", {"0": ["6", "127", "learner"]}),
    ],
)
def test_types_can_be_wrong(sandbox: Sandbox, kind: str, spoiled: object) -> None:
    sandbox.fault("addusertocourse", kind)
    response = post(sandbox, "addusertocourse", user_id="6", course_id="127")
    assert ok(response) == spoiled
    assert ("6", "127") in sandbox.enrolments


@pytest.mark.parametrize("kind", ["ids-as-objects", "lists-for-objects"])
def test_a_page_has_no_types(sandbox: Sandbox, kind: str) -> None:
    sandbox.fault("users", kind)
    page = sandbox.handle(Request("GET", "/api/v1/users/a:b%40c", basic("any")))
    assert titled(page) == (404, "The page you're looking for can't be found")
    sandbox.fault("users", kind)
    assert titled(sandbox.handle(Request("GET", "/api/v1/users"))) == (401, "401 Unauthorized")


def test_a_charset_can_be_wrong(sandbox: Sandbox) -> None:
    sandbox.fault("addusertocourse", "wrong-charset")
    response = post(sandbox, "addusertocourse", user_id="6", course_id="127")
    assert response.headers["Content-Type"] == "application/json; charset=utf-8"
    assert response.body.decode("utf-16").encode() == ENROLLED
    with pytest.raises(UnicodeDecodeError):
        response.body.decode("utf-8")


def test_a_body_can_be_nested_too_deep(sandbox: Sandbox) -> None:
    sandbox.fault("siteinfo", "deep-body")
    body = get(sandbox, "siteinfo").body
    assert (body.count(b"["), body.count(b"]")) == (100_000, 100_000)
    with pytest.raises(RecursionError):
        json.loads(body)


@pytest.mark.parametrize(
    ("kind", "size", "ending"),
    [("huge-body", 64 * MB, Ending.ANSWER), ("endless-body", 1024 * MB, Ending.OPEN)],
)
def test_a_body_too_large_to_hold_is_good_json_and_comes_in_small_pieces(
    sandbox: Sandbox, kind: str, size: int, ending: Ending
) -> None:
    sandbox.fault("addusertocourse", kind)
    response = post(sandbox, "addusertocourse", user_id="6", course_id="127")
    assert (response.length, response.ending) == (len(ENROLLED) + size, ending)
    pieces = response.pieces()
    assert next(pieces) == ENROLLED
    lengths = set()
    for piece in pieces:
        lengths.add(len(piece))
        size -= len(piece)
    assert (lengths, size) == ({MB}, 0)
    assert piece.isspace()


def test_a_small_body_unpacks_to_a_huge_one_which_is_good_json(sandbox: Sandbox) -> None:
    sandbox.fault("addusertocourse", "gzip-bomb")
    response = post(sandbox, "addusertocourse", user_id="6", course_id="127")
    assert response.headers["Content-Encoding"] == "gzip"
    assert len(response.body) < 300_000
    with gzip.open(io.BytesIO(response.body)) as unpacked:
        for _ in range(256):
            assert unpacked.read(MB) == BLANKS
        assert unpacked.read() == ENROLLED  # its checksum and length are right too


def test_a_caller_is_sent_elsewhere_before_anything_was_done(sandbox: Sandbox) -> None:
    sandbox.fault("usersignup", "redirect")
    sandbox.fault("usersignup", "redirect", status=307, location="http://localhost:1/x")
    first, second = (post(sandbox, "usersignup", **JOANA) for _ in range(2))
    assert (first.status, first.headers["Location"]) == (302, "https://elsewhere.example/")
    assert (second.status, second.headers["Location"]) == (307, "http://localhost:1/x")
    assert titled(second) == (307, "307 Temporary Redirect")
    assert "7" not in sandbox.users


@pytest.mark.parametrize(
    ("status", "title", "retry_after"),
    [
        (408, "408 Request Timeout", ""),
        (429, "429 Too Many Requests", 7),
        (403, "403 Forbidden", "Fri, 31 Dec 2027 23:59:59 GMT"),
        (504, "504 Gateway Timeout", ""),
        (599, "599", 7),
    ],
)
def test_any_status_comes_as_a_page_or_as_json_with_or_without_a_time_to_come_back(
    sandbox: Sandbox, status: int, title: str, retry_after: str | int
) -> None:
    told: dict[str, Any] = {"status": status, "retry_after": retry_after}
    sandbox.fault("usersignup", "html-page", **told)
    sandbox.fault("usersignup", "error-body", type="api_error", **told)
    page, error = (post(sandbox, "usersignup", **JOANA) for _ in range(2))
    assert titled(page) == (status, title)
    assert refused(error) == (status, "Internal error")
    headers = {"Retry-After": str(retry_after)} if retry_after else {}
    for response in (page, error):
        assert headers == {k: v for k, v in response.headers.items() if k == "Retry-After"}
    assert "7" not in sandbox.users


# --- before or after the effect -------------------------------------------------------


@pytest.mark.parametrize("kind", FaultKind)
def test_a_call_takes_effect_as_its_kind_or_the_fault_says(kind: FaultKind) -> None:
    is_own, needs_answer = KINDS[kind].effect, KINDS[kind].needs_answer
    for effect, happens in ((None, is_own), (True, True), (False, False)):
        sandbox = sandbox_with()
        if effect is False and needs_answer:
            with pytest.raises(ApiError, match="damages the portal's own answer"):
                sandbox.fault("usersignup", kind, effect=effect)
            continue
        sandbox.fault("usersignup", kind, effect=effect)
        post(sandbox, "usersignup", **JOANA)
        assert ("7" in sandbox.users) is happens


PAGE_ROW = re.compile(r"^\| `([a-z0-9-]+)` \| .* \| (yes|no|always) \|$", re.MULTILINE)


def test_the_page_says_of_each_kind_whether_the_call_takes_effect() -> None:
    page = Path(__file__).parents[2] / "docs" / "reference" / "sandbox.md"
    told = dict(PAGE_ROW.findall(page.read_text(encoding="utf-8")))
    words = {(False, False): "no", (True, False): "yes", (True, True): "always"}
    assert told == {kind.value: words[row.effect, row.needs_answer] for kind, row in KINDS.items()}


def test_a_refusal_is_spoiled_like_any_other_answer(sandbox: Sandbox) -> None:
    sandbox.fault("users", "null-body")
    response = get(sandbox, "users/id:99")
    assert (response.status, response.body) == (404, b"null")


def test_a_switch_is_for_one_action_and_so_many_calls(sandbox: Sandbox) -> None:
    sandbox.fault("Users", "html-503", times=2)
    ok(get(sandbox, "siteinfo"))
    assert [get(sandbox, "USERS/id:6").status for _ in range(3)] == [503, 503, 200]


def test_a_fault_may_be_set_for_any_action(sandbox: Sandbox) -> None:
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


def test_calls_that_meet_a_fault_are_listed_too(sandbox: Sandbox) -> None:
    sandbox.fault("users", "reset")
    get(sandbox, "users")
    assert sandbox.calls == (("GET", "users"),)


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        (
            {"action": "party"},
            "action: 'party' is not an action of the sandbox; send * for any ",
        ),
        ({"times": 0}, "times: 0 is too few; send 1 or more"),
        ({"seconds": -1.0}, "seconds: -1.0 is not a waiting time; send 0 or more"),
        ({"seconds": float("nan")}, "seconds: nan is not a waiting time"),
        ({"status": 99}, "status: 99 is not a status of hang; send 200 to 599"),
        (
            {"kind": "redirect", "status": 200},
            "status: 200 is not a status of redirect; send 300 to 399",
        ),
        ({"retry_after": "7\r\nX: y"}, "retry_after: '7\\r\\nX: y' cannot be sent in a header"),
        ({"location": "https://caf\xe9"}, "location: 'https://caf\xe9' cannot be sent in a header"),
        (
            {"kind": "drip", "effect": False},
            "effect: drip damages the portal's own answer, so the call always takes effect; "
            "leave effect out",
        ),
    ],
)
def test_a_fault_that_cannot_be_played_is_reported_with_the_remedy(
    sandbox: Sandbox, wrong: dict[str, Any], told: str
) -> None:
    given: dict[str, Any] = {"action": "users", "kind": "hang", **wrong}
    with pytest.raises(ApiError) as raised:
        sandbox.fault(given.pop("action"), given.pop("kind"), **given)
    assert raised.value.message.startswith(told)
    ok(get(sandbox, "users"))


def test_all_faults_are_reported_at_once(sandbox: Sandbox) -> None:
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
    form = {"message": NO_USER, "status": "404", "type": "api_error", "retry_after": "7"}
    ok(switch(sandbox, action="users", kind="error-body", **form))
    response = get(sandbox, "users/id:6")
    assert refused(response) == (404, NO_USER)
    assert response.headers["Retry-After"] == "7"


def test_the_call_says_where_to_and_whether_the_effect_comes_first(sandbox: Sandbox) -> None:
    form = {"location": "http://localhost:1/", "status": "308", "effect": "Yes"}
    ok(switch(sandbox, action="usersignup", kind="redirect", **form))
    response = post(sandbox, "usersignup", **JOANA)
    assert (response.status, response.headers["Location"]) == (308, "http://localhost:1/")
    assert "7" in sandbox.users


@pytest.mark.parametrize(
    ("form", "told"),
    [
        ({}, "action, kind: '' and '' were sent; send an action and one of html-404, "),
        (
            {"action": "users", "kind": "rain"},
            "action, kind: 'users' and 'rain' were sent; send an ",
        ),
        ({"action": "users", "kind": "hang", "seconds": "long"}, "seconds: 'long' is not a number"),
        ({"action": "users", "kind": "hang", "times": "inf"}, "times: 'inf' is not a number"),
        ({"action": "users", "kind": "hang", "times": "0"}, "times: 0 is too few"),
        (
            {"action": "users", "kind": "hang", "effect": "maybe"},
            "effect: 'maybe' is neither yes nor no",
        ),
    ],
)
def test_a_form_without_a_playable_fault_is_reported(
    sandbox: Sandbox, form: dict[str, str], told: str
) -> None:
    response = switch(sandbox, **form)
    status, message = refused(response)
    assert status == 400
    assert message.startswith(told)
    assert b'"type":"sandbox_error"' in response.body
