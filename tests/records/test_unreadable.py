"""A row of the agent's state that cannot be read."""

from __future__ import annotations

from talent_powerpro.records.unreadable import UnreadableRow


def test_a_row_says_what_to_do_and_blocks_nobody_unless_it_says_so() -> None:
    row = UnreadableRow("Row 1 of the table due_marks cannot be read.")
    assert "restore the store from a back-up" in row.remedy
    assert (row.enrolment_id, row.blocks, row.new) == ("", False, False)
