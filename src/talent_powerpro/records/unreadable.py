"""A row of the agent's state that cannot be read."""

from __future__ import annotations

from attrs import frozen

from talent_powerpro.errors import Failed
from talent_powerpro.model import EnrolmentId

REMEDY = (
    "Import the row again with the right value, or correct it in PowerPro's store with the "
    "program that wrote it."
)
"""What to do about a row of PowerPro's."""


def row_unreadable(message: str, remedy: str) -> Failed:
    """The fault of a record that needs a row which cannot be read."""
    return Failed(message, reason="row-unreadable", remedy=remedy)


@frozen
class UnreadableRow:
    """A row of the agent's state that cannot be read. The agent goes on without it."""

    message: str
    """A sentence with table, row, column and value."""
    enrolment_id: EnrolmentId = EnrolmentId("")  # noqa: RUF009  # a text
    """The enrolment that the row is about; blank if it is about none."""
    blocks: bool = False
    """True if nothing may be done for that enrolment without the row: it fails."""
    new: bool = False
    """True if no earlier run reported it."""
    remedy: str = (
        "Correct the value in PowerPro's store with the program that wrote it, or restore the "
        "store from a back-up."
    )
    """An instruction for a person."""
