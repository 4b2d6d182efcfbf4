"""The journal in memory, which lives as long as the process."""

from __future__ import annotations

from datetime import date, timedelta

from attrs import evolve

from support.the_guide import COURSE_126, EXPORT_DATE, GROUP, STARTED, USER_7, booking
from talent_powerpro.adapters.memory.state import MemoryJournal
from talent_powerpro.model import TalentGroupKey, UnitResult, UnitRowId
from talent_powerpro.ports.state import RunJournal
from talent_powerpro.records.due import DueMark
from talent_powerpro.records.journal import JournalEntry, PendingMembership, RunHeader
from talent_powerpro.records.write import Enrol

WRITE = Enrol(USER_7, COURSE_126)
MARK = DueMark(booking(), EXPORT_DATE)
ENTRY = JournalEntry("run-1", "provisioning", booking(), (WRITE,))
PENDING = PendingMembership(booking(), USER_7, GROUP)


def test_it_is_a_run_journal() -> None:
    assert isinstance(MemoryJournal(), RunJournal)


def test_a_mark_lasts_until_the_enrolment_is_provisioned() -> None:
    journal = MemoryJournal()
    journal.mark_due([MARK])
    journal.begin([ENTRY])
    for status in ("deferred", "held", "failed"):
        journal.end("run-1", "provisioning", booking(), status, (WRITE,))
        assert list(journal.due_marks()) == [MARK]
    journal.end("run-1", "provisioning", booking(), "provisioned", (WRITE,))
    assert list(journal.due_marks()) == []


def test_marking_again_replaces_the_export_date() -> None:
    journal = MemoryJournal()
    later = evolve(MARK, export_date=EXPORT_DATE + timedelta(days=1))
    journal.mark_due([MARK])
    journal.mark_due([later])
    assert list(journal.due_marks()) == [later]


def test_a_status_is_added_to_its_entry() -> None:
    journal = MemoryJournal()
    journal.begin([ENTRY])
    assert [entry.status for entry in journal.entries()] == [""]
    journal.end("run-1", "provisioning", booking(), "failed", (WRITE,))
    assert list(journal.entries()) == [evolve(ENTRY, status="failed", made=(WRITE,))]


def test_provisioned_without_a_mark_is_no_fault() -> None:
    journal = MemoryJournal()
    journal.begin([ENTRY])
    journal.end("run-1", "provisioning", booking(), "provisioned", (WRITE,))
    assert list(journal.due_marks()) == []


def test_a_record_that_was_never_begun_gets_no_entry_and_loses_its_mark() -> None:
    journal = MemoryJournal()
    journal.mark_due([MARK])
    journal.end("run-1", "provisioning", booking(), "provisioned", (WRITE,))
    assert journal.entries() == ()
    assert list(journal.due_marks()) == []


def test_the_last_result_written_to_a_unit_is_remembered() -> None:
    journal, row = MemoryJournal(), UnitRowId("u1")
    assert journal.last_results([row]) == {}
    for day in (12, 13):
        journal.remember_result(row, UnitResult("20", date(2022, 6, day), ""))
    assert journal.last_results([row]) == {row: UnitResult("20", date(2022, 6, 13), "")}


def test_a_pending_membership_is_kept_once_and_cleared() -> None:
    journal = MemoryJournal()
    journal.set_pending(PENDING)
    journal.set_pending(PENDING)
    assert journal.pending_memberships() == (PENDING,)
    journal.clear_pending(PENDING.enrolment_id)
    journal.clear_pending(PENDING.enrolment_id)
    assert journal.pending_memberships() == ()


def test_an_enrolment_waits_for_its_latest_group_alone() -> None:
    journal = MemoryJournal()
    later = evolve(PENDING, group_key=TalentGroupKey("LATER"))
    journal.set_pending(PENDING)
    journal.set_pending(later)
    assert journal.pending_memberships() == (later,)


def test_a_topic_is_new_once() -> None:
    journal = MemoryJournal()
    assert journal.tell(["a", "b"], EXPORT_DATE) == {"a", "b"}
    assert journal.tell(["b", "c"], EXPORT_DATE) == {"c"}


def test_the_records_of_one_run_or_of_all_are_read_back() -> None:
    journal = MemoryJournal()
    other = evolve(ENTRY, run_id="run-2")
    journal.begin([ENTRY, other])
    assert journal.entries("run-2") == (other,)
    assert journal.entries() == (ENTRY, other)


def test_the_headers_of_runs_are_kept_and_the_newest_are_returned() -> None:
    journal = MemoryJournal()
    for name in ("a", "b"):
        journal.keep_run(RunHeader(name, STARTED))
    ended = RunHeader("a", STARTED, ended=STARTED)
    journal.keep_run(ended)
    assert journal.runs() == (ended, RunHeader("b", STARTED))
    assert journal.runs(1) == (RunHeader("b", STARTED),)
    assert journal.runs(0) == ()
    assert journal.runs(9) == journal.runs()
