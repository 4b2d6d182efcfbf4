"""The optional port for rows of the agent's state that cannot be read."""

from __future__ import annotations

from talent_powerpro.adapters.memory.state import MemoryJournal
from talent_powerpro.ports.optional import unreadable_state_of
from talent_powerpro.records.unreadable import UnreadableRow

ROW = UnreadableRow("Row 1 of the table due_marks cannot be read.")


class Leaky(MemoryJournal):
    def take_unreadable(self) -> tuple[UnreadableRow, ...]:
        return (ROW,)


def test_a_journal_that_leaves_rows_out_is_asked_for_them() -> None:
    found = unreadable_state_of(Leaky())
    assert found is not None
    assert found.take_unreadable() == (ROW,)


def test_a_journal_without_the_method_is_not_asked() -> None:
    assert unreadable_state_of(MemoryJournal()) is None
