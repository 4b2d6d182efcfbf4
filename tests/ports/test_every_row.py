"""The port for reading the whole of PowerPro, as the adapters offer it."""

from __future__ import annotations

from talent_powerpro.adapters.memory import MemoryPowerPro
from talent_powerpro.adapters.sql import SqlPowerPro
from talent_powerpro.ports.every_row import EveryRow
from talent_powerpro.testing.contracts.port_methods import missing_methods


def test_both_adapters_can_be_read_as_a_whole() -> None:
    for adapter in (MemoryPowerPro, SqlPowerPro):
        assert missing_methods(adapter, EveryRow) == []
