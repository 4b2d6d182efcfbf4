"""Due marks of rehearsals, beside those of the journal."""

from __future__ import annotations

from datetime import timedelta

from support.the_guide import EXPORT_DATE, booking
from talent_powerpro.adapters.memory.state import MemoryJournal
from talent_powerpro.records.due import DueMark
from talent_powerpro.run.stays_due import with_due_marks

OWN = DueMark(booking(), EXPORT_DATE)
LATER = EXPORT_DATE + timedelta(days=1)


def test_marks_of_rehearsals_are_added_and_never_stored() -> None:
    journal = MemoryJournal()
    journal.mark_due([OWN])
    more = [DueMark(booking(), LATER), DueMark(booking("2"), LATER)]
    both = with_due_marks(journal, more)
    assert list(both.due_marks()) == [OWN, more[1]], "The journal's own counts."
    assert list(journal.due_marks()) == [OWN]
    assert both.runs() == journal.runs()


def test_without_marks_it_is_the_journal_itself() -> None:
    journal = MemoryJournal()
    assert with_due_marks(journal, []) is journal
