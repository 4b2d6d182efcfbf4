"""What is remembered of a look keeps its form, whichever sequences a store returns."""

from __future__ import annotations

from attrs import evolve

from talent_powerpro.records.look import UnmatchedUnit
from talent_powerpro.testing.contracts.looks import LOOK, WAIT


def test_lists_of_a_store_become_tuples() -> None:
    read = evolve(LOOK, unmatched=[UnmatchedUnit("31", "Old")], other_items=["40"])
    assert (read.unmatched, read.other_items) == ((UnmatchedUnit("31", "Old"),), ("40",))
    assert evolve(WAIT, users=["7"]).users == ("7",)
