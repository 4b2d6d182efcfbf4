"""Both systems in dictionaries: the reference implementation of the ports, also for tests."""

from talent_powerpro.adapters.memory.metered import MeteredTalent
from talent_powerpro.adapters.memory.powerpro import MemoryPowerPro
from talent_powerpro.adapters.memory.talent import MemoryTalent

__all__ = ["MemoryPowerPro", "MemoryTalent", "MeteredTalent"]
