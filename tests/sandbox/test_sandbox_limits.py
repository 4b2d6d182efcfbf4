"""Both rate limits, and the refusals whose status is unknown."""

from __future__ import annotations

from typing import Any

import pytest
from attrs import evolve

from support.sandbox.requests import (
    INVALID,
    JOANA,
    PORTAL,
    Clock,
    get,
    ok,
    post,
    refused,
    sandbox_with,
    titled,
)
from talent_powerpro.sandbox import LimitAnswer, Quirks, Response, Sandbox
from talent_powerpro.sandbox.api_errors import UNSETTLED


def limited(clock: Clock, answer: LimitAnswer = LimitAnswer.FORBIDDEN, **limits: Any) -> Sandbox:
    quirks = Quirks(limit_answer=answer)
    portal = evolve(PORTAL, enforce_limits=True, quirks=quirks, **limits)
    return Sandbox(portal, clock=clock)


def test_no_limit_is_enforced_unless_the_portal_says_so() -> None:
    sandbox = sandbox_with(calls_per_hour=2, calls_per_5_seconds=1)
    for _ in range(5):
        ok(get(sandbox, "siteinfo"))
    assert ok(get(sandbox, "ratelimit"))["remaining"] == 0


def test_the_hours_limit_is_a_window_that_opens_again(clock: Clock) -> None:
    sandbox = limited(clock, calls_per_hour=2)
    ok(get(sandbox, "siteinfo"))
    assert refused(get(sandbox, "nosuchaction"))[0] == 404
    for action in ("siteinfo", "nosuchaction"):
        assert refused(get(sandbox, action)) == (403, "API rate limit exceeded")
    assert b'"type":"api_error"' in get(sandbox, "siteinfo").body
    clock.forward(minutes=59)
    assert refused(get(sandbox, "siteinfo"))[0] == 403
    clock.forward(minutes=1)
    ok(get(sandbox, "siteinfo"))


def test_asking_for_the_limit_is_free_and_always_answered(clock: Clock) -> None:
    sandbox = limited(clock, calls_per_hour=1, calls_per_5_seconds=1)
    ok(get(sandbox, "siteinfo"))
    for _ in range(3):
        assert ok(get(sandbox, "ratelimit"))["remaining"] == 0


def test_a_refused_call_takes_no_effect_and_is_not_counted(clock: Clock) -> None:
    sandbox = limited(clock, calls_per_5_seconds=1)
    ok(get(sandbox, "siteinfo"))
    assert refused(post(sandbox, "usersignup", **JOANA))[0] == 403
    assert "7" not in sandbox.users
    assert ok(get(sandbox, "ratelimit"))["remaining"] == 1999


def test_200_calls_in_any_five_seconds(clock: Clock) -> None:
    sandbox = limited(clock)
    for second in range(5):
        for _ in range(40):
            ok(get(sandbox, "siteinfo"))
        if second < 4:
            clock.forward(seconds=1)
    assert refused(get(sandbox, "siteinfo"))[0] == 403
    clock.forward(seconds=1)
    for _ in range(40):
        ok(get(sandbox, "siteinfo"))
    assert refused(get(sandbox, "siteinfo"))[0] == 403


def over(clock: Clock, answer: LimitAnswer) -> Response:
    sandbox = limited(clock, answer, calls_per_hour=1)
    ok(get(sandbox, "siteinfo"))
    clock.forward(minutes=50)
    return get(sandbox, "siteinfo")


def test_a_portal_may_answer_with_429_and_say_when_to_come_back(clock: Clock) -> None:
    response = over(clock, LimitAnswer.RETRY_AFTER)
    assert refused(response)[0] == 429
    assert response.headers["Retry-After"] == "600"


def test_or_with_429_alone_or_with_a_web_page(clock: Clock) -> None:
    response = over(clock, LimitAnswer.TOO_MANY)
    assert refused(response)[0] == 429
    assert "Retry-After" not in response.headers
    page = over(Clock(), LimitAnswer.UNAVAILABLE)
    assert titled(page) == (503, "503 Service Temporarily Unavailable")


CALLS = {
    "user_gone": ("users", {"id": "3"}),
    "no_group_key": ("addusertogroup", {"user_id": "6", "group_key": "nokey"}),
    "already_enrolled": ("addusertocourse", {"user_id": "6", "course_id": "126"}),
    "already_member": ("addusertogroup", {"user_id": "6", "group_key": "FRUIT"}),
    "not_enrolled": ("removeuserfromcourse", {"user_id": "6", "course_id": "127"}),
    "not_a_member": ("removeuserfromgroup", {"user_id": "6", "group_id": "1"}),
    "same_email": ("usersignup", {**JOANA, "email": "pink@powerpro.example"}),
    "same_login": ("usersignup", {**JOANA, "login": "pink.p"}),
    "invalid_email": ("usersignup", {**JOANA, "email": "InvalidEmail"}),
    "weak_password": ("usersignup", {**JOANA, "password": "test"}),
}


@pytest.mark.parametrize("name", CALLS)
def test_each_status_that_is_not_on_record_can_be_chosen(name: str) -> None:
    action, form = CALLS[name]
    sandbox = sandbox_with(quirks=Quirks(refusal_status=404, statuses={name: 500}))
    message = UNSETTLED[name].message.partition("{}")[2] or UNSETTLED[name].message
    told, said = refused(post(sandbox, action, **form))
    assert told == 500
    assert said.endswith(message)


@pytest.mark.parametrize("status", [200, 400, 404])
def test_one_status_of_all_refusals_can_be_chosen_but_for_what_is_not_there(status: int) -> None:
    sandbox = sandbox_with(quirks=Quirks(refusal_status=status))
    for name, (action, form) in CALLS.items():
        told = 404 if name in {"user_gone", "no_group_key"} else status
        assert refused(post(sandbox, action, **form))[0] == told
    assert refused(post(sandbox, "usersignup")) == (400, INVALID)
    assert {*CALLS, "missing_field"} == set(UNSETTLED)


def test_ids_may_be_integers_in_every_answer() -> None:
    sandbox = sandbox_with(quirks=Quirks(integer_ids=True))
    user = ok(get(sandbox, "users/id:6"))
    assert (user["id"], user["courses"][0]["id"], user["groups"][0]["id"]) == (6, 126, 2)
    assert user["level"] == "1"
    (enrolled,) = ok(post(sandbox, "addusertocourse", user_id="6", course_id="127"))
    assert (enrolled["user_id"], enrolled["course_id"]) == (6, 127)
    (entry,) = ok(get(sandbox, "gettimeline/event_type:course_add_user"))
    assert (entry["object_id"], entry["secondary_object_id"]) == (127, "-")
    assert [course["id"] for course in ok(get(sandbox, "courses"))] == [126, 127, 128]
