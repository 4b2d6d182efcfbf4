"""Fields of a new Talent user that are filled from client fields."""

from __future__ import annotations

from datetime import date

import pytest
from attrs import evolve

from talent_powerpro import Policy
from talent_powerpro.errors import SettingsFault
from talent_powerpro.model import Client, ClientCode
from talent_powerpro.rules.talent_fields import custom_fields, field_faults, sent_names

ANN = Client(
    ClientCode("2021000017"),
    "GOMEZ",
    "JOANA MARIA",
    preferred_name=" JO ",
    date_of_birth=date(2000, 12, 1),
    mobile=" 0412 345 678 ",
)


def test_a_custom_field_holds_the_client_field_as_text() -> None:
    table = {
        "custom_field_2": "mobile",
        "custom_field_1": "date_of_birth",
        "custom_field_20": "preferred_name",
        "custom_field_4": "usi",
        "first_name": "preferred_name",
    }
    assert custom_fields(ANN, table, ()) == (
        ("custom_field_1", "01/12/2000"),
        ("custom_field_2", "0412 345 678"),
        ("custom_field_20", "JO"),
    )


def test_a_plugins_field_wins() -> None:
    chosen = (("custom_field_1", "By plugin"), ("custom_field_3", ""))
    table = {"custom_field_1": "mobile", "custom_field_3": "code"}
    assert custom_fields(ANN, table, chosen) == (("custom_field_1", "By plugin"),)


@pytest.mark.parametrize(
    ("table", "client", "sent"),
    [
        ({}, ANN, "Joana Maria"),
        ({"first_name": "given_names"}, ANN, "Joana Maria"),
        ({"first_name": "preferred_name"}, ANN, "Jo"),
        ({"first_name": "preferred_name"}, evolve(ANN, preferred_name=" "), "Joana Maria"),
        ({"first_name": "preferred_name"}, evolve(ANN, preferred_name="JoJo"), "JoJo"),
        ({"custom_field_1": "preferred_name"}, ANN, "Joana Maria"),
    ],
)
def test_the_first_name_may_be_the_preferred_one(
    table: dict[str, str], client: Client, sent: str
) -> None:
    assert sent_names(client, ("Joana Maria", "Gomez"), table) == (sent, "Gomez")


@pytest.mark.parametrize("name", ["custom_field_1", "custom_field_9", "custom_field_20"])
def test_each_custom_field_of_talentlms_may_be_filled(name: str) -> None:
    assert field_faults({name: "mobile", "first_name": "preferred_name"}) == []


@pytest.mark.parametrize("name", ["custom_field_0", "custom_field_21", "mobile", "", "last_name"])
def test_any_other_talent_field_is_a_fault(name: str) -> None:
    (fault,) = field_faults({name: "mobile"})
    assert fault.startswith(f"new_user_fields[{name}]: this is not a field of a new Talent user.")


@pytest.mark.parametrize(
    ("table", "known"),
    [
        ({"custom_field_1": "Mobile"}, "code, surname, given_names, preferred_name, usi"),
        ({"first_name": "code"}, "given_names, preferred_name"),
    ],
)
def test_any_other_client_field_is_a_fault(table: dict[str, str], known: str) -> None:
    with pytest.raises(SettingsFault) as caught:
        Policy(new_user_fields=table)
    assert f"is not one of {known}" in caught.value.faults[0]
