"""Recovery of the journal after a run that was cut off.

A process may be killed between a write and the journal's note of it. The plan stands in
the journal since before the first write, so the next run can tell from PowerPro itself
what was written.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeGuard

from talent_powerpro.model import Enrolment, Unit, UnitRowId
from talent_powerpro.ports.powerpro import PowerProRepository
from talent_powerpro.ports.state import RunJournal
from talent_powerpro.records.journal import JournalEntry
from talent_powerpro.records.record import RecordStatus, StageName
from talent_powerpro.records.write import SetResult, Write


def recover(journal: RunJournal, powerpro: PowerProRepository) -> None:
    """End the records that earlier runs began and did not end. A repeat changes nothing.

    Results that were written count as the agent's own, and an enrolment that has its
    provisioning contact log as provisioned. All else ends as not reached, and stays due.
    """
    for entry in journal.unfinished():
        enrolment = powerpro.enrolment(entry.enrolment_id)
        units = {unit.id: unit for unit in enrolment.units} if enrolment else {}
        results = tuple(write for write in entry.writes if _came_true(write, units))
        for write in results:
            journal.remember_result(write.unit_id, write.new)
        status = _status(entry, enrolment)
        # All that was planned comes before the contact log.
        made = entry.writes if status is RecordStatus.PROVISIONED else results
        journal.end(entry.run_id, entry.stage, entry.enrolment_id, status, made)


def _came_true(write: Write, units: Mapping[UnitRowId, Unit]) -> TypeGuard[SetResult]:
    """Whether a planned result is there. Of other writes, PowerPro cannot tell."""
    unit = units.get(write.unit_id) if isinstance(write, SetResult) else None
    return unit is not None and isinstance(write, SetResult) and unit.result == write.new


def _status(entry: JournalEntry, enrolment: Enrolment | None) -> RecordStatus:
    done = entry.stage == StageName.PROVISIONING and enrolment and enrolment.provisioning_log
    return RecordStatus.PROVISIONED if done else RecordStatus.NOT_REACHED
