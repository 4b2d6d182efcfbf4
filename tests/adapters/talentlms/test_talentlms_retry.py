"""Retries: the calls that are retried, the pauses, and the answers that end a call or the run."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from support.talentlms.http_library import httpx
from support.talentlms.portal_answers import (
    BALANCER_401,
    COURSE,
    GROUP,
    PORTAL_404,
    SEVEN,
    Portal,
    error,
    page,
    response,
    user,
)
from talent_powerpro.adapters.talentlms import TalentLMS
from talent_powerpro.adapters.talentlms.retry import seconds_asked_for
from talent_powerpro.errors import NoAnswer, TalentUnusable
from talent_powerpro.model import (
    Ensured,
    TalentUser,
)

READS_AND_ENSURES: tuple[Callable[[TalentLMS], object], ...] = (
    lambda talent: talent.user_by_id(SEVEN),
    lambda talent: talent.user_by_email("jg11@pm.me"),
    lambda talent: talent.user_by_login("jg11@pm.me"),
    lambda talent: talent.course(COURSE),
    lambda talent: talent.enrol(SEVEN, COURSE),
    lambda talent: talent.add_to_group(SEVEN, GROUP),
    lambda talent: talent.progress(SEVEN, COURSE),
    lambda talent: talent.site(),
    lambda talent: talent.quota(),
)


@pytest.mark.parametrize("call", READS_AND_ENSURES)
def test_reads_and_ensures_are_repeated_then_give_up(
    call: Callable[[TalentLMS], object],
) -> None:
    portal = Portal(httpx.ReadTimeout("slow"))
    with pytest.raises(NoAnswer):
        call(portal.talent())
    assert len(portal.requests) == 4
    assert portal.slept == [0.5, 1.0, 2.0]


@pytest.mark.parametrize(
    "lost",
    [
        httpx.ReadTimeout("x"),
        httpx.PoolTimeout("x"),
        httpx.ReadError("x"),
        httpx.RemoteProtocolError("x"),
        httpx.ConnectError("x"),
        response(error("Oops"), 503),
        response(error("Rate limit exceeded", "api_error"), 403),
        response(error("Too many", "api_error"), 429),
        page("<html>Busy</html>", 503),
        response(None),
    ],
)
def test_a_passing_fault_is_not_noticed(lost: httpx.Response | Exception) -> None:
    portal = Portal(lost, response(user()))
    assert isinstance(portal.talent().user_by_id(SEVEN), TalentUser)
    assert len(portal.requests) == 2


def test_an_ensure_whose_answer_was_lost_finds_it_done() -> None:
    done = error("The requested user is already enrolled in this course")
    portal = Portal(httpx.ReadTimeout("slow"), response(done, 400))
    assert portal.talent().enrol(SEVEN, COURSE) is Ensured.ALREADY


@pytest.mark.parametrize(
    "final",
    [
        lambda: page(BALANCER_401, 401),
        lambda: page("<html>no</html>", 403),
        lambda: page(PORTAL_404, 404),
        lambda: response(error("The requested API action does not exist"), 404),
        lambda: page("<html>Moved</html>", 302),
    ],
)
def test_a_fault_that_a_retry_cannot_fix_stops_the_run_at_once(
    final: Callable[[], httpx.Response],
) -> None:
    portal = Portal(final())
    with pytest.raises(TalentUnusable):
        portal.talent().user_by_id(SEVEN)
    assert (len(portal.requests), portal.slept) == (1, [])


@pytest.mark.parametrize(
    ("lasting", "said"),
    [
        (lambda: response(error("No", "api_error"), 403), "rate limit"),
        (
            lambda: httpx.ConnectError("[Errno 111] Connection refused"),
            "cannot be reached.*Connection refused",
        ),
    ],
)
def test_a_refusal_or_an_unreachable_portal_that_stays_stops_the_run(
    lasting: Callable[[], httpx.Response | Exception], said: str
) -> None:
    portal = Portal(*(lasting() for _ in range(4)))
    with pytest.raises(TalentUnusable, match=said):
        portal.talent().user_by_id(SEVEN)
    assert len(portal.requests) == 4


def test_an_answer_of_a_wrong_shape_is_not_retried() -> None:
    portal = Portal(response([]))
    with pytest.raises(NoAnswer):
        portal.talent().user_by_id(SEVEN)
    assert len(portal.requests) == 1


@pytest.mark.parametrize(("asked_for", "slept"), [("7", 7.0), ("0", 0.0), (" 30 ", 30.0)])
def test_a_small_retry_after_is_honoured(asked_for: str, slept: float) -> None:
    portal = Portal(response(error("Busy"), 429, retry_after=asked_for), response(user()))
    portal.talent().user_by_id(SEVEN)
    assert portal.slept == [slept]


@pytest.mark.parametrize("asked_for", ["31", "3600", "999999999"])
def test_a_long_retry_after_ends_the_call(asked_for: str) -> None:
    portal = Portal(response(error("Busy"), 429, retry_after=asked_for))
    with pytest.raises(NoAnswer):
        portal.talent().user_by_id(SEVEN)
    assert (len(portal.requests), portal.slept) == (1, [])


@pytest.mark.parametrize("odd", ["Fri, 31 Dec 2027 23:59:59 GMT", "soon", "-5", "9" * 40, ""])
def test_a_retry_after_that_is_no_number_of_seconds_is_passed_over(odd: str) -> None:
    portal = Portal(response(error("Busy"), 429, retry_after=odd), response(user()))
    portal.talent().user_by_id(SEVEN)
    assert portal.slept == [0.5]


def test_a_retry_after_in_other_digits_is_no_number() -> None:
    assert (seconds_asked_for("²"), seconds_asked_for("٣")) == (None, None)


def test_a_retry_after_has_nine_digits_at_most() -> None:
    assert seconds_asked_for("9" * 9) == 999_999_999.0
    assert seconds_asked_for("9" * 10) is None


def test_jitter_shortens_pauses_by_up_to_half() -> None:
    portal = Portal(httpx.ReadTimeout("slow"))
    with pytest.raises(NoAnswer):
        portal.talent(jitter=lambda: 1.0).site()
    assert portal.slept == [0.25, 0.5, 1.0]


def test_attempts_are_the_callers_to_set_and_pauses_have_an_end() -> None:
    portal = Portal(httpx.ReadTimeout("slow"))
    with pytest.raises(NoAnswer):
        portal.talent(attempts=9).site()
    assert portal.slept == [0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 30.0, 30.0]
