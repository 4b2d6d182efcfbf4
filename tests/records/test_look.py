"""What is remembered of a look keeps its form, whichever sequences a store returns."""

from __future__ import annotations

from attrs import evolve

from talent_powerpro.records.look import Look, UnmatchedUnit, Wait
from talent_powerpro.testing.contracts.looks import LOOK, WAIT


def test_lists_of_a_store_become_tuples() -> None:
    read = evolve(LOOK, unmatched=[UnmatchedUnit("31", "Old")], other_items=["40"])
    assert (read.unmatched, read.other_items) == ((UnmatchedUnit("31", "Old"),), ("40",))
    assert evolve(WAIT, users=["7"]).users == ("7",)


def test_a_look_without_a_roster_knows_no_percentage_and_a_held_record_waits_without_a_reason() -> (
    None
):
    look = Look(LOOK.enrolment_id, LOOK.user_id, LOOK.course_id, LOOK.facts, LOOK.answered_at)
    assert (look.percentage, look.completed_at, look.unmatched, look.other_items) == (
        None,
        None,
        (),
        (),
    )
    wait = Wait("results", LOOK.enrolment_id, "facts", LOOK.answered_at)
    assert (wait.users, wait.reason, wait.message, wait.remedy) == ((), "", "", "")
    assert UnmatchedUnit("31", "Old").completed is None
