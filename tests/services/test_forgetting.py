"""Forgetting a client says what goes, what stays and what will no longer happen."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from attrs import evolve

from talent_powerpro.adapters.memory import MemoryPowerPro
from talent_powerpro.errors import SettingsFault
from talent_powerpro.model import Client, ClientCode, Enrolment
from talent_powerpro.ports.forgetting import Person
from talent_powerpro.rules.policy import Policy
from talent_powerpro.services.forgetting import Forgetting, forget, forgetting
from talent_powerpro.testing.contracts.rows import (
    COMPETENT,
    ENDED,
    JOANA,
    LISA,
    enrolment,
    provisioned,
    unit,
    with_result,
)

TODAY, GUIDE = date(2022, 6, 2), Policy.guide()
AGAIN = (
    "The next import adds the client again if the files still have the client. Remove the "
    "client from the exporting system first."
)
DONE = provisioned("1", units=(with_result(unit(), COMPETENT),))


class WithEvidence(MemoryPowerPro):
    """It notes who was forgotten."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.forgotten: list[Person] = []

    def forget(self, person: Person) -> None:
        self.forgotten.append(person)
        super().forget(person)

    def evidence_kept(self, client_code: ClientCode) -> int:
        return 2 if client_code == JOANA.code else 0


@pytest.mark.parametrize(
    ("of", "sentence"),
    [
        (enrolment("1"), "Enrolment 1 in ICT30120-A will not be provisioned."),
        (provisioned("1"), "Results of enrolment 1 in ICT30120-A will not be fetched any more."),
        (DONE, ""),
        (enrolment("1", withdrawal_date=TODAY), ""),
        (provisioned("1", completion_date=date(2022, 6, 1)), ""),
        (enrolment("1", course=ENDED), ""),
    ],
    ids=["due", "in scope", "resulted", "withdrawn", "completed", "archived"],
)
def test_what_will_no_longer_happen_is_said(of: Enrolment, sentence: str) -> None:
    found = forgetting(JOANA.code, MemoryPowerPro([of]), GUIDE, TODAY)
    assert found.consequences == ((sentence,) if sentence else ()) + (AGAIN,)


def test_a_talent_user_has_to_be_deleted_by_a_person() -> None:
    linked = evolve(JOANA, secondary_id=" 007 ")
    found = forgetting(JOANA.code, MemoryPowerPro(clients=[linked]), GUIDE, TODAY)
    assert found.consequences[0].startswith("Talent User 7 stays in TalentLMS.")


def test_looking_deletes_nothing_and_forgetting_deletes() -> None:
    both = [provisioned("1"), provisioned("2", completion_date=date(2022, 6, 1))]
    powerpro = WithEvidence(both, clients=[LISA])
    would, person = forgetting(JOANA.code, powerpro, GUIDE, TODAY), powerpro.person(JOANA.code)
    assert would.client_code == JOANA.code
    assert (would.deleted["enrolments"], would.kept_evidence) == (2, 2)
    assert powerpro.forgotten == []
    assert forget(JOANA.code, powerpro, GUIDE, TODAY) == would
    assert powerpro.forgotten == [person], "with the names by which traces are found"
    assert list(powerpro.clients) == [LISA.code]


def test_one_who_was_forgotten_before_is_told_by_the_evidence() -> None:
    powerpro = WithEvidence(clients=[LISA])
    done = forget(JOANA.code, powerpro, GUIDE, TODAY)
    assert done == Forgetting(JOANA.code, {}, 2, ())
    assert powerpro.forgotten == [Person(Client(JOANA.code, "", ""))], "in case it was cut off"


@pytest.mark.parametrize(("code", "near"), [("2019000004", " Did you mean 2019000003?"), ("x", "")])
def test_an_unknown_client_is_refused_with_the_nearest_code(code: str, near: str) -> None:
    with pytest.raises(SettingsFault) as caught:
        forget(ClientCode(code), MemoryPowerPro(clients=[LISA]), GUIDE, TODAY)
    assert caught.value.message == f"The store has no client {code}.{near}"
    assert caught.value.remedy == "Use a Code from clients.csv, as it is written there."
