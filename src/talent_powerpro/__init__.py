"""The integration agent between PowerPro and TalentLMS: enrolments out, results back.

Give an `Agent` a PowerPro repository, a Talent repository and the RTO's time zone. `Agent.run`
provisions enrolments that are due and fetches results; `Agent.plan` returns what it would write.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from talent_powerpro.agent import Agent
    from talent_powerpro.errors import TalentPowerProError
    from talent_powerpro.ports.powerpro import PowerProRepository
    from talent_powerpro.ports.state import RunJournal, SyncLogStore
    from talent_powerpro.ports.talentlms import TalentRepository
    from talent_powerpro.records.plan import Plan
    from talent_powerpro.records.record import Record, RecordStatus
    from talent_powerpro.records.report import RunReport
    from talent_powerpro.records.write import Write
    from talent_powerpro.rules.policy import Policy
    from talent_powerpro.views.tab import TalentTab, talent_tab, unit_outcome

__all__ = [
    "Agent",
    "Plan",
    "Policy",
    "PowerProRepository",
    "Record",
    "RecordStatus",
    "RunJournal",
    "RunReport",
    "SyncLogStore",
    "TalentPowerProError",
    "TalentRepository",
    "TalentTab",
    "Write",
    "talent_tab",
    "unit_outcome",
]

_MODULES = {
    "Agent": "agent",
    "Plan": "records.plan",
    "Policy": "rules.policy",
    "PowerProRepository": "ports.powerpro",
    "Record": "records.record",
    "RecordStatus": "records.record",
    "RunJournal": "ports.state",
    "RunReport": "records.report",
    "SyncLogStore": "ports.state",
    "TalentPowerProError": "errors",
    "TalentRepository": "ports.talentlms",
    "TalentTab": "views.tab",
    "Write": "records.write",
    "talent_tab": "views.tab",
    "unit_outcome": "views.tab",
}
"""The modules of the names in `__all__`. They are loaded at first use, because every import of
a module inside this package runs this file first, and most need a few of them or none."""


def __getattr__(name: str) -> Any:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
