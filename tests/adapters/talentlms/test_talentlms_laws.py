"""Laws for any answer: it becomes a value or one of our errors, and never a false absence."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from support.laws.examples import law
from support.talentlms.decoders import EVERY_CALL, group_with_key
from support.talentlms.portal_answers import (
    ACTIVATED,
    ENROLLED,
    GROUP_83,
    GROUPED,
    GROUPS,
    QUOTA,
    SITE,
    course,
    error,
    status,
    unit,
    user,
    verdict,
)
from talent_powerpro.adapters.talentlms import responses
from talent_powerpro.adapters.talentlms.verdict import Answer, Verdict
from talent_powerpro.errors import TalentPowerProError
from talent_powerpro.model import Absent, TalentUserId

MESSAGES = (
    "The requested user does not exist",
    "The requested user is no longer available",
    "The requested course does not exist",
    "The requested unit does not exist",
    "The requested group does not exist",
    "There is no group with such key",
    "The requested user is already enrolled in this course",
    "The requested user is not enrolled in this course",
    "A user with the same login already exists",
    "The requested API action does not exist",
    "Invalid API Key provided",
)
ABSENCES = (*MESSAGES[:3], *MESSAGES[4:6])

DECODERS: tuple[Callable[[Verdict], object], ...] = (
    *(call for call in EVERY_CALL if call is not group_with_key),
    partial(responses.user, user_id=TalentUserId("7")),
)

scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=20)
    | st.sampled_from(["7", "126", "", "0", "31/12/2025, 23:59:59", *MESSAGES])
)
anything = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner),
    max_leaves=8,
)
errors = st.builds(
    error,
    st.sampled_from(MESSAGES) | anything,
    st.sampled_from(["invalid_request_error", "api_error"]),
) | st.builds(lambda told: {"error": told}, anything)


def spoilt(fields: dict[str, Any]) -> st.SearchStrategy[dict[str, Any]]:
    """An answer of the API with some fields replaced or left out."""
    some = st.dictionaries(st.sampled_from(sorted(fields)), anything, max_size=3)
    gone = st.sets(st.sampled_from(sorted(fields)), max_size=2)
    return st.builds(
        lambda new, out: {k: v for k, v in (fields | new).items() if k not in out}, some, gone
    )


likely = (
    spoilt(user())
    | spoilt(course())
    | spoilt(SITE)
    | spoilt(QUOTA)
    | spoilt(GROUPED)
    | spoilt(ACTIVATED)
    | spoilt(GROUP_83)
    | st.lists(spoilt(GROUPS[1]), max_size=2)
    | st.lists(spoilt(ENROLLED[0]), max_size=2)
    | spoilt(unit()).map(lambda one: status(one))
    | st.lists(spoilt(user()), max_size=2).map(lambda all_of: user(courses=all_of))
)
statuses = st.sampled_from([200, 201, 302, 400, 401, 403, 404, 408, 429, 500, 502]) | st.integers()
types = st.sampled_from(["application/json", "text/html; charset=UTF-8", ""]) | st.text(max_size=9)
bodies = (
    st.binary(max_size=60)
    | st.text(max_size=60).map(lambda text: text.encode("utf-8", "surrogatepass"))
    | (anything | errors | likely).map(lambda value: json.dumps(value).encode())
)
answers = st.builds(Answer, statuses, types, bodies)


def says_absent(answer: Answer) -> bool:
    """Whether the body is a JSON error with one of the known messages of absence."""
    try:
        told = json.loads(answer.body)["error"]
        message = told["message"] if isinstance(told, dict) else told
        return " ".join(message.split()).casefold() in [m.casefold() for m in ABSENCES]
    except (ValueError, TypeError, KeyError, AttributeError):
        return False


def decoded(decode: Callable[[Verdict], object], answer: Answer) -> object:
    """The decoder's value, or the error of ours that it raised."""
    try:
        return decode(verdict(answer))
    except TalentPowerProError as fault:
        return fault


@law(100)
@given(answers)
def test_any_answer_is_a_value_or_one_of_our_errors_and_absence_is_never_made_up(
    answer: Answer,
) -> None:
    for decode in DECODERS:
        value = decoded(decode, answer)
        assert "autologin" not in repr(value)
        assert not isinstance(value, Absent) or says_absent(answer)


@law(50)
@given(answers)
def test_only_a_whole_list_of_groups_shows_that_a_group_is_absent(answer: Answer) -> None:
    if isinstance(decoded(group_with_key, answer), Absent):
        assert isinstance(json.loads(answer.body), list)
        assert answer.status in range(200, 300)


@law(50)
@given(likely, statuses)
def test_answers_almost_right_are_never_absence(value: Any, status: int) -> None:
    answer = Answer(status, "application/json", json.dumps(value).encode())
    for decode in DECODERS:
        assert not isinstance(decoded(decode, answer), Absent)


@given(
    st.sampled_from(ABSENCES[:2]),
    st.sampled_from([200, 400, 404, 405, 409, 410, 422]),
    types,
    st.dictionaries(st.text(max_size=9), anything, max_size=2),
)
def test_the_apis_own_sentence_is_absence_with_any_other_fields(
    message: str, status: int, content_type: str, beside: dict[str, Any]
) -> None:
    answer = Answer(status, content_type, json.dumps(beside | error(message)).encode())
    assert isinstance(decoded(responses.user, answer), Absent)
