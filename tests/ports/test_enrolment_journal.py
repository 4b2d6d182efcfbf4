"""The optional port for the journal's records of chosen enrolments."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from talent_powerpro.adapters.memory.state import MemoryJournal
from talent_powerpro.model import EnrolmentId
from talent_powerpro.ports.optional import enrolment_journal_of
from talent_powerpro.records.journal import JournalEntry

ENTRY = JournalEntry("run-1", "provisioning", EnrolmentId("E1"), ())


class Finding(MemoryJournal):
    def entries_of(self, enrolment_ids: Collection[EnrolmentId]) -> Sequence[JournalEntry]:
        return [each for each in self.entries() if each.enrolment_id in enrolment_ids]


def test_a_journal_that_finds_the_records_of_an_enrolment_is_asked_for_them() -> None:
    journal = Finding()
    journal.begin([ENTRY])
    found = enrolment_journal_of(journal)
    assert found is not None
    assert found.entries_of({EnrolmentId("E1")}) == [ENTRY]


def test_a_journal_without_the_method_is_not_asked() -> None:
    assert enrolment_journal_of(MemoryJournal()) is None
