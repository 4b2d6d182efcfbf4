"""A row of the agent's state that cannot be read."""

from __future__ import annotations

from talent_powerpro.records.unreadable import REMEDY, UnreadableRow, row_unreadable


def test_a_row_says_what_to_do_and_blocks_nobody_unless_it_says_so() -> None:
    row = UnreadableRow("Row 1 of the table due_marks cannot be read.")
    assert row.remedy == (
        "Correct the value in PowerPro's store with the program that wrote it, or restore the "
        "store from a back-up."
    )
    fault = row_unreadable("Row 7 cannot be read.", REMEDY)
    assert (fault.message, fault.reason) == ("Row 7 cannot be read.", "row-unreadable")
    assert fault.remedy == (
        "Import the row again with the right value, or correct it in PowerPro's store with the "
        "program that wrote it."
    )
    assert (row.enrolment_id, row.blocks, row.new) == ("", False, False)
