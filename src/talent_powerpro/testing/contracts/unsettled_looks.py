"""Contract suite of the optional port `UnsettledLooks` of last looks."""

from __future__ import annotations

from attrs import evolve

from talent_powerpro.model import EnrolmentId
from talent_powerpro.ports.optional import unsettled_looks_of
from talent_powerpro.ports.state import LastLooks, UnsettledLooks
from talent_powerpro.records.last_look import LastLook
from talent_powerpro.testing.contracts.last_looks import FIRST, LOOKED
from talent_powerpro.testing.contracts.port_methods import missing_methods

SEEN, LEFT, FOUND, SETTLED = map(EnrolmentId, ("seen", "left", "found", "settled"))


class UnsettledLooksContract:
    """Tests that your `LastLooks` is an `UnsettledLooks`. Inherit it and define `make`."""

    def make(self) -> LastLooks:
        """Return new, empty last looks of yours."""
        raise NotImplementedError("Define make(self); its docstring says what to return.")

    def with_each_state(self) -> UnsettledLooks:
        """Last looks with one enrolment in each state."""
        looks = self.make()
        looks.remember(
            [
                LastLook(SEEN),
                LastLook(LEFT, LOOKED.left_on),
                evolve(LOOKED, enrolment_id=FOUND),
                evolve(LOOKED, enrolment_id=SETTLED, found=()),
            ]
        )
        found = unsettled_looks_of(looks)
        assert found, "a method of UnsettledLooks is missing"
        return found

    def test_it_has_every_method_of_the_port(self) -> None:
        assert missing_methods(self.make(), UnsettledLooks) == []

    def test_those_seen_in_scope_are_told_apart(self) -> None:
        looks = self.with_each_state()
        assert list(looks.seen_in_scope()) == [SEEN]
        asked = [SEEN, LEFT, FOUND, SETTLED, FIRST]
        assert set(looks.not_seen_in_scope(asked)) == {LEFT, FOUND, SETTLED, FIRST}
        assert list(looks.not_seen_in_scope([])) == []

    def test_one_that_left_is_unsettled_until_it_was_looked_at_in_vain(self) -> None:
        assert set(self.with_each_state().left_unsettled()) == {LEFT, FOUND}

    def test_many_are_returned_once_each(self) -> None:
        looks = self.make()
        there = {EnrolmentId(str(number)) for number in range(6000)}
        looks.remember([LastLook(each) for each in there])
        found = unsettled_looks_of(looks)
        assert found is not None
        assert sorted(found.seen_in_scope()) == sorted(there)
        assert list(found.not_seen_in_scope(there)) == []
