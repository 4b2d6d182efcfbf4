"""Contract suite of the optional port `Withdrawals`: finding withdrawn enrolments."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

import pytest
from attrs import evolve

from talent_powerpro.model import Enrolment, EnrolmentId
from talent_powerpro.ports import Withdrawals
from talent_powerpro.ports.optional import withdrawals_of
from talent_powerpro.ports.withdrawals import WithdrawnOn
from talent_powerpro.testing.contracts.port_methods import missing_methods
from talent_powerpro.testing.contracts.powerpro_stores import PowerProStores
from talent_powerpro.testing.contracts.rows import provisioned

TODAY: Final = date(2022, 6, 15)
YESTERDAY: Final = TODAY - timedelta(days=1)
THERE: Final = provisioned()


class WithdrawalsContract(PowerProStores):
    """Tests that your PowerPro repository is a `Withdrawals`.

    `make` is the one of `PowerProContract`. The port is optional.
    """

    def withdrawn(self, *enrolments: Enrolment) -> list[WithdrawnOn]:
        """What the repository finds among these rows."""
        port = withdrawals_of(self.store(enrolments))
        assert port, "withdrawn is missing"
        return list(port.withdrawn(TODAY))

    def test_it_has_the_method_of_the_port(self) -> None:
        assert missing_methods(self.make((), ()), Withdrawals) == []
        assert self.withdrawn() == []

    @pytest.mark.parametrize("day", [YESTERDAY, TODAY], ids=["before", "today"])
    def test_a_withdrawn_one_is_found_with_its_date(self, day: date) -> None:
        gone = evolve(THERE, withdrawal_date=day)
        assert self.withdrawn(gone) == [(gone.id, day)]

    @pytest.mark.parametrize("status", ["Cancelled", "CANCELED", " withdrawn "])
    def test_a_cancelled_one_is_found_without_a_date(self, status: str) -> None:
        gone = evolve(THERE, booking_status=status)
        assert self.withdrawn(gone) == [(gone.id, None)]

    def test_of_several_all_are_found_in_order(self) -> None:
        rows = [
            evolve(THERE, id=EnrolmentId(f"W{n}"), withdrawal_date=YESTERDAY, units=())
            for n in (2, 1, 3)
        ]
        active = evolve(THERE, id=EnrolmentId("A"), units=())
        found = [key for key, _ in self.withdrawn(rows[0], active, *rows[1:])]
        assert [key for key in found if key != "A"] == ["W2", "W1", "W3"]
