"""An agent's state is put together from parts."""

from __future__ import annotations

from talent_powerpro.adapters.memory.state import MemoryJournal, MemoryRunLock, memory_state
from talent_powerpro.ports.state import AgentState
from talent_powerpro.run.agent_state import remarks_on, required


def test_missing_parts_are_taken_from_the_others() -> None:
    own, others = AgentState(journal=MemoryJournal()), memory_state()
    state = own.filled_from(others)
    assert state.journal is own.journal
    assert state.lock is others.lock
    assert required(state.tries) is others.tries


def test_a_journal_or_a_lock_in_memory_alone_is_a_remark() -> None:
    assert remarks_on(AgentState(MemoryJournal(), lock=MemoryRunLock())) == ()
    for state in (AgentState(), AgentState(MemoryJournal()), AgentState(lock=MemoryRunLock())):
        (remark,) = remarks_on(state)
        assert remark.reason == "state-in-memory"
        assert remark.message == (
            "The agent keeps its state in memory only. Due marks and the run lock are lost when "
            "this process ends."
        )
