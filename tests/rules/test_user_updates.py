"""Which values of a Talent user follow PowerPro."""

from __future__ import annotations

import pytest
from attrs import evolve

from support.the_guide import JOANA, rules
from talent_powerpro.model import Client, UserDetails
from talent_powerpro.rules.policy import Policy
from talent_powerpro.rules.user_updates import (
    Update,
    edited_remark,
    email_taken,
    shared_remark,
    update_of,
    wanted_details,
)

A, B, C = (UserDetails(f"{each}1", f"{each}2", f"{each}@x.example") for each in "ABC")
MIXED = UserDetails("B1", "C2", "A@x.example")


@pytest.mark.parametrize(
    ("now", "written", "wanted", "update"),
    [
        (A, A, A, Update(A, A)),
        (A, A, B, Update(B, B)),
        (B, A, B, Update(B, B)),
        (C, A, B, Update(C, A, ("first_name", "last_name", "email"))),
        (C, A, A, Update(C, A)),
        (
            A,
            A,
            evolve(A, email=B.email),
            Update(evolve(A, email=B.email), evolve(A, email=B.email)),
        ),
        (
            MIXED,
            A,
            B,
            Update(
                UserDetails("B1", "C2", "B@x.example"),
                UserDetails("B1", "A2", "B@x.example"),
                ("last_name",),
            ),
        ),
    ],
    ids=["same", "follows", "there already", "edited", "not changed", "one", "each by itself"],
)
def test_each_value_follows_where_it_is_still_the_agents(
    now: UserDetails, written: UserDetails, wanted: UserDetails, update: Update
) -> None:
    assert update_of(now, written, wanted) == update


@pytest.mark.parametrize(
    ("client", "wanted"),
    [
        (JOANA, UserDetails("Joana", "Gomez", "jg11@pm.me")),
        (evolve(JOANA, email=" new@pm.me "), UserDetails("Joana", "Gomez", "new@pm.me")),
        (evolve(JOANA, email=""), UserDetails("Joana", "Gomez", "A@x.example")),
        (evolve(JOANA, email="new at pm.me"), UserDetails("Joana", "Gomez", "A@x.example")),
        (evolve(JOANA, surname=" "), UserDetails("A1", "A2", "jg11@pm.me")),
    ],
)
def test_a_blank_name_and_a_malformed_e_mail_leave_what_was_written(
    client: Client, wanted: UserDetails
) -> None:
    assert wanted_details(client, A, rules()) == wanted


def test_names_are_those_of_a_sign_up() -> None:
    named = evolve(JOANA, preferred_name="JO")
    policy = Policy(new_user_fields={"first_name": "preferred_name"})
    assert wanted_details(named, A, rules(policy)).first_name == "Jo"
    single = wanted_details(evolve(JOANA, surname=""), A, rules(Policy(single_name="repeat")))
    assert (single.first_name, single.last_name) == ("Joana", "Joana")


def test_the_sentences_name_client_user_and_both_values() -> None:
    remark = edited_remark(JOANA, "7", evolve(A, email=""), B, ("first_name", "email"))
    assert remark.reason == "talent-user-edited"
    assert remark.message.endswith(
        "the first name is A1 there and B1 in PowerPro; the e-mail is (blank) there and "
        "B@x.example in PowerPro."
    )
    assert shared_remark(JOANA, "7", "PINK").reason == "shared-user-not-updated"
    fault = email_taken(JOANA, "new@pm.me", "Talent User 8")
    assert fault.remedy == (
        "Correct Client > Main > Email, or the other user's e-mail in TalentLMS > Users."
    )
    assert (fault.reason, "Talent User 8 has it" in fault.message) == ("email-taken", True)
