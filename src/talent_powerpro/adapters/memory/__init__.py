"""Both systems in dictionaries: the reference for every port docstring, and for tests."""

from talent_powerpro.adapters.memory.lock import MemoryRunLock
from talent_powerpro.adapters.memory.powerpro import MemoryPowerPro
from talent_powerpro.adapters.memory.talent import MemoryTalent

__all__ = ["MemoryPowerPro", "MemoryRunLock", "MemoryTalent"]
