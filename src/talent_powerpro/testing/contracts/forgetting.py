"""Contract suite of the optional port `ForgetsClients`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from attrs import evolve

from talent_powerpro.model import Client, ClientCode, Enrolment
from talent_powerpro.ports.forgetting import ForgetsClients, Person
from talent_powerpro.ports.powerpro import PowerProRepository
from talent_powerpro.testing.contracts.port_methods import missing_methods
from talent_powerpro.testing.contracts.rows import ENDED, JOANA, LISA, PINK, enrolment, provisioned

OF_JOANA = (
    provisioned("1001"),
    enrolment("1002", course=ENDED),
)
OF_PINK = (provisioned("1003", client=PINK),)


class Forgetful(ForgetsClients, PowerProRepository, Protocol):
    """A PowerPro repository that can forget clients."""


class ForgetsClientsContract:
    """Tests that your PowerPro repository is a `ForgetsClients`. Inherit it and define `make`."""

    def make(self, enrolments: Sequence[Enrolment], clients: Sequence[Client]) -> Any:
        """Return a new store of yours with these rows; see `PowerProContract.make`."""
        raise NotImplementedError(
            "Define make(self, enrolments, clients); its docstring says what to return."
        )

    def _filled(self) -> Forgetful:
        powerpro: Forgetful = self.make((*OF_JOANA, *OF_PINK), (LISA,))
        return powerpro

    def test_it_has_every_method_of_the_port(self) -> None:
        assert missing_methods(self.make((), ()), ForgetsClients) == []

    def test_an_empty_store_has_no_clients(self) -> None:
        powerpro: Forgetful = self.make((), ())
        assert list(powerpro.client_codes()) == []
        assert powerpro.person(JOANA.code) is None

    def test_every_client_is_listed_including_archived_ones(self) -> None:
        assert set(self._filled().client_codes()) == {JOANA.code, PINK.code, LISA.code}

    def test_a_person_has_all_enrolments_whatever_their_state(self) -> None:
        person = self._filled().person(JOANA.code)
        assert person is not None
        assert person.client.code == JOANA.code
        assert (person.client.name, person.client.email) == (JOANA.name, JOANA.email)
        assert [each.id for each in person.enrolments] == ["1001", "1002"]
        assert len(person.unit_ids) == 4

    def test_a_code_is_compared_exactly(self) -> None:
        powerpro = self._filled()
        for code in (f" {JOANA.code}", JOANA.code[:-1], ""):
            assert powerpro.person(ClientCode(code)) is None

    def test_counting_deletes_nothing(self) -> None:
        powerpro = self._filled()
        person = _person(powerpro, JOANA)
        counts = powerpro.traces(person)
        assert sum(counts.values()) >= 3
        assert all(counts.values())
        assert powerpro.person(JOANA.code) == person
        assert powerpro.traces(person) == counts

    def test_nothing_is_left_of_a_forgotten_client(self) -> None:
        powerpro = self._filled()
        person = _person(powerpro, JOANA)
        powerpro.forget(person)
        assert powerpro.person(JOANA.code) is None
        assert powerpro.traces(person) == {}
        assert JOANA.code not in powerpro.client_codes()
        assert list(powerpro.clients_with_email(JOANA.email)) == []
        assert [powerpro.enrolment(each.id) for each in OF_JOANA] == [None, None]

    def test_other_clients_do_not_change(self) -> None:
        powerpro = self._filled()
        before = [powerpro.enrolment(each.id) for each in OF_PINK]
        assert before != [None]
        powerpro.forget(_person(powerpro, JOANA))
        assert [powerpro.enrolment(each.id) for each in OF_PINK] == before
        assert [each.code for each in powerpro.clients_with_email(LISA.email)] == [LISA.code]
        assert set(powerpro.client_codes()) == {PINK.code, LISA.code}

    def test_forgetting_twice_equals_once(self) -> None:
        powerpro = self._filled()
        person = _person(powerpro, JOANA)
        for _ in range(2):
            powerpro.forget(person)
        powerpro.forget(Person(evolve(JOANA, surname="", given_names="", email="")))
        assert set(powerpro.client_codes()) == {PINK.code, LISA.code}

    def test_a_client_without_an_enrolment_can_be_forgotten(self) -> None:
        powerpro = self._filled()
        powerpro.forget(_person(powerpro, LISA))
        assert set(powerpro.client_codes()) == {JOANA.code, PINK.code}

    def test_without_results_no_evidence_is_kept(self) -> None:
        assert self._filled().evidence_kept(JOANA.code) == 0


def _person(powerpro: ForgetsClients, client: Client) -> Person:
    person = powerpro.person(client.code)
    assert person is not None
    return person
