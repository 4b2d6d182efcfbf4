"""The parts of journal and evidence that a flow may call."""

from __future__ import annotations

from inspect import get_annotations

import pytest

from support.the_guide import GROUP, USER_7, booking, unit
from talent_powerpro.adapters.memory.state import MemoryJournal
from talent_powerpro.model import UnitResult
from talent_powerpro.ports.memory_side import EvidenceSide, MemorySide
from talent_powerpro.ports.state import EvidenceStore, RunJournal
from talent_powerpro.records.journal import PendingMembership

METHODS = [name for name in vars(MemorySide) if not name.startswith("_")]


@pytest.mark.parametrize("name", METHODS)
def test_each_method_is_the_journals_own(name: str) -> None:
    ours, journals = getattr(MemorySide, name), getattr(RunJournal, name)
    assert get_annotations(ours) == get_annotations(journals)


def test_a_journal_is_a_memory_to_a_flow() -> None:
    journal = MemoryJournal()
    memory: MemorySide = journal
    result = UnitResult("20 - Competent", None, "")
    journal.remember_result(unit().id, result)
    assert memory.last_results([unit().id]) == {unit().id: result}
    memory.set_pending(PendingMembership(booking(), USER_7, GROUP))
    assert [each.user_id for each in journal.pending_memberships()] == [USER_7]


def test_a_flow_can_neither_begin_nor_end_a_record() -> None:
    assert sorted(METHODS) == ["last_results", "set_pending"]


def test_a_flow_may_read_the_evidence_of_units_and_keep_none() -> None:
    assert [name for name in vars(EvidenceSide) if not name.startswith("_")] == ["of_units"]
    ours, stores = EvidenceSide.of_units, EvidenceStore.of_units
    assert get_annotations(ours) == get_annotations(stores)
