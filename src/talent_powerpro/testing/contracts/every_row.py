"""Contract suite of the optional port `EveryRow`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from talent_powerpro.model import Client, Enrolment
from talent_powerpro.ports import EveryRow
from talent_powerpro.ports.optional import every_row_of
from talent_powerpro.testing.contracts.port_methods import missing_methods
from talent_powerpro.testing.contracts.rows import (
    ENDED,
    JOANA,
    LISA,
    PINK,
    enrolment,
    provisioned,
)


class EveryRowContract:
    """Tests that your PowerPro repository is an `EveryRow`. Inherit it and define `make`.

    The port is optional. A host needs it for the check of an RTO.
    """

    def make(self, enrolments: Sequence[Enrolment], clients: Sequence[Client]) -> Any:
        """Return a new store of yours with these rows; see `PowerProContract.make`."""
        raise NotImplementedError(
            "Define make(self, enrolments, clients); its docstring says what to return."
        )

    def _filled(self) -> EveryRow:
        given = (
            provisioned(),
            enrolment("1002", course=ENDED, booking_status="", export=False, export_date=None),
            enrolment("1003", client=PINK),
        )
        powerpro = every_row_of(self.make(given, (LISA,)))
        assert powerpro is not None
        return powerpro

    def test_it_has_every_method_of_the_port(self) -> None:
        assert missing_methods(self.make((), ()), EveryRow) == []

    def test_an_empty_store_has_nothing(self) -> None:
        powerpro = self.make((), ())
        for read in (powerpro.every_client, powerpro.every_course, powerpro.every_enrolment):
            assert list(read()) == []

    def test_every_client_is_returned_once(self) -> None:
        found = [each.code for each in self._filled().every_client()]
        assert sorted(found) == sorted(each.code for each in (JOANA, PINK, LISA))

    def test_every_course_is_returned_once_archived_ones_too(self) -> None:
        found = list(self._filled().every_course())
        assert ENDED in found
        assert len(found) == len({each.code for each in found})

    def test_every_enrolment_is_returned_in_any_state(self) -> None:
        powerpro = self._filled()
        found = list(powerpro.every_enrolment())
        assert sorted(each.id for each in found) == ["1001", "1002", "1003"]
        assert all(each.course in powerpro.every_course() for each in found)
