"""The journal in memory, beside its contract in `testing/test_contract_memories.py`."""

from __future__ import annotations

from support.the_guide import COURSE_126, EXPORT_DATE, STARTED, USER_7, booking
from talent_powerpro.adapters.memory.state import MemoryJournal
from talent_powerpro.records.due import DueMark
from talent_powerpro.records.journal import RunHeader
from talent_powerpro.records.write import Enrol


def test_a_record_that_was_never_begun_gets_no_entry_and_loses_its_mark() -> None:
    journal = MemoryJournal()
    journal.mark_due([DueMark(booking(), EXPORT_DATE)])
    journal.end("run-1", "provisioning", booking(), "provisioned", (Enrol(USER_7, COURSE_126),))
    assert journal.entries() == ()
    assert list(journal.due_marks()) == []


def test_of_a_series_of_idle_runs_the_last_header_stays() -> None:
    journal = MemoryJournal()
    for name, wrote in (("a", 1), ("b", 0), ("c", 0), ("d", 1), ("e", 0), ("a", 1)):
        journal.keep_run(RunHeader(name, STARTED, ("results",), STARTED, wrote=wrote))
    assert [each.run_id for each in journal.runs()] == ["a", "c", "d", "e"]
