"""The ports of updates, found on the shipped repositories."""

from __future__ import annotations

from support.seam import actions_of
from support.the_guide import rto
from talent_powerpro.adapters.memory import MemoryPowerPro
from talent_powerpro.adapters.memory.written_users import MemoryWrittenUsers
from talent_powerpro.adapters.sql import SqlPowerPro
from talent_powerpro.adapters.sql.written_users import SqlWrittenUsers
from talent_powerpro.ports.optional import clients_by_code_of
from talent_powerpro.ports.written_users import ClientsByCode, WrittenUsers


def test_both_stores_offer_both_ports() -> None:
    for kind in (MemoryPowerPro, SqlPowerPro):
        assert all(hasattr(kind, name) for name in actions_of(ClientsByCode))
    for memory in (MemoryWrittenUsers, SqlWrittenUsers):
        assert all(hasattr(memory, name) for name in actions_of(WrittenUsers))


def test_a_repository_without_the_method_reads_no_clients_by_code() -> None:
    powerpro = rto().powerpro
    assert clients_by_code_of(powerpro) is not None
    powerpro.clients_with = None  # type: ignore[assignment,method-assign]
    assert clients_by_code_of(powerpro) is None
