"""A rehearsal's writes can be taken back, one record's at a time."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from support.the_guide import LOG, booking
from talent_powerpro.run.remembered import Remembered, UndoList

WRITES = st.lists(st.tuples(st.sampled_from("abc"), st.integers()))


@given(WRITES, WRITES)
def test_taking_back_leaves_what_was_there_before(
    earlier: list[tuple[str, int]], later: list[tuple[str, int]]
) -> None:
    memory = dict(earlier)
    before = dict(memory)
    undo = UndoList()
    for key, value in later:
        undo.remember(memory, key, value)
    assert memory == {**before, **dict(later)}
    undo.take_back()
    assert memory == before


def test_taking_back_twice_changes_nothing_more() -> None:
    memory = {"a": 1}
    undo = UndoList()
    undo.remember(memory, "a", 2)
    undo.take_back()
    memory["a"] = 3
    undo.take_back()
    assert memory == {"a": 3}


def test_a_record_takes_back_its_own_writes_alone() -> None:
    memory = Remembered().contact_logs
    first, second = UndoList(), UndoList()
    first.remember(memory, booking("1"), LOG)
    second.remember(memory, booking("2"), LOG)
    second.take_back()
    assert memory == {"1": LOG}
    assert Remembered().contact_logs == {}
