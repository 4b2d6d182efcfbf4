"""The memory of students' work, found on the shipped stores."""

from __future__ import annotations

from support.seam import actions_of
from talent_powerpro.adapters.memory.engagement import MemoryEngagement
from talent_powerpro.adapters.sql.engagement import SqlEngagement
from talent_powerpro.ports.engagement import EngagementStore
from talent_powerpro.ports.state import AgentState


def test_both_stores_offer_the_port_and_a_state_may_lack_it() -> None:
    for memory in (MemoryEngagement, SqlEngagement):
        assert all(hasattr(memory, name) for name in actions_of(EngagementStore))
    store = MemoryEngagement()
    assert AgentState().engagement is None
    assert AgentState().filled_from(AgentState(engagement=store)).engagement is store
