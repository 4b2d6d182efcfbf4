"""Contract suite of the optional port `ClientEnrolments`: the enrolments of one client."""

from __future__ import annotations

from attrs import evolve

from talent_powerpro.model import ClientCode
from talent_powerpro.ports import ClientEnrolments, PowerProRepository
from talent_powerpro.ports.optional import client_enrolments_of
from talent_powerpro.testing.contracts.port_methods import missing_methods
from talent_powerpro.testing.contracts.powerpro_stores import PowerProStores
from talent_powerpro.testing.contracts.rows import enrolment, provisioned


class ClientEnrolmentsContract(PowerProStores):
    """Tests that your PowerPro repository is a `ClientEnrolments`.

    `make` is the one of `PowerProContract`. The port is optional.
    """

    def test_it_has_the_method_of_the_port(self) -> None:
        assert missing_methods(self.make((), ()), ClientEnrolments) == []

    def test_a_clients_provisioned_enrolments_are_returned_whatever_their_state(self) -> None:
        there = provisioned()
        archived = evolve(there, course=evolve(there.course, archived=True))
        powerpro = self.store((archived,))
        (found,) = asked(powerpro).provisioned_enrolments_of(there.client.code)
        assert found == self.found(powerpro)

    def test_an_enrolment_without_a_provisioning_contact_log_is_left_out(self) -> None:
        powerpro = self.store((enrolment(),))
        code = enrolment().client.code
        assert list(asked(powerpro).provisioned_enrolments_of(code)) == []

    def test_another_client_has_none_of_them(self) -> None:
        powerpro = self.store((provisioned(),))
        other = ClientCode(f"0{provisioned().client.code}")
        assert list(asked(powerpro).provisioned_enrolments_of(other)) == []


def asked(powerpro: PowerProRepository) -> ClientEnrolments:
    offered = client_enrolments_of(powerpro)
    assert offered, "provisioned_enrolments_of is missing"
    return offered
