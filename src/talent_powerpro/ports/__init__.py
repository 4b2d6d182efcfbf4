"""The protocols that a host implements: both systems, the agent's state, and run listeners."""

from talent_powerpro.ports.enrolment_journal import EnrolmentJournal
from talent_powerpro.ports.every_row import EveryRow
from talent_powerpro.ports.finding import FindsEnrolments
from talent_powerpro.ports.forgetting import ForgetsClients
from talent_powerpro.ports.powerpro import (
    ClientEnrolments,
    ExportDates,
    GroupCommit,
    GroupContactLogs,
    LinkedClients,
    OutcomeTable,
    PowerProRepository,
    ResultsByCourse,
    SharedTalentIds,
)
from talent_powerpro.ports.result_scope import ResultScope
from talent_powerpro.ports.run_listener import RunListener
from talent_powerpro.ports.state import AgentState
from talent_powerpro.ports.talentlms import (
    NamedPortal,
    PortalSettings,
    TalentActivation,
    TalentGroupKeys,
    TalentGroups,
    TalentListings,
    TalentQuota,
    TalentRepository,
    TalentSide,
    TalentSuspension,
    TalentUpdates,
)
from talent_powerpro.ports.undo import UndoesProvisioning
from talent_powerpro.ports.unreadable_state import UnreadableState
from talent_powerpro.ports.withdrawals import Withdrawals
from talent_powerpro.ports.written_users import ClientsByCode

__all__ = [
    "AgentState",
    "ClientEnrolments",
    "ClientsByCode",
    "EnrolmentJournal",
    "EveryRow",
    "ExportDates",
    "FindsEnrolments",
    "ForgetsClients",
    "GroupCommit",
    "GroupContactLogs",
    "LinkedClients",
    "NamedPortal",
    "OutcomeTable",
    "PortalSettings",
    "PowerProRepository",
    "ResultScope",
    "ResultsByCourse",
    "RunListener",
    "SharedTalentIds",
    "TalentActivation",
    "TalentGroupKeys",
    "TalentGroups",
    "TalentListings",
    "TalentQuota",
    "TalentRepository",
    "TalentSide",
    "TalentSuspension",
    "TalentUpdates",
    "UndoesProvisioning",
    "UnreadableState",
    "Withdrawals",
]
