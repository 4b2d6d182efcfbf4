"""The ports of suspension, found on the shipped repositories."""

from __future__ import annotations

from support.seam import actions_of
from support.the_guide import rto
from talent_powerpro.adapters.memory import MemoryPowerPro
from talent_powerpro.adapters.memory.suspensions import MemorySuspensions
from talent_powerpro.adapters.sql import SqlPowerPro
from talent_powerpro.adapters.sql.suspensions import SqlSuspensions
from talent_powerpro.ports.optional import withdrawals_of
from talent_powerpro.ports.withdrawals import Suspensions, Withdrawals


def test_both_stores_offer_both_ports() -> None:
    for kind in (MemoryPowerPro, SqlPowerPro):
        assert all(hasattr(kind, name) for name in actions_of(Withdrawals))
    for memory in (MemorySuspensions, SqlSuspensions):
        assert all(hasattr(memory, name) for name in actions_of(Suspensions))


def test_a_repository_without_the_method_does_not_find_the_withdrawn() -> None:
    powerpro = rto().powerpro
    assert withdrawals_of(powerpro) is not None
    powerpro.withdrawn = None  # type: ignore[assignment,method-assign]
    assert withdrawals_of(powerpro) is None
