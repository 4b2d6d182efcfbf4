"""The memory of looks is a part of the agent's state."""

from __future__ import annotations

from talent_powerpro.adapters.memory.state import MemoryLooks, memory_state
from talent_powerpro.ports.looks import Looks
from talent_powerpro.ports.state import AgentState


def test_a_state_has_no_looks_of_its_own_until_memory_fills_it() -> None:
    assert AgentState().looks is None
    assert isinstance(memory_state().looks, MemoryLooks)
    assert isinstance(MemoryLooks(), Looks)
