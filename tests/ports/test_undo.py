"""The port for undoing a provisioning, as the adapters offer it."""

from __future__ import annotations

from talent_powerpro.adapters.memory import MemoryPowerPro
from talent_powerpro.adapters.sql import SqlPowerPro
from talent_powerpro.ports.undo import UndoesProvisioning
from talent_powerpro.testing.contracts.port_methods import missing_methods


def test_both_adapters_undo_a_provisioning() -> None:
    for adapter in (MemoryPowerPro, SqlPowerPro):
        assert missing_methods(adapter, UndoesProvisioning) == []
