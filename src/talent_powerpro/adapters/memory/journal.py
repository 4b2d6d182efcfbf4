"""A journal that lives as long as the process: `Agent`'s default memory between runs."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from attrs import evolve

from talent_powerpro.model import EnrolmentId, UnitResult, UnitRowId
from talent_powerpro.ports.state import DueMark, JournalEntry, PendingMembership


class MemoryJournal:
    """See `RunJournal` for what each method means."""

    def __init__(self) -> None:
        self.entries: dict[tuple[str, str, EnrolmentId], JournalEntry] = {}
        self._marks: dict[EnrolmentId, DueMark] = {}
        self._results: dict[UnitRowId, UnitResult] = {}
        self._pending: dict[EnrolmentId, PendingMembership] = {}
        self._told: set[str] = set()

    def mark_due(self, marks: Collection[DueMark]) -> None:
        self._marks.update({mark.enrolment_id: mark for mark in marks})

    def due_marks(self) -> Collection[DueMark]:
        return tuple(self._marks.values())

    def begin(self, entries: Sequence[JournalEntry]) -> None:
        self.entries.update({(e.run_id, e.stage, e.enrolment_id): e for e in entries})

    def end(self, run_id: str, stage: str, enrolment_id: EnrolmentId, outcome: str) -> None:
        begun = self.entries.get((run_id, stage, enrolment_id))
        if begun is not None:
            self.entries[run_id, stage, enrolment_id] = evolve(begun, outcome=outcome)
        if outcome == "provisioned":
            self._marks.pop(enrolment_id, None)

    def unfinished(self) -> Sequence[JournalEntry]:
        return tuple(entry for entry in self.entries.values() if not entry.outcome)

    def remember_result(self, unit_id: UnitRowId, result: UnitResult) -> None:
        self._results[unit_id] = result

    def last_result(self, unit_id: UnitRowId) -> UnitResult | None:
        return self._results.get(unit_id)

    def set_pending(self, membership: PendingMembership) -> None:
        self._pending[membership.enrolment_id] = membership

    def clear_pending(self, enrolment_id: EnrolmentId) -> None:
        self._pending.pop(enrolment_id, None)

    def pending_memberships(self) -> Sequence[PendingMembership]:
        return tuple(self._pending.values())

    def tell(self, topics: Collection[str], today: date) -> frozenset[str]:  # noqa: ARG002  # one process forgets by itself
        new = frozenset(topics) - self._told
        self._told |= new
        return new
