"""Values of the policy's fields: days of the year, open outcomes, aliases."""

from __future__ import annotations

import math
from datetime import date
from typing import Any

import pytest
from attrs import evolve

from talent_powerpro import Policy
from talent_powerpro.errors import SettingsFault
from talent_powerpro.rules.policy_values import (
    UnitCodes,
    choice_faults,
    has_closed,
    is_day_of_a_year,
    number_faults,
)


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("28/02", True),
        ("31/03", True),
        ("29/02", False),
        ("31/04", False),
        ("28-02", False),
        ("8/2", False),
        ("", False),
    ],
)
def test_a_collection_closes_on_a_day_of_every_year(text: str, is_one: bool) -> None:
    assert is_day_of_a_year(text) is is_one


def test_a_collection_is_open_until_the_end_of_its_closing_day() -> None:
    assert not has_closed(2021, "28/02", date(2022, 2, 28))
    assert has_closed(2021, "28/02", date(2022, 3, 1))
    assert not has_closed(2022, "28/02", date(2022, 12, 31))


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"collection_closes": "29/02"}, "collection_closes: '29/02' is not a day of the year."),
        ({"open_outcomes": ["20"]}, "open_outcomes: '20' is an achieved outcome"),
        ({"open_outcomes": ["60"]}, "open_outcomes: '60' is an achieved outcome"),
        ({"open_outcomes": ["continuing"]}, "'continuing' does not begin with an outcome code"),
        ({"unit_aliases": {"BSBWEB304A": []}}, "'BSBWEB304A' needs at least one unit code"),
        ({"unit_aliases": {" ": ["ICTWEB304"]}}, "' ' needs at least one unit code"),
        ({"unit_aliases": {"A": ["ICTWEB304", ""]}}, "'A' needs at least one unit code"),
        ({"unit_codes": "somewhere"}, "unit_codes: 'somewhere' is not one of first-word, any"),
        ({"closed_results": "maybe"}, "closed_results: 'maybe' is not one of report, write"),
        ({"final_outcomes": None}, "final_outcomes: None is not one of report, hold"),
        ({"users_created": 1.5}, "users_created: 1.5 is not valid."),
    ],
)
def test_another_value_is_refused(changes: dict[str, Any], fault: str) -> None:
    with pytest.raises(SettingsFault) as raised:
        evolve(Policy.guide(), **changes)
    assert fault in raised.value.message


def test_the_four_open_outcomes_may_be_named_again() -> None:
    policy = evolve(Policy.guide(), open_outcomes=frozenset(["", "70", "85", "90", "105"]))
    assert all(map(policy.is_open, ("", "@@", "70:", "85", "090", "105 - Ongoing")))
    assert not any(map(policy.is_open, ("20", "30", "51", "5")))


def test_a_choice_is_one_of_its_words() -> None:
    default = UnitCodes.FIRST_WORD
    assert list(choice_faults([("unit_codes", "anywhere", default), ("days", 3, 1)])) == []
    (fault,) = choice_faults([("unit_codes", "here", default)])
    assert fault == "unit_codes: 'here' is not one of first-word, anywhere"


@pytest.mark.parametrize(
    ("name", "value", "default", "least"),
    [
        ("days", -1, 7, 0),
        ("days", True, 7, 0),
        ("days", 1.5, 7, 0),
        ("days", "7", 7, 0),
        ("days", None, 7, 0),
        ("share", math.inf, 0.2, 0),
        ("share", math.nan, 0.2, 0),
        ("refusals_in_a_row", 0, 3, 1),
    ],
)
def test_a_number_that_is_not_valid_is_refused(
    name: str, value: object, default: float, least: int
) -> None:
    assert list(number_faults([(name, value, default)])) == [
        f"{name}: {value!r} is not valid. Write a number of {least} or more, such as {default}"
    ]


def test_a_whole_number_may_stand_for_a_share() -> None:
    valid = [("share", 1, 0.2), ("share", 0.5, 0.2), ("days", 0, 7), ("word", "a", "b")]
    assert list(number_faults(valid)) == []


def test_a_blank_name_cannot_be_filled_with_a_blank() -> None:
    with pytest.raises(SettingsFault, match="single_name: ' ' is not valid"):
        evolve(Policy.guide(), single_name=" ")


def test_a_switch_is_true_or_false() -> None:
    with pytest.raises(SettingsFault, match=r"update_users: .yes. is not valid"):
        Policy(update_users="yes")  # type: ignore[arg-type]
