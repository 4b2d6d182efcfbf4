"""A rehearsal: a pair of repositories over the real pair that writes nothing.

Reads pass through; writes are remembered, and later reads of the same rehearsal see
them. So a flow that is rehearsed and one that is performed are the same flow, and what
the rehearsal would have written is the plan.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from attrs import field, frozen

from talent_powerpro.flows.drivers import Sides
from talent_powerpro.model import UnitResult, UnitRowId
from talent_powerpro.ports.powerpro import PowerProRepository
from talent_powerpro.ports.state import RunJournal
from talent_powerpro.records.journal import PendingMembership
from talent_powerpro.run.rehearsed_powerpro import rehearsed_powerpro
from talent_powerpro.run.rehearsed_talent import RehearsedTalent
from talent_powerpro.run.remembered import Remembered, UndoList
from talent_powerpro.run.talent_cache import TalentCache


@frozen
class Rehearsal:
    """One rehearsal over both systems and the memory. What it remembers lives as long as it."""

    powerpro: PowerProRepository
    talent: TalentCache
    journal: RunJournal
    remembered: Remembered = field(factory=Remembered)

    def part(self) -> RecordRehearsal:
        """The repositories that answer one record's flow."""
        return RecordRehearsal(self)


class RecordRehearsal:
    """One record's part in a rehearsal."""

    def __init__(self, rehearsal: Rehearsal) -> None:
        self._undo = UndoList()
        remembered = rehearsal.remembered
        self.powerpro = rehearsed_powerpro(rehearsal.powerpro, remembered, self._undo)
        self.talent = RehearsedTalent(rehearsal.talent, remembered, self._undo)
        self.sides = Sides(self.talent, self.powerpro, RehearsedMemory(rehearsal.journal))

    def take_back(self) -> None:
        """Forget this record's writes: it ended in a fault, and nothing is half-done."""
        self._undo.take_back()


class RehearsedMemory:
    """The agent's memory, to which a rehearsal adds nothing."""

    def __init__(self, journal: RunJournal) -> None:
        self._journal = journal

    def last_results(self, unit_ids: Collection[UnitRowId]) -> Mapping[UnitRowId, UnitResult]:
        return self._journal.last_results(unit_ids)

    def set_pending(self, membership: PendingMembership) -> None:
        """Nothing: whether the group takes the user, its performance finds out."""
