"""Contract suite of the optional port `FindsEnrolments`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from talent_powerpro.model import Client, ClientCode, Enrolment, EnrolmentId
from talent_powerpro.ports.finding import FindsEnrolments
from talent_powerpro.testing.contracts.port_methods import missing_methods
from talent_powerpro.testing.contracts.rows import (
    BOOKING,
    ENDED,
    JOANA,
    LISA,
    PINK,
    enrolment,
    provisioned,
)


class FindsEnrolmentsContract:
    """Tests that your PowerPro repository is a `FindsEnrolments`. Inherit it and define `make`.

    The port is optional. A host needs it to find enrolments by client code, e-mail or name.
    """

    def make(self, enrolments: Sequence[Enrolment], clients: Sequence[Client]) -> Any:
        """Return a new store of yours with these rows; see `PowerProContract.make`."""
        raise NotImplementedError(
            "Define make(self, enrolments, clients); its docstring says what to return."
        )

    def _filled(self) -> FindsEnrolments:
        given = (
            provisioned(),
            enrolment("1002", course=ENDED, booking_status="", export=False, export_date=None),
            enrolment("1003", client=PINK),
        )
        powerpro: FindsEnrolments = self.make(given, (LISA,))
        return powerpro

    def test_it_has_every_method_of_the_port(self) -> None:
        assert missing_methods(self.make((), ()), FindsEnrolments) == []

    def test_an_empty_store_has_no_clients(self) -> None:
        assert list(self.make((), ()).every_client()) == []

    def test_every_client_is_returned_once_including_archived_ones(self) -> None:
        found = list(self._filled().every_client())
        assert sorted(each.code for each in found) == sorted(
            each.code for each in (JOANA, PINK, LISA)
        )
        assert {each.code: (each.name, each.email) for each in found} == {
            each.code: (each.name, each.email) for each in (JOANA, PINK, LISA)
        }

    def test_every_enrolment_of_a_client_is_returned_in_any_state(self) -> None:
        powerpro = self._filled()
        found = powerpro.enrolments_of(JOANA.code)
        assert sorted(each.id for each in found) == [BOOKING, "1002"]
        assert all(each == powerpro.enrolment(each.id) for each in found)

    def test_a_client_without_an_enrolment_has_none(self) -> None:
        assert list(self._filled().enrolments_of(LISA.code)) == []

    def test_a_client_code_is_compared_exactly(self) -> None:
        for code in (f" {JOANA.code}", JOANA.code[:-1], f"0{JOANA.code}", ""):
            assert list(self._filled().enrolments_of(ClientCode(code))) == []

    def test_an_unknown_enrolment_id_returns_none(self) -> None:
        assert self._filled().enrolment(EnrolmentId("1099")) is None
