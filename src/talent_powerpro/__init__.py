"""The integration agent between PowerPro and TalentLMS: enrolments out, results back.

Give an `Agent` a PowerPro repository, a Talent repository and the RTO's time zone; `Agent.run`
provisions what is due and fetches what was completed, `Agent.plan` says what it would do.
"""

from talent_powerpro.agent import Agent
from talent_powerpro.errors import TalentPowerProError
from talent_powerpro.memory_ports import RunJournal, SyncLogStore
from talent_powerpro.plan import Plan
from talent_powerpro.policy import Policy
from talent_powerpro.ports import PowerProRepository, TalentRepository
from talent_powerpro.record import Outcome, Record
from talent_powerpro.report import RunReport
from talent_powerpro.tab import TalentTab, talent_tab, unit_outcome

__all__ = [
    "Agent",
    "Outcome",
    "Plan",
    "Policy",
    "PowerProRepository",
    "Record",
    "RunJournal",
    "RunReport",
    "SyncLogStore",
    "TalentPowerProError",
    "TalentRepository",
    "TalentTab",
    "talent_tab",
    "unit_outcome",
]
