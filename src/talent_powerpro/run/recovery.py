"""After a run that was cut off: what the journal needs to know of its end.

A process may be killed between a write and the journal's note of it. The plan stands in
the journal since before the first write, so the next run can tell from PowerPro itself
what was written.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from talent_powerpro.model import Enrolment, Unit
from talent_powerpro.ports import PowerProRepository
from talent_powerpro.ports.state import JournalEntry, RunJournal
from talent_powerpro.records.record import RecordStatus, StageName
from talent_powerpro.records.write import set_result


def recover(journal: RunJournal, powerpro: PowerProRepository) -> None:
    """End the records that earlier runs began and did not end. A repeat changes nothing.

    Results that were written count as the agent's own, and an enrolment that has its
    provisioning contact log as provisioned. All else ends as not reached, and stays due.
    """
    for entry in journal.unfinished():
        enrolment = powerpro.enrolment(entry.enrolment_id)
        for unit in written_units(entry, enrolment):
            journal.remember_result(unit.id, unit.result)
        journal.end(entry.run_id, entry.stage, entry.enrolment_id, _outcome(entry, enrolment))


def written_units(entry: JournalEntry, enrolment: Enrolment | None) -> Iterator[Unit]:
    """The units that hold now what the entry was about to write."""
    for unit in enrolment.units if enrolment else ():
        there = set_result(unit, unit.result).as_texts()
        if any(_same_result(write, there) for write in entry.writes):
            yield unit


def _same_result(planned: Mapping[str, str], there: Mapping[str, str]) -> bool:
    """Whether a planned write is of that unit, and has come true."""
    told = {name: text for name, text in there.items() if not name.startswith("old ")}
    return told.items() <= planned.items()


def _outcome(entry: JournalEntry, enrolment: Enrolment | None) -> RecordStatus:
    done = entry.stage == StageName.PROVISIONING and enrolment and enrolment.provisioning_log
    return RecordStatus.PROVISIONED if done else RecordStatus.NOT_REACHED
