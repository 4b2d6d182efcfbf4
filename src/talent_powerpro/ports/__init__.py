"""What the agent asks of others: the protocols that a host implements."""

from talent_powerpro.ports.powerpro import ExportDates, LinkedClients, PowerProRepository
from talent_powerpro.ports.talentlms import (
    NamedPortal,
    TalentActivation,
    TalentGroups,
    TalentRepository,
    TalentSide,
)

__all__ = [
    "ExportDates",
    "LinkedClients",
    "NamedPortal",
    "PowerProRepository",
    "TalentActivation",
    "TalentGroups",
    "TalentRepository",
    "TalentSide",
]
