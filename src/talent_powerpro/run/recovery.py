"""Recovery of the journal after a run that was cut off.

A process may be killed between a write and the journal's note of it. The plan is in the
journal before the first write, so the next run compares it with PowerPro to find out what
was written.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TypeGuard

from talent_powerpro.errors import RecordFault
from talent_powerpro.model import Enrolment, Unit, UnitRowId
from talent_powerpro.ports.powerpro import PowerProRepository
from talent_powerpro.ports.state import EvidenceStore, RunJournal
from talent_powerpro.records.journal import JournalEntry
from talent_powerpro.records.record import RecordStatus, StageName
from talent_powerpro.records.write import SetResult, Write


def recover(journal: RunJournal, powerpro: PowerProRepository, evidence: EvidenceStore) -> None:
    """End the records that earlier runs began and did not end. A repeat changes nothing.

    Planned results that PowerPro has count as the agent's own. An enrolment that has its
    provisioning contact log counts as provisioned. Other records end as not reached and stay
    due.
    """
    for entry in journal.unfinished():
        try:
            enrolment = powerpro.enrolment(entry.enrolment_id)
        except RecordFault:
            # A host's store cannot read this one now. It stays unfinished, and the next run tries
            # again.
            continue
        if enrolment and enrolment.unreadable:
            continue
        units = {unit.id: unit for unit in enrolment.units} if enrolment else {}
        results = tuple(write for write in entry.writes if _was_written(write, units))
        _keep_evidence(entry, {write.unit_id for write in results}, evidence)
        for write in results:
            # Else the result would count as a person's, and `careful` would hold its next date.
            journal.remember_result(write.unit_id, write.new)
        status = _status(entry, enrolment)
        # The contact log is written last, so where it is there, the whole plan was written.
        made = entry.writes if status is RecordStatus.PROVISIONED else results
        journal.end(entry.run_id, entry.stage, entry.enrolment_id, status, made)


def _keep_evidence(
    entry: JournalEntry, written: Collection[UnitRowId], evidence: EvidenceStore
) -> None:
    """Remove the evidence of results that were planned and not written."""
    planned = [write.unit_id for write in entry.writes if isinstance(write, SetResult)]
    if not planned:
        return
    of_run = (each for each in evidence.of_units(planned) if each.run_id == entry.run_id)
    kept = [each for each in of_run if each.unit_id in written]
    evidence.keep(entry.run_id, {entry.enrolment_id: kept})


def _was_written(write: Write, units: Mapping[UnitRowId, Unit]) -> TypeGuard[SetResult]:
    """Whether a planned result is in PowerPro. Other writes cannot be recognised there."""
    # A result that a person cleared since the kill looks as if it was never written (decision 19).
    unit = units.get(write.unit_id) if isinstance(write, SetResult) else None
    return unit is not None and isinstance(write, SetResult) and unit.result == write.new


def _status(entry: JournalEntry, enrolment: Enrolment | None) -> RecordStatus:
    done = entry.stage == StageName.PROVISIONING and enrolment and enrolment.provisioning_log
    return RecordStatus.PROVISIONED if done else RecordStatus.NOT_REACHED
