"""A rehearsal: a pair of repositories over the real pair that writes nothing.

Reads pass through. Writes are remembered, and later reads of the same rehearsal see them. The
same flow is therefore rehearsed and performed, and the remembered writes are the plan.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from attrs import field, frozen

from talent_powerpro.flows.drivers import NoEvidence, NoLastLooks, Sides
from talent_powerpro.model import Enrolment, UnitResult, UnitRowId
from talent_powerpro.ports.memory_side import EvidenceSide, LastLooksSide
from talent_powerpro.ports.powerpro import PowerProRepository
from talent_powerpro.ports.state import RunJournal
from talent_powerpro.records.journal import PendingMembership
from talent_powerpro.run.rehearsed_powerpro import rehearsed_powerpro
from talent_powerpro.run.rehearsed_talent import RehearsedTalent
from talent_powerpro.run.remembered import Remembered, UndoList
from talent_powerpro.run.talent_cache import TalentCache


@frozen
class Rehearsal:
    """One rehearsal over both systems and the agent's memory, with the writes it would make."""

    powerpro: PowerProRepository
    talent: TalentCache
    journal: RunJournal
    evidence: EvidenceSide = field(factory=NoEvidence)
    last_looks: LastLooksSide = field(factory=NoLastLooks)
    remembered: Remembered = field(factory=Remembered)

    def for_record(self, found: Enrolment | None = None) -> RecordRehearsal:
        """Return new repositories for the flow of one record.

        *found* is its enrolment, which is then not read again. ``None``: it is.
        """
        return RecordRehearsal(self, found)


class RecordRehearsal:
    """The rehearsed repositories of one record. They see the writes of all records before it."""

    def __init__(self, rehearsal: Rehearsal, found: Enrolment | None) -> None:
        self._undo = UndoList()
        remembered = rehearsal.remembered
        self.powerpro = rehearsed_powerpro(rehearsal.powerpro, remembered, self._undo, found)
        self.talent = RehearsedTalent(rehearsal.talent, remembered, self._undo)
        self.sides = Sides(
            self.talent,
            self.powerpro,
            RehearsedMemory(rehearsal.journal),
            rehearsal.evidence,
            rehearsal.last_looks,
        )

    def take_back(self) -> None:
        """Discard this record's planned writes. Called where the record ended in a fault."""
        self._undo.take_back()


class RehearsedMemory:
    """The agent's memory in a rehearsal: reads pass through, writes do nothing."""

    def __init__(self, journal: RunJournal) -> None:
        self._journal = journal

    def last_results(self, unit_ids: Collection[UnitRowId]) -> Mapping[UnitRowId, UnitResult]:
        return self._journal.last_results(unit_ids)

    def set_pending(self, membership: PendingMembership) -> None:
        """Do nothing: only the performance learns whether the group accepts the user."""
