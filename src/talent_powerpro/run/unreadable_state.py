"""Rows of the agent's state that cannot be read: their enrolments fail, and the report names them.

One such row must not stop every student.
"""

from __future__ import annotations

from attrs import evolve, field, mutable

from talent_powerpro.errors import Failed
from talent_powerpro.model import EnrolmentId
from talent_powerpro.ports.optional import unreadable_state_of
from talent_powerpro.ports.state import RunJournal
from talent_powerpro.records.topics import topic
from talent_powerpro.records.unreadable import UnreadableRow, row_unreadable
from talent_powerpro.run.news import News


@mutable
class UnreadableRows:
    """The unreadable rows that one run has met."""

    journal: RunJournal
    _rows: dict[UnreadableRow, None] = field(factory=dict)

    def take(self) -> None:
        """Take in what the state left out since the last call."""
        if offered := unreadable_state_of(self.journal):
            self._rows |= dict.fromkeys(offered.take_unreadable())

    def fault_of(self, enrolment_id: EnrolmentId) -> Failed | None:
        """The fault of an enrolment that nothing may be done for without its row."""
        for row in self._rows:
            if row.blocks and row.enrolment_id == enrolment_id:
                return row_unreadable(row.message, row.remedy)
        return None

    def taken(self) -> tuple[UnreadableRow, ...]:
        """The rows so far, none marked as new."""
        self.take()
        return tuple(self._rows)

    def marked(self, news: News) -> tuple[UnreadableRow, ...]:
        """The rows, those marked that no earlier run reported."""
        topics = {
            row: topic(f"unreadable: {row.message}", row.enrolment_id) for row in self.taken()
        }
        new = news.new(set(topics.values()))
        return tuple(evolve(row, new=about in new) for row, about in topics.items())
