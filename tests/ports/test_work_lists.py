"""Work lists are a part of the agent's state."""

from __future__ import annotations

from talent_powerpro.adapters.memory.state import memory_state
from talent_powerpro.adapters.memory.work_lists import MemoryWorkLists
from talent_powerpro.ports.state import AgentState
from talent_powerpro.ports.work_lists import WorkLists


def test_a_state_has_no_lists_of_its_own_until_memory_fills_it() -> None:
    assert AgentState().lists is None
    assert isinstance(memory_state().lists, MemoryWorkLists)
    assert isinstance(MemoryWorkLists(), WorkLists)
