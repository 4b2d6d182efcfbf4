"""Finding the enrolment or client that a person means."""

from __future__ import annotations

import pytest

from support.the_guide import JOANA, enrolment
from talent_powerpro.adapters.memory import MemoryPowerPro
from talent_powerpro.model import Client, ClientCode, Enrolment, EnrolmentId
from talent_powerpro.services.finding import (
    NoMatch,
    SeveralMatch,
    find_client,
    find_clients,
    find_enrolment,
    find_enrolments,
    find_enrolments_of,
)

LAN = Client(ClientCode("C2"), "Nguyễn", "Thị Lan", email="lan@pm.me", preferred_name="Lannie")
BRUNO = Client(ClientCode("C3"), "GOMEZ", "Bruno", email="bruno@pm.me")
NOBODY = Client(ClientCode("C4"), "Zimmer", "Ada")


class Strict(MemoryPowerPro):
    """It has no answer to a blank id."""

    def enrolment(self, enrolment_id: EnrolmentId) -> Enrolment | None:
        assert enrolment_id
        return super().enrolment(enrolment_id)


def powerpro() -> MemoryPowerPro:
    return Strict(
        (
            enrolment(client=JOANA),
            enrolment("1002", client=LAN),
            enrolment("1003", client=LAN),
            enrolment("1004", client=BRUNO),
        ),
        clients=(NOBODY,),
    )


@pytest.mark.parametrize(
    "wanted",
    ["1001", " 1001 ", "2021000017", "JG11@pm.me ", "joana", "Gomez, Joana", "GOMEZ joana"],
)
def test_id_code_email_and_name_find_the_one_enrolment(wanted: str) -> None:
    assert find_enrolment(wanted, powerpro()).id == "1001"
    assert find_client(wanted, powerpro()) == JOANA


@pytest.mark.parametrize("wanted", ["c2", "C2", "nguyen", "thi lan NGUYEN", "lannie"])
def test_names_and_codes_are_compared_without_case_and_accents(wanted: str) -> None:
    assert find_client(wanted, powerpro()) == LAN
    assert [each.id for each in find_enrolments(wanted, powerpro())] == ["1002", "1003"]


def test_several_enrolments_are_listed_and_none_is_chosen() -> None:
    with pytest.raises(SeveralMatch) as raised:
        find_enrolment("gomez", powerpro())
    assert raised.value.faults == (
        "2 enrolments match 'gomez':",
        "  JOANA GOMEZ (2021000017), ICT30120-A, enrolment 1001",
        "  Bruno GOMEZ (C3), ICT30120-A, enrolment 1004",
    )
    assert raised.value.remedy == "Run the command again with the enrolment id."
    assert [each.enrolment_id for each in raised.value.candidates] == ["1001", "1004"]


def test_several_clients_are_listed_and_none_is_chosen() -> None:
    with pytest.raises(SeveralMatch) as raised:
        find_client("gomez", powerpro())
    assert raised.value.faults == (
        "2 clients match 'gomez':",
        "  JOANA GOMEZ (2021000017)",
        "  Bruno GOMEZ (C3)",
    )
    assert (raised.value.reason, raised.value.remedy) == (
        "several-match",
        "Run the command again with the client code.",
    )


def test_of_two_codes_that_differ_in_case_each_is_found_as_it_is_written() -> None:
    store = powerpro()
    other = Client(ClientCode("c2"), "Ito", "Ken")
    store.put_enrolment(enrolment("E9", client=other))
    assert find_client("c2", store) == other
    assert find_client("C2", store) == LAN


def test_a_long_list_is_cut_and_says_how_many_are_left() -> None:
    many = MemoryPowerPro(enrolment(f"E{number}", client=JOANA) for number in range(23))
    with pytest.raises(SeveralMatch) as raised:
        find_enrolment("gomez", many)
    assert len(raised.value.faults) == 1 + 20 + 1
    assert raised.value.faults[-1] == "  and 3 more"
    assert len(raised.value.candidates) == 23


def test_part_of_a_word_matches_nobody_and_is_shown_as_what_may_be_meant() -> None:
    """A client is never chosen by the beginning of a name: that would be a guess."""
    for wanted in ("gom", "gommez"):
        assert find_clients(wanted, powerpro()) == ()
        with pytest.raises(NoMatch) as raised:
            find_client(wanted, powerpro())
        assert raised.value.faults == (
            f"No client in PowerPro matches {wanted!r}. Perhaps you mean:",
            "  JOANA GOMEZ (2021000017)",
            "  Bruno GOMEZ (C3)",
        )


def test_two_letters_are_a_beginning_and_one_is_not() -> None:
    for wanted, meant in (("br", ["C3"]), ("b", [])):
        with pytest.raises(NoMatch) as raised:
            find_client(wanted, powerpro())
        assert [each.client_code for each in raised.value.candidates] == meant


def test_a_code_with_a_slip_is_shown_with_what_may_be_meant() -> None:
    with pytest.raises(NoMatch) as raised:
        find_enrolment("202100017", powerpro())
    assert [each.client_code for each in raised.value.candidates] == ["2021000017"]


@pytest.mark.parametrize("wanted", ["", "  ", "xyzzy", "9999", ",", "g omez", "bronx"])
def test_nobody_matches(wanted: str) -> None:
    assert find_enrolments(wanted, powerpro()) == ()
    assert find_clients(wanted, powerpro()) == ()
    with pytest.raises(NoMatch) as raised:
        find_enrolment(wanted, powerpro())
    assert raised.value.faults == (f"No enrolment in PowerPro matches {wanted.strip()!r}.",)
    assert raised.value.reason == "no-match"
    assert raised.value.remedy == (
        "Use an enrolment id, a client code, an e-mail, or whole words of a name. If the client is "
        "new, import the files first."
    )


def test_a_client_without_an_enrolment_is_named() -> None:
    with pytest.raises(NoMatch) as raised:
        find_enrolment("zimmer", powerpro())
    assert raised.value.faults == (
        "The client who matches 'zimmer' has no enrolment:",
        "  Ada Zimmer (C4)",
    )
    assert raised.value.remedy.startswith("Enrol the client in PowerPro.")
    both = MemoryPowerPro(clients=(JOANA, BRUNO))
    with pytest.raises(NoMatch, match="None of the clients who match 'gomez' has an enrolment:"):
        find_enrolment("gomez", both)


def test_a_persons_enrolments_are_all_of_theirs_or_the_one_of_the_id() -> None:
    assert [each.id for each in find_enrolments_of("nguyen", powerpro())] == ["1002", "1003"]
    assert [each.id for each in find_enrolments_of("1003", powerpro())] == ["1003"]
    assert find_enrolments_of("zimmer", powerpro()) == ()


def test_an_id_that_is_also_a_client_code_is_two_matches() -> None:
    store = powerpro()
    store.put_enrolment(enrolment("E9", client=Client(ClientCode("1001"), "Ito", "Ken")))
    assert {each.id for each in find_enrolments("1001", store)} == {"1001", "E9"}
    assert {each.code for each in find_clients("1001", store)} == {"2021000017", "1001"}


def test_an_id_that_is_also_a_word_of_a_name_is_the_enrolment() -> None:
    store = powerpro()
    store.put_enrolment(enrolment("gomez", client=NOBODY))
    assert find_enrolment("gomez", store).client == NOBODY
    assert find_client("gomez", store) == NOBODY
