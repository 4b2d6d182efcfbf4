"""The facts of holds, which a person's answer is bound to.

Those of each hold are in `test_hold_sentences`.
"""

from __future__ import annotations

import pytest
from attrs import evolve

from support.the_guide import (
    JOANA,
    JOANA_7,
    LEN,
    PINK,
)
from talent_powerpro.model import TalentUserId, stand_in
from talent_powerpro.rules.hold_facts import compared, subject, talent_user_fact

LEN_7 = evolve(JOANA_7, first_name="Len", last_name="Caster")


def test_a_user_to_be_created_and_the_user_they_became_are_one_fact() -> None:
    """Case H1: in the run that creates Pink's user, and in the next."""
    planned = evolve(PINK, secondary_id=stand_in(PINK.code))
    first = talent_user_fact(JOANA, stand_in(PINK.code), [planned])
    assert first == talent_user_fact(JOANA, stand_in(PINK.code), [])
    became = talent_user_fact(JOANA, TalentUserId("102"), [evolve(PINK, secondary_id="102")])
    assert first == became == "Talent user of client 2021000018"


def test_a_talent_user_of_no_other_client_is_named_by_its_id() -> None:
    assert talent_user_fact(JOANA, TalentUserId("102"), [JOANA]) == "Talent user 102"
    both = talent_user_fact(JOANA, TalentUserId("102"), [LEN, PINK])
    assert both == "Talent user of client 2021000018, 2021000019"


def test_a_talent_user_without_an_email_is_compared_by_the_login() -> None:
    assert compared(JOANA, evolve(LEN_7, email="", login="Len"), [])[3] == "len; caster; len"
    assert compared(JOANA, evolve(LEN_7, email="l@pm.me", login="Len"), [])[3] == (
        "len; caster; l@pm.me"
    )


@pytest.mark.parametrize(
    ("reason", "facts", "about"),
    [
        ("outcome-replaced", ("unit row 1", "PowerPro's outcome 51"), ("unit row 1",)),
        ("doubtful-date", ("unit row 1", "in the future", "x"), ("unit row 1", "in the future")),
        ("not-a-learner", ("client C1", "Talent user 7"), ("client C1",)),
        ("deferred", ("deferred to 2022-08-01",), ()),
        ("group-courses", ("Talent group abc", "Talent course 7"), ()),
        ("of-a-plugin", ("The rule says no.", "b"), ("The rule says no.", "b")),
        ("of-a-plugin", (), ()),
    ],
)
def test_the_subject_of_a_hold_has_no_value_that_it_may_change(
    reason: str, facts: tuple[str, ...], about: tuple[str, ...]
) -> None:
    assert subject(reason, facts) == about
