"""The optional port for the journal's records of chosen enrolments."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Protocol, runtime_checkable

from talent_powerpro.model import EnrolmentId
from talent_powerpro.records.journal import JournalEntry


@runtime_checkable
class EnrolmentJournal(Protocol):
    """Optional port of a journal that finds the records of an enrolment.

    Without it the agent reads the whole journal, each time an enrolment stays due from one run to
    the next.
    """

    def entries_of(self, enrolment_ids: Collection[EnrolmentId]) -> Sequence[JournalEntry]:
        """The records of these enrolments from all runs, oldest first."""
        ...
