"""Contract suite of the optional port `ExportDates`. Each test covers a sentence of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

import pytest
from attrs import evolve

from talent_powerpro.errors import EditedMeanwhile
from talent_powerpro.model import CourseCode, Enrolment, EnrolmentId
from talent_powerpro.ports import ExportDates
from talent_powerpro.testing.contracts.port_methods import missing_methods
from talent_powerpro.testing.contracts.rows import (
    BOOKING,
    ENDED,
    EXPORT_DATE,
    PINK,
    WEB,
    as_returned,
    enrolment,
    provisioned,
)

JULY: Final = date(2022, 7, 1)
CLEARED: Final = enrolment(export=False, export_date=None)


class ExportDatesContract:
    """Tests that your PowerPro repository is an `ExportDates`. Inherit it and define `make`.

    The port is optional. A host needs it to set export dates with ``set-export``.
    """

    def make(self, enrolments: Sequence[Enrolment]) -> ExportDates:
        """Return a new store of yours with these rows; see `PowerProContract.make`."""
        raise NotImplementedError(
            "Define make(self, enrolments); its docstring says what to return."
        )

    def found(self, powerpro: ExportDates) -> Enrolment:
        """Joana's enrolment as the store returns it now."""
        found = powerpro.enrolment(BOOKING)
        assert found is not None
        return found

    def test_it_has_every_method_of_the_port(self) -> None:
        assert missing_methods(self.make(()), ExportDates) == []

    def test_every_enrolment_in_the_course_is_returned_in_any_state(self) -> None:
        given = (
            provisioned(withdrawal_date=EXPORT_DATE),
            enrolment("1002", client=PINK, booking_status="", export=False, export_date=None),
            enrolment("1003", course=ENDED),
        )
        found = self.make(given).enrolments_in(WEB.code)
        assert found is not None
        assert sorted(each.id for each in found) == ["1001", "1002"]
        by_id = {each.id: each for each in given}
        assert all(each == as_returned(by_id[each.id], each) for each in found)

    def test_an_unknown_course_code_returns_none(self) -> None:
        assert self.make((enrolment(),)).enrolments_in(CourseCode("ICT99999")) is None

    def test_an_unknown_enrolment_id_returns_none(self) -> None:
        assert self.make((enrolment(),)).enrolment(EnrolmentId("1099")) is None

    @pytest.mark.parametrize("read", [enrolment(), CLEARED], ids=["set", "cleared"])
    @pytest.mark.parametrize("wanted", [(True, JULY), (False, EXPORT_DATE), (False, None)])
    def test_set_export_changes_box_and_date_and_nothing_else(
        self, read: Enrolment, wanted: tuple[bool, date | None]
    ) -> None:
        powerpro = self.make((read,))
        before = self.found(powerpro)
        powerpro.set_export(before, *wanted)
        assert self.found(powerpro) == evolve(before, export=wanted[0], export_date=wanted[1])

    def test_setting_twice_equals_once(self) -> None:
        powerpro = self.make((CLEARED,))
        read = self.found(powerpro)
        powerpro.set_export(read, True, JULY)
        powerpro.set_export(read, True, JULY)
        powerpro.set_export(self.found(powerpro), True, JULY)
        assert self.found(powerpro) == evolve(read, export=True, export_date=JULY)

    @pytest.mark.parametrize("read", [(False, EXPORT_DATE), (True, None), (True, JULY)])
    def test_an_export_date_edited_since_it_was_read_is_not_overwritten(
        self, read: tuple[bool, date | None]
    ) -> None:
        powerpro = self.make((enrolment(),))
        before = self.found(powerpro)
        stale = evolve(before, export=read[0], export_date=read[1])
        with pytest.raises(EditedMeanwhile):
            powerpro.set_export(stale, False, None)
        assert self.found(powerpro) == before

    def test_no_other_enrolment_s_export_date_changes(self) -> None:
        powerpro = self.make((enrolment(), enrolment("1002")))
        powerpro.set_export(self.found(powerpro), True, JULY)
        other = powerpro.enrolment(EnrolmentId("1002"))
        assert other is not None
        assert other.export_date == EXPORT_DATE
