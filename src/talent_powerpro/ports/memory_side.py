"""The agent's memory as a flow sees it: the few methods of journal and evidence it may call."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Protocol

from talent_powerpro.model import EnrolmentId, UnitResult, UnitRowId
from talent_powerpro.records.evidence import ResultEvidence
from talent_powerpro.records.journal import PendingMembership
from talent_powerpro.records.last_look import LastLook
from talent_powerpro.records.suspension import Suspension


class MemorySide(Protocol):
    """Everything that a flow may call on the agent's memory: two methods of `RunJournal`."""

    def last_results(self, unit_ids: Collection[UnitRowId]) -> Mapping[UnitRowId, UnitResult]:
        """As `RunJournal.last_results`."""
        ...

    def set_pending(self, membership: PendingMembership) -> None:
        """As `RunJournal.set_pending`."""
        ...


class LastLooksSide(Protocol):
    """Everything that a flow may call on the last looks: one method of `LastLooks`."""

    def remembered(self, enrolment_ids: Collection[EnrolmentId]) -> Mapping[EnrolmentId, LastLook]:
        """As `LastLooks.remembered`."""
        ...


class SuspensionsSide(Protocol):
    """Everything that a flow may call on the suspensions: one method of `Suspensions`."""

    def remember_suspended(self, suspensions: Collection[Suspension]) -> None:
        """As `Suspensions.remember_suspended`."""
        ...


class EvidenceSide(Protocol):
    """Everything that a flow may call on the evidence: one method of `EvidenceStore`."""

    def of_units(self, unit_ids: Collection[UnitRowId]) -> Sequence[ResultEvidence]:
        """As `EvidenceStore.of_units`."""
        ...
