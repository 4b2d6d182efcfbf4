"""Contract suite of last looks. Each test covers a sentence of `LastLooks`."""

from __future__ import annotations

from datetime import date
from typing import Final

from attrs import evolve

from talent_powerpro.model import EnrolmentId, UnitRowId
from talent_powerpro.ports.state import LastLooks
from talent_powerpro.records.last_look import Completion, LastLook
from talent_powerpro.testing.contracts.port_methods import missing_methods

FIRST: Final = EnrolmentId("1001")
SECOND: Final = EnrolmentId("1002")
FOUND: Final = (
    Completion(UnitRowId("2"), "ICTWEB304", date(2022, 6, 4)),
    Completion(UnitRowId("1"), "ICTWEB305", date(2022, 6, 3)),
)
LOOKED: Final = LastLook(FIRST, date(2022, 6, 5), date(2022, 6, 6), FOUND)


class LastLooksContract:
    """Tests that your store is a `LastLooks`. Inherit it and define `make`."""

    def make(self) -> LastLooks:
        """Return new, empty last looks of yours."""
        raise NotImplementedError("Define make(self); its docstring says what to return.")

    def test_it_has_every_method_of_the_port(self) -> None:
        assert missing_methods(self.make(), LastLooks) == []

    def test_new_last_looks_remember_nothing(self) -> None:
        looks = self.make()
        looks.remember([])
        assert dict(looks.remembered([FIRST])) == {}
        assert dict(looks.remembered([])) == {}

    def test_a_look_comes_back_with_its_days_and_completions_in_order(self) -> None:
        looks = self.make()
        looks.remember([LOOKED, LastLook(SECOND)])
        assert dict(looks.remembered([FIRST])) == {FIRST: LOOKED}
        assert dict(looks.remembered([SECOND])) == {SECOND: LastLook(SECOND)}

    def test_a_look_replaces_the_one_before_of_its_enrolment(self) -> None:
        looks = self.make()
        looks.remember([LastLook(FIRST), LastLook(SECOND)])
        looks.remember([LOOKED])
        looks.remember([evolve(LOOKED, found=())])
        found = looks.remembered([FIRST, SECOND, EnrolmentId("1003")])
        assert dict(found) == {FIRST: evolve(LOOKED, found=()), SECOND: LastLook(SECOND)}

    def test_many_enrolments_may_be_asked_for_at_once(self) -> None:
        looks = self.make()
        ids = [EnrolmentId(str(number)) for number in range(2000)]
        looks.remember([LastLook(each) for each in ids])
        assert len(looks.remembered(ids)) == len(ids)
