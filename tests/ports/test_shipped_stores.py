"""The optional ports and the memories, as the stores that come with the package offer them."""

from __future__ import annotations

import pytest

from talent_powerpro.adapters.memory import MemoryPowerPro
from talent_powerpro.adapters.memory.engagement import MemoryEngagement
from talent_powerpro.adapters.memory.state import MemoryLooks, memory_state
from talent_powerpro.adapters.memory.suspensions import MemorySuspensions
from talent_powerpro.adapters.memory.work_lists import MemoryWorkLists
from talent_powerpro.adapters.memory.written_users import MemoryWrittenUsers
from talent_powerpro.adapters.sql import SqlPowerPro
from talent_powerpro.adapters.sql.engagement import SqlEngagement
from talent_powerpro.adapters.sql.suspensions import SqlSuspensions
from talent_powerpro.adapters.sql.written_users import SqlWrittenUsers
from talent_powerpro.ports.engagement import EngagementStore
from talent_powerpro.ports.every_row import EveryRow
from talent_powerpro.ports.finding import FindsEnrolments
from talent_powerpro.ports.looks import Looks
from talent_powerpro.ports.state import AgentState
from talent_powerpro.ports.undo import UndoesProvisioning
from talent_powerpro.ports.withdrawals import Suspensions, Withdrawals
from talent_powerpro.ports.work_lists import WorkLists
from talent_powerpro.ports.written_users import ClientsByCode, WrittenUsers
from talent_powerpro.testing.contracts.port_methods import missing_methods


@pytest.mark.parametrize(
    "port", [EveryRow, FindsEnrolments, UndoesProvisioning, Withdrawals, ClientsByCode]
)
@pytest.mark.parametrize("repository", [MemoryPowerPro, SqlPowerPro])
def test_both_repositories_offer_the_port(repository: type, port: type) -> None:
    assert missing_methods(repository, port) == []


@pytest.mark.parametrize(
    ("memory", "port"),
    [
        (MemoryEngagement, EngagementStore),
        (SqlEngagement, EngagementStore),
        (MemorySuspensions, Suspensions),
        (SqlSuspensions, Suspensions),
        (MemoryWrittenUsers, WrittenUsers),
        (SqlWrittenUsers, WrittenUsers),
        (MemoryLooks, Looks),
        (MemoryWorkLists, WorkLists),
    ],
)
def test_each_memory_offers_its_port(memory: type, port: type) -> None:
    assert missing_methods(memory, port) == []


def test_a_state_has_parts_of_its_own_only_once_memory_fills_it() -> None:
    bare, filled = AgentState(), memory_state()
    assert (bare.looks, bare.lists, bare.engagement) == (None, None, None)
    assert isinstance(filled.looks, MemoryLooks)
    assert isinstance(filled.lists, MemoryWorkLists)
    store = MemoryEngagement()
    assert bare.filled_from(AgentState(engagement=store)).engagement is store
