"""The integration agent between PowerPro and TalentLMS: enrolments out, results back.

Give an `Agent` a PowerPro repository, a Talent repository and the RTO's time zone. `Agent.run`
provisions enrolments that are due and fetches results; `Agent.plan` returns what it would write.
"""

from talent_powerpro.agent import Agent
from talent_powerpro.errors import TalentPowerProError
from talent_powerpro.ports import PowerProRepository, TalentRepository
from talent_powerpro.ports.state import RunJournal, SyncLogStore
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
