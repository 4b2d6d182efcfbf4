"""An answer decoded: what is shown of it, and the error that it raises."""

from __future__ import annotations

import json
from typing import Any

import pytest

from talent_powerpro.adapters.talentlms.meanings import SAID, Meaning
from talent_powerpro.adapters.talentlms.verdict import Answer, Verdict, fault, understood
from talent_powerpro.errors import Duplicate, NoAnswer, Refused, TalentPowerProError
from talent_powerpro.model import Secret

ASKED = "GET https://pm.talentlms.com/api/v1/users/id:7"
NO_USER = "The requested user does not exist"
TAKEN = "A user with the same email address already exists"


def decoded(body: object, status: int, *hidden: Secret) -> Verdict:
    answer = Answer(status, "application/json", json.dumps(body).encode())
    return understood(answer, asked=ASKED, hidden=hidden)


def error(message: object, kind: object) -> object:
    return {"error": {"type": kind, "message": message}}


@pytest.mark.parametrize(
    ("body", "status", "seen", "kind", "message"),
    [
        (error("no such key", "invalid"), 400, "JSON error", "invalid", "no such key"),
        (error("broken", "api_error"), 500, "JSON api_error", "api_error", "broken"),
        ({"error": NO_USER}, 404, "JSON error", "", NO_USER),
        (error("", "invalid"), 400, "JSON error", "invalid", ""),
        (error(["x"], 7), 400, "JSON error", "", ""),
        ({"error": 7}, 400, "JSON error", "", ""),
        (None, 200, "no JSON", "", ""),
        ([float("nan")], 200, "no JSON", "", ""),
    ],
)
def test_an_error_is_decoded_with_its_type_and_message(
    body: object, status: int, seen: str, kind: str, message: str
) -> None:
    found = decoded(body, status)
    assert (found.asked, found.seen) == (ASKED, f"status {status}, {seen}")
    assert (found.error_type, found.message, found.value) == (kind, message, None)
    shown = json.dumps(error(message, kind)) if kind or message else "null"
    assert json.loads(found.answer or "null") == json.loads(shown)


def test_a_secret_that_an_error_repeats_is_masked() -> None:
    found = decoded(error("for s3cret", "of s3cret"), 400, Secret("s3cret"))
    assert (found.message, found.error_type) == ("for ***", "of ***")
    assert found.answer == '{ "error": { "type": "of ***", "message": "for ***" } }'


def test_a_value_is_decoded_and_neither_it_nor_its_body_is_shown() -> None:
    """A user's answer has a login key."""
    answer = Answer(200, "application/json", b'{"login_key": "s3cret"}')
    found = understood(answer, asked=ASKED)
    assert found == Verdict(ASKED, SAID, "status 200, JSON", value={"login_key": "s3cret"})
    assert repr(answer) == "Answer(status=200, content_type='application/json')"
    assert "s3cret" not in repr(found)


@pytest.mark.parametrize(
    ("body", "status", "raised", "message"),
    [
        (error(NO_USER, "invalid"), 404, Refused, NO_USER),
        (error(TAKEN, "invalid"), 400, Duplicate, TAKEN),
        (
            error("", "invalid"),
            400,
            Refused,
            f"TalentLMS refused the call and gave no message: {ASKED} (status 400, JSON error)",
        ),
        (
            error("broken", "api_error"),
            500,
            NoAnswer,
            f"TalentLMS gave no usable answer: {ASKED} (status 500, JSON api_error: broken)",
        ),
        (
            error("Out of memory", "invalid"),
            500,
            NoAnswer,
            f"TalentLMS gave no usable answer: {ASKED} (status 500, JSON error: Out of memory)",
        ),
        (None, 200, NoAnswer, f"TalentLMS gave no usable answer: {ASKED} (status 200, no JSON)"),
    ],
)
def test_a_fault_has_its_meanings_words_and_remedy_and_a_refusal_its_answer(
    body: object, status: int, raised: type[TalentPowerProError], message: str
) -> None:
    found = decoded(body, status)
    one: Any = fault(found)
    means: Meaning = found.meaning
    assert (type(one), one.message) == (raised, message)
    assert (one.reason, one.remedy) == (means.reason, means.remedy)
    assert means.remedy
    assert getattr(one, "answer", "") == (found.answer if issubclass(raised, Refused) else "")
