"""The journal of runs, a part of the agent's state."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Protocol, runtime_checkable

from talent_powerpro.model import EnrolmentId, UnitResult, UnitRowId
from talent_powerpro.records.due import DueMark
from talent_powerpro.records.journal import JournalEntry, PendingMembership, RunHeader
from talent_powerpro.records.write import Write


@runtime_checkable
class RunJournal(Protocol):
    """The journal: plans and their endings, due marks, and what was written and reported.

    Each plan is stored here, with old values, before its first write. History, recovery and
    due marks are read from it. Losing the journal makes no result wrong, but the agent then
    forgets the enrolments that an outage left unfinished.
    """

    def mark_due(self, marks: Collection[DueMark]) -> None:
        """Remember enrolments that were found due. A repeat replaces the export date."""
        ...

    def due_marks(self) -> Collection[DueMark]:
        """The enrolments found due and not provisioned since."""
        ...

    def begin(self, entries: Sequence[JournalEntry]) -> None:
        """Store the records of a plan, before any of them is written. All or none.

        A record that was begun before in the same stage of the same run is replaced.
        """
        ...

    def end(
        self,
        run_id: str,
        stage: str,
        enrolment_id: EnrolmentId,
        status: str,
        made: Sequence[Write],
    ) -> None:
        """Add a record's status, and the writes that were made, to its entry.

        A status of ``provisioned`` removes the enrolment's due mark, also where the record was
        never begun. Apart from that, a record that was never begun changes nothing. Where nothing
        was made, entries of earlier runs that planned the same and ended likewise may be dropped.
        """
        ...

    def entries(self, run_id: str | None = None) -> Sequence[JournalEntry]:
        """The records of one run in the order they were begun; ``None`` for all runs."""
        ...

    def unfinished(self) -> Sequence[JournalEntry]:
        """The records that were begun and never ended, oldest first. Their run was cut off."""
        ...

    def remember_result(self, unit_id: UnitRowId, result: UnitResult) -> None:
        """Remember the result that the agent wrote to a unit. It replaces the one before."""
        ...

    def last_results(self, unit_ids: Collection[UnitRowId]) -> Mapping[UnitRowId, UnitResult]:
        """The last result that the agent wrote to each unit. Other units are left out."""
        ...

    def set_pending(self, membership: PendingMembership) -> None:
        """Remember a group membership to retry. It replaces an earlier one of the enrolment."""
        ...

    def clear_pending(self, enrolment_id: EnrolmentId) -> None:
        """Forget the enrolment's pending membership. Without one, nothing changes."""
        ...

    def pending_memberships(self) -> Sequence[PendingMembership]:
        """The memberships to retry, oldest first."""
        ...

    def told(self, topics: Collection[str]) -> frozenset[str]:
        """Return those of *topics* that `tell` has marked as reported. Marks none."""
        ...

    def tell(self, topics: Collection[str], today: date) -> frozenset[str]:
        """Mark topics as reported on a day, and return those that no earlier call marked.

        A topic is an opaque text without personal data (`records.topics`), at most 33 characters
        and an enrolment id. *today* is the RTO's local date. It replaces an earlier day of the
        topic, so that a purge can delete topics that no run has reported for some days. A journal
        that is told the same topics again on the same day should write nothing.
        """
        ...

    def keep_run(self, header: RunHeader) -> None:
        """Store a run's header: when the run starts, without an end, and when it has ended.

        A header with the same id is replaced and keeps its place. The header before it may be
        dropped where `RunHeader.repeats` says so: of a series of idle runs the last is enough.
        """
        ...

    def runs(self, newest: int | None = None) -> Sequence[RunHeader]:
        """The stored headers, oldest first: the *newest* ones, or all for ``None``.

        A header may be missing where `keep_run` allows it.
        """
        ...
