"""The journal in memory, beside its contract in `testing/test_contract_memories.py`."""

from __future__ import annotations

from attrs import asdict, evolve, fields

from support.the_guide import COURSE_126, EXPORT_DATE, STARTED, USER_7, booking
from talent_powerpro.adapters.memory.state import MemoryEvidence, MemoryJournal, memory_state
from talent_powerpro.ports.state import AgentState
from talent_powerpro.records.due import DueMark
from talent_powerpro.records.journal import RunHeader
from talent_powerpro.records.write import Enrol
from talent_powerpro.testing.contracts.evidence import FIRST


def test_the_state_in_memory_has_every_part_in_memory() -> None:
    parts = asdict(memory_state(), recurse=False)
    assert {name: type(part).__name__.startswith("Memory") for name, part in parts.items()} == (
        dict.fromkeys((each.name for each in fields(AgentState)), True)
    )


def test_a_record_that_was_never_begun_gets_no_entry_and_loses_its_mark() -> None:
    journal = MemoryJournal()
    journal.mark_due([DueMark(booking(), EXPORT_DATE)])
    journal.end("run-1", "provisioning", booking(), "provisioned", (Enrol(USER_7, COURSE_126),))
    assert journal.entries() == ()
    assert list(journal.due_marks()) == []


def test_evidence_that_is_kept_again_comes_last() -> None:
    evidence, other = MemoryEvidence(), evolve(FIRST, run_id="run-2")
    for each in (FIRST, other, FIRST):
        evidence.keep(each.run_id, {each.enrolment_id: [each]})
    assert evidence.of_units([FIRST.unit_id]) == (other, FIRST)


def test_the_header_of_an_idle_run_that_is_kept_again_stays() -> None:
    journal = MemoryJournal()
    for name, wrote in (("a", 0), ("b", 1), ("a", 0)):
        journal.keep_run(RunHeader(name, STARTED, ("results",), STARTED, wrote=wrote))
    assert [each.run_id for each in journal.runs()] == ["a", "b"]


def test_of_a_series_of_idle_runs_the_last_header_stays() -> None:
    journal = MemoryJournal()
    for name, wrote in (("a", 1), ("b", 0), ("c", 0), ("d", 1), ("e", 0), ("a", 1)):
        journal.keep_run(RunHeader(name, STARTED, ("results",), STARTED, wrote=wrote))
    assert [each.run_id for each in journal.runs()] == ["a", "c", "d", "e"]
