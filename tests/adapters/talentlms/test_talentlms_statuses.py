"""Meanings of answers without a deciding message, and the parts of their text that are shown."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from support.talentlms.decoders import EVERY_CALL
from support.talentlms.portal_answers import (
    ASKED,
    BALANCER_401,
    PORTAL_404,
    SERVER_404,
    error,
    json_answer,
    page_answer,
    said,
    verdict,
)
from talent_powerpro.adapters.talentlms import responses
from talent_powerpro.adapters.talentlms.meanings import (
    API_OFF,
    DENIED,
    LOST,
    NO_API,
    NOT_ROUTED,
    PROXY,
    REDIRECTED,
    SHUT_OUT,
    UNKNOWN,
)
from talent_powerpro.adapters.talentlms.verdict import Answer, Verdict, understood
from talent_powerpro.errors import NoAnswer, Refused, TalentUnusable
from talent_powerpro.model import (
    Absent,
    Secret,
)

NO_USER = "The requested user does not exist"


# --- section 12: statuses and bodies -------------------------------------------------


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(page_answer(PORTAL_404, 404), id="the portal's page"),
        pytest.param(page_answer(SERVER_404, 404), id="the web server's page"),
        pytest.param(Answer(404, "", PORTAL_404.encode()), id="a page without content type"),
        pytest.param(Answer(404, "text/html", b""), id="an empty page"),
    ],
)
def test_row_html_404_is_a_routing_fault_never_absence(answer: Answer) -> None:
    assert verdict(answer).meaning is NOT_ROUTED
    with pytest.raises(TalentUnusable, match="web page"):
        responses.user(verdict(answer))


@pytest.mark.parametrize(
    ("answer", "fault"),
    [
        (page_answer(PORTAL_404, 404), TalentUnusable),
        (json_answer(error(NO_USER), 407), TalentUnusable),
        (page_answer("<html>Welcome</html>", 200), TalentUnusable),
        (json_answer(error("Oops"), 500), NoAnswer),
        (Answer(404, "application/json", b"null"), NoAnswer),
    ],
    ids=["routing", "proxy", "no API", "transient", "null"],
)
@pytest.mark.parametrize("call", EVERY_CALL)
def test_each_call_raises_what_the_answer_means(
    call: Callable[[Verdict], object], answer: Answer, fault: type[Exception]
) -> None:
    with pytest.raises(fault):
        call(verdict(answer))


@pytest.mark.parametrize(
    "answer",
    [
        page_answer(BALANCER_401, 401),
        json_answer(error("Something about keys"), 401),
        json_answer(error("x", "api_error"), 401),
        json_answer({"id": "7"}, 401),
        Answer(401, "", b""),
    ],
)
def test_row_401_of_any_kind_is_a_wrong_key_or_portal_name(answer: Answer) -> None:
    with pytest.raises(TalentUnusable) as unusable:
        responses.user(verdict(answer))
    assert unusable.value.reason == "wrong-key"
    assert not verdict(answer).meaning.repeat


@pytest.mark.parametrize(
    ("answer", "meaning"),
    [
        (page_answer("<html></html>", 403), DENIED),
        (Answer(403, "text/plain", b"Blocked"), DENIED),
        (json_answer(error("The API is not enabled"), 403), API_OFF),
        (json_answer({"id": "7"}, 403), API_OFF),
        (Answer(403, "", b""), DENIED),
        (json_answer(error("Rate limit exceeded", "api_error"), 403), SHUT_OUT),
    ],
)
def test_row_403_stops_the_run_and_an_api_error_is_asked_again_before(
    answer: Answer, meaning: object
) -> None:
    """API fact: no source says how the rate limit answers, and it may be 403; else 403 is fatal."""
    assert verdict(answer).meaning is meaning
    with pytest.raises(TalentUnusable):
        responses.user(verdict(answer))


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(json_answer(error("Too many requests"), 429), id="429"),
        pytest.param(json_answer(error("Slow"), 408), id="408"),
        pytest.param(json_answer(error("Oops"), 500), id="500"),
        pytest.param(json_answer(error("Oops"), 502), id="502"),
        pytest.param(json_answer(error("Oops"), 503), id="503"),
        pytest.param(json_answer({"id": "7"}, 500), id="500 with a value"),
        pytest.param(page_answer("<html>Bad gateway</html>", 502), id="HTML 502"),
        pytest.param(page_answer("<html>Busy</html>", 503), id="HTML 503"),
        pytest.param(page_answer("<html>Bad request</html>", 400), id="HTML 400"),
        pytest.param(json_answer(error("Internal", "api_error"), 200), id="api_error 200"),
        pytest.param(json_answer(error("Internal", "API_error "), 400), id="api_error 400"),
        pytest.param(json_answer(error("Internal", "api_error"), 404), id="api_error 404"),
        pytest.param(Answer(200, "application/json", b""), id="empty body"),
        pytest.param(Answer(404, "application/json", b""), id="empty 404"),
        pytest.param(Answer(200, "application/json", b"null"), id="null body"),
        pytest.param(Answer(404, "application/json", b"null"), id="null 404"),
        pytest.param(Answer(200, "application/json", b'{"id":"7'), id="truncated JSON"),
        pytest.param(Answer(200, "application/json", b"\xff\xfe\x00"), id="no text at all"),
        pytest.param(Answer(200, "application/json", b'{"id":NaN}'), id="not a JSON number"),
        pytest.param(Answer(200, "application/json", b"[" * 200_000), id="too deep"),
        pytest.param(Answer(200, "application/json", b"9" * 5000), id="too long a number"),
    ],
)
def test_row_transient_is_no_answer_and_may_be_asked_again(answer: Answer) -> None:
    assert verdict(answer).meaning is LOST
    with pytest.raises(NoAnswer):
        responses.user(verdict(answer))


@pytest.mark.parametrize("status", [200, 201, 299])
def test_a_page_with_success_is_no_api_and_stops_the_run(status: int) -> None:
    """Design: a web page instead of the API is a fault of the whole run, never of one record."""
    answer = page_answer("<html>Welcome</html>", status)
    assert verdict(answer).meaning is NO_API
    with pytest.raises(TalentUnusable, match="web page"):
        responses.user(verdict(answer))


@pytest.mark.parametrize(
    "answer",
    [
        page_answer("<html>Who are you?</html>", 407),
        json_answer({"id": "7"}, 407),
        json_answer(error(NO_USER), 407),
        json_answer(error("x", "api_error"), 407),
        Answer(407, "", b""),
    ],
)
def test_a_407_of_any_kind_is_a_proxys_and_no_absence(answer: Answer) -> None:
    assert verdict(answer).meaning is PROXY
    with pytest.raises(TalentUnusable):
        responses.user(verdict(answer))


@pytest.mark.parametrize("status", [300, 302, 399])
def test_a_redirect_is_a_wrong_address(status: int) -> None:
    """API fact (reported): a wrong sub-domain answers something that is not JSON."""
    with pytest.raises(TalentUnusable, match="redirects the call"):
        responses.user(verdict(page_answer("<html>Moved</html>", status)))


@pytest.mark.parametrize(
    "answer",
    [
        json_answer({"id": "7"}, 302),
        json_answer(error("Moved"), 302),
        json_answer(error("Moved", "api_error"), 302),
        Answer(302, "", b""),
    ],
)
def test_a_redirect_counts_as_one_with_any_body(answer: Answer) -> None:
    assert verdict(answer).meaning is REDIRECTED


@pytest.mark.parametrize("status", [400, 404, 418, 1234])
def test_json_without_an_error_and_without_success_is_refused_not_absent(status: int) -> None:
    with pytest.raises(Refused, match="no message") as refused:
        responses.user(said({"id": "7"}, status))
    assert (refused.value.reason, refused.value.answer) == ("unknown-answer", "")


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({"error": "Something else"}, "Something else"),
        ({"error": {"message": "No type"}}, "No type"),
        ({"error": None, "id": "7"}, ""),
        ({"error": {"type": 7, "message": ["x"]}, "id": "7"}, ""),
    ],
)
def test_whatever_has_the_key_error_is_an_error(body: Any, message: str) -> None:
    read = said(body)
    assert (read.meaning, read.message) == (UNKNOWN, message)
    with pytest.raises(Refused):
        responses.user(read)


def test_json_counts_whatever_the_content_type_says() -> None:
    body = json_answer(error(NO_USER)).body
    assert isinstance(responses.user(verdict(Answer(404, "text/html", body))), Absent)


def test_a_byte_order_mark_before_the_json_is_ignored() -> None:
    body = b"\xef\xbb\xbf" + json_answer(error(NO_USER)).body
    assert isinstance(responses.user(verdict(Answer(404, "", body))), Absent)


# --- what of the portal's own text is shown ------------------------------------------


def test_a_long_message_is_cut() -> None:
    with pytest.raises(Refused) as refused:
        responses.user(said(error("x" * 5000), 400))
    assert len(refused.value.message) == 300
    assert refused.value.message.endswith("...")
    assert len(refused.value.answer) < 400


def test_control_characters_and_half_characters_of_a_message_are_replaced() -> None:
    with pytest.raises(Refused) as refused:
        responses.user(said(error("one\r\ntwo\x1b[31m\u2028three\x00\ud800"), 400))
    assert refused.value.message == "one  two [31m three \ufffd"


def test_cutting_leaves_no_piece_of_a_secret() -> None:
    told = "x" * 290 + "8DZQvzDn6YczzPw1EBf4YLhAuGujV"
    read = understood(
        json_answer(error(told), 400), asked=ASKED, hidden=[Secret("8DZQvzDn6YczzPw1EBf4YLhAuGujV")]
    )
    assert "8DZQ" not in read.message


def test_where_nothing_came_back_nothing_was_said() -> None:
    nothing = Verdict(ASKED, LOST, "no answer")
    assert (nothing.error_type, nothing.message, nothing.answer, nothing.value) == (
        "",
        "",
        "",
        None,
    )
