"""A new Talent user's two names, and the refusals that a record's own values explain."""

from __future__ import annotations

import secrets
from collections.abc import Callable

import pytest
from attrs import evolve

from support.the_guide import JOANA
from talent_powerpro.errors import Failed, Refused
from talent_powerpro.model import ClientCode, NewTalentUser
from talent_powerpro.rules.new_talent_user import (
    both_names,
    explained_by_record,
    generated_password,
)

SUKARNO = evolve(JOANA, given_names="", surname="Sukarno")
NEW = NewTalentUser(
    ClientCode("1"), login="s@pm.me", first_name="Sukarno", last_name="-", email="s@pm.me"
)


def test_two_names_are_sent_as_they_are() -> None:
    assert both_names(JOANA, (" Joana ", "Gomez"), "fail") == ("Joana", "Gomez")


@pytest.mark.parametrize(
    ("names", "choice", "sent"),
    [
        (("", "Sukarno"), "repeat", ("Sukarno", "Sukarno")),
        (("Sukarno", " \N{NO-BREAK SPACE}"), "repeat", ("Sukarno", "Sukarno")),
        (("", "Sukarno"), "-", ("-", "Sukarno")),
        (("Sukarno", ""), "-", ("Sukarno", "-")),
    ],
)
def test_a_single_name_is_completed_as_the_policy_says(
    names: tuple[str, str], choice: str, sent: tuple[str, str]
) -> None:
    assert both_names(SUKARNO, names, choice) == sent


def test_a_single_name_fails_with_its_field_and_both_ways_out() -> None:
    with pytest.raises(Failed) as fault:
        both_names(SUKARNO, ("", "Sukarno"), "fail")
    assert fault.value.reason == "name-incomplete"
    assert fault.value.message == (
        "Sukarno (2021000017) has a blank field: Given names. TalentLMS needs a first and a last "
        "name, so the agent creates no Talent user."
    )
    assert fault.value.remedy == (
        "Fill in Given names: Client > Main. If the client has only one name, set "
        '`single_name = "repeat"` in `[policy]`.'
    )
    with pytest.raises(Failed, match="a blank field: Surname"):
        both_names(SUKARNO, ("Sukarno", ""), "fail")


@pytest.mark.parametrize("choice", ["fail", "repeat", "-"])
def test_without_any_name_no_policy_helps(choice: str) -> None:
    with pytest.raises(Failed, match="Client 1 has a blank field: Given names and Surn") as f:
        both_names(evolve(SUKARNO, surname="", code=ClientCode("1")), ("", ""), choice)
    assert f.value.remedy == "Fill in Given names and Surname: Client > Main."


@pytest.mark.parametrize(
    ("reason", "new", "explained"),
    [
        ("invalid-email", NEW, True),
        ("custom-field", NEW, True),
        ("not-sendable", NEW, True),
        ("invalid-arguments", NEW, False),
        ("invalid-arguments", evolve(NEW, login=" "), True),
        ("invalid-arguments", evolve(NEW, first_name=""), True),
        ("invalid-arguments", evolve(NEW, last_name=""), True),
        ("invalid-arguments", evolve(NEW, email=""), True),
        ("weak-password", evolve(NEW, email=""), False),
        ("unknown-answer", NEW, False),
    ],
)
def test_a_refusal_is_explained_by_the_record_or_may_be_the_portals(
    reason: str, new: NewTalentUser, explained: bool
) -> None:
    assert explained_by_record(new, Refused("no", reason=reason)) is explained


@pytest.mark.parametrize(
    ("choice", "letters"),
    [(min, "A" + "a" + "0" * 18), (max, "Z" + "9" + "z" * 18)],
)
def test_a_generated_password_has_a_letter_of_each_case_and_a_digit(
    choice: Callable[[str], str], letters: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(secrets, "choice", choice)
    assert sorted(generated_password().reveal()) == sorted(letters)


def test_a_generated_password_begins_with_any_kind_of_letter() -> None:
    begun = "".join(generated_password().reveal()[0] for _ in range(100))
    assert not begun.isupper()
