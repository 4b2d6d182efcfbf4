"""Optional ports, found on a repository by its methods.

They are found by `getattr`, because a host may wrap its repository in a proxy: `isinstance` on a
runtime protocol sees through a proxy on Python 3.11 but not on 3.12.
"""

from __future__ import annotations

from typing import cast

from attrs import fields

from talent_powerpro.ports.enrolment_journal import EnrolmentJournal
from talent_powerpro.ports.every_row import EveryRow
from talent_powerpro.ports.finding import FindsEnrolments
from talent_powerpro.ports.powerpro import (
    ClientEnrolments,
    ExportDates,
    GroupCommit,
    GroupContactLogs,
    OutcomeTable,
    PowerProRepository,
    ResultsByCourse,
    SharedTalentIds,
)
from talent_powerpro.ports.result_scope import ResultScope
from talent_powerpro.ports.state import (
    AgentState,
    AnswersInUse,
    Holds,
    LastLooks,
    RunJournal,
    UnsettledLooks,
)
from talent_powerpro.ports.talentlms import (
    PortalSettings,
    TalentActivation,
    TalentGroupKeys,
    TalentGroups,
    TalentListings,
    TalentQuota,
    TalentRepository,
    TalentSuspension,
    TalentUpdates,
)
from talent_powerpro.ports.undo import UndoesProvisioning
from talent_powerpro.ports.unreadable_state import UnreadableState
from talent_powerpro.ports.withdrawals import Withdrawals
from talent_powerpro.ports.written_users import ClientsByCode


def activation_of(talent: TalentRepository) -> TalentActivation | None:
    """Return *talent* as `TalentActivation`; ``None`` where it cannot activate users."""
    return cast(TalentActivation, talent) if _has(talent, "activate_user") else None


def suspension_of(talent: TalentRepository) -> TalentSuspension | None:
    """Return *talent* as `TalentSuspension`; ``None`` where it takes nobody out of a course."""
    return cast(TalentSuspension, talent) if _has(talent, "unenrol") else None


def updates_of(talent: TalentRepository) -> TalentUpdates | None:
    """Return *talent* as `TalentUpdates`; ``None`` where it cannot change users."""
    return cast(TalentUpdates, talent) if _has(talent, "edit_user") else None


def groups_of(talent: TalentRepository) -> TalentGroups | None:
    """Return *talent* as `TalentGroups`; ``None`` where it cannot list a group's courses."""
    return cast(TalentGroups, talent) if _has(talent, "courses_of_group") else None


def group_keys_of(talent: TalentRepository) -> TalentGroupKeys | None:
    """Return *talent* as `TalentGroupKeys`; ``None`` where it cannot list the groups."""
    return cast(TalentGroupKeys, talent) if _has(talent, "group_keys") else None


def listings_of(talent: TalentRepository) -> TalentListings | None:
    """Return *talent* as `TalentListings`; ``None`` where it reads single users only."""
    found = _has(talent, "listed_users", "roster", "members")
    return cast(TalentListings, talent) if found else None


def quota_of(talent: TalentRepository) -> TalentQuota | None:
    """Return *talent* as `TalentQuota`; ``None`` where it does not know the quota."""
    return cast(TalentQuota, talent) if _has(talent, "quota") else None


def portal_settings_of(talent: TalentRepository) -> PortalSettings | None:
    """Return *talent* as `PortalSettings`; ``None`` where it does not know the portal's."""
    found = _has(talent, "custom_fields", "date_format")
    return cast(PortalSettings, talent) if found else None


def portal_of(talent: TalentRepository) -> str:
    """Return the name of the portal that *talent* calls; blank where it does not say."""
    name = getattr(talent, "portal", "")
    return name if isinstance(name, str) else ""


def every_row_of(powerpro: PowerProRepository) -> EveryRow | None:
    """Return *powerpro* as `EveryRow`; ``None`` where it cannot be read as a whole."""
    found = _has(powerpro, "every_client", "every_course", "every_enrolment")
    return cast(EveryRow, powerpro) if found else None


def group_logs_of(powerpro: PowerProRepository) -> GroupContactLogs | None:
    """Return *powerpro* as `GroupContactLogs`; ``None`` where it cannot add that log."""
    return cast(GroupContactLogs, powerpro) if _has(powerpro, "add_group_log") else None


def undoing_of(powerpro: PowerProRepository) -> UndoesProvisioning | None:
    """Return *powerpro* as `UndoesProvisioning`; ``None`` where it cannot undo a provisioning."""
    return cast(UndoesProvisioning, powerpro) if _has(powerpro, "add_undone_log") else None


def outcome_table_of(powerpro: PowerProRepository) -> OutcomeTable | None:
    """Return *powerpro* as `OutcomeTable`; ``None`` where it does not list its outcomes."""
    return cast(OutcomeTable, powerpro) if _has(powerpro, "outcomes") else None


def results_by_course_of(powerpro: PowerProRepository) -> ResultsByCourse | None:
    """Return *powerpro* as `ResultsByCourse`; ``None`` where it cannot read by course."""
    methods = ("provisioned_courses", "provisioned_enrolments_in")
    return cast(ResultsByCourse, powerpro) if _has(powerpro, *methods) else None


def result_scope_of(powerpro: PowerProRepository) -> ResultScope | None:
    """Return *powerpro* as `ResultScope`; ``None`` where it cannot leave out closed enrolments."""
    methods = (
        *("courses_in_scope", "rows_in_scope", "not_in_scope", "closed_between"),
        *("enrolments_with", "unit_codes_in"),
    )
    return cast(ResultScope, powerpro) if _has(powerpro, *methods) else None


def client_enrolments_of(powerpro: PowerProRepository) -> ClientEnrolments | None:
    """Return *powerpro* as `ClientEnrolments`; ``None`` where it cannot read by client."""
    found = _has(powerpro, "provisioned_enrolments_of")
    return cast(ClientEnrolments, powerpro) if found else None


def shared_talent_ids_of(powerpro: PowerProRepository) -> SharedTalentIds | None:
    """Return *powerpro* as `SharedTalentIds`; ``None`` where it asks for one Talent user only."""
    return cast(SharedTalentIds, powerpro) if _has(powerpro, "shared_talent_ids") else None


def finding_of(powerpro: PowerProRepository) -> FindsEnrolments | None:
    """Return *powerpro* as `FindsEnrolments`; ``None`` where it cannot find by client."""
    found = _has(powerpro, "every_client", "enrolments_of")
    return cast(FindsEnrolments, powerpro) if found else None


def withdrawals_of(powerpro: PowerProRepository) -> Withdrawals | None:
    """Return *powerpro* as `Withdrawals`; ``None`` where it cannot find withdrawn enrolments."""
    return cast(Withdrawals, powerpro) if _has(powerpro, "withdrawn") else None


def clients_by_code_of(powerpro: PowerProRepository) -> ClientsByCode | None:
    """Return *powerpro* as `ClientsByCode`; ``None`` where it cannot read some clients alone."""
    return cast(ClientsByCode, powerpro) if _has(powerpro, "clients_with") else None


def enrolments_by_course_of(powerpro: PowerProRepository) -> ExportDates | None:
    """Return *powerpro* as `ExportDates`; ``None`` where it cannot list a course's enrolments."""
    return cast(ExportDates, powerpro) if _has(powerpro, "enrolments_in") else None


def group_commit_of(powerpro: PowerProRepository) -> GroupCommit | None:
    """Return *powerpro* as `GroupCommit`; ``None`` where each write has its own transaction."""
    return cast(GroupCommit, powerpro) if _has(powerpro, "group_commit") else None


def unreadable_state_of(journal: RunJournal) -> UnreadableState | None:
    """Return *journal* as `UnreadableState`; ``None`` where it cannot leave rows out."""
    return cast(UnreadableState, journal) if _has(journal, "take_unreadable") else None


def answers_in_use_of(holds: Holds) -> AnswersInUse | None:
    """Return *holds* as `AnswersInUse`; ``None`` where it does not remember which runs need."""
    return cast(AnswersInUse, holds) if _has(holds, "answers_used") else None


def unsettled_looks_of(last_looks: LastLooks) -> UnsettledLooks | None:
    """Return *last_looks* as `UnsettledLooks`; ``None`` where it cannot leave out settled ones."""
    found = _has(last_looks, "seen_in_scope", "left_unsettled", "not_seen_in_scope")
    return cast(UnsettledLooks, last_looks) if found else None


def enrolment_journal_of(journal: RunJournal) -> EnrolmentJournal | None:
    """Return *journal* as `EnrolmentJournal`; ``None`` where it cannot find an enrolment's."""
    return cast(EnrolmentJournal, journal) if _has(journal, "entries_of") else None


def state_of(powerpro: PowerProRepository) -> AgentState:
    """Return the agent state that *powerpro* keeps; an empty one where it has no ``state``."""
    found = getattr(powerpro, "state", None)
    if isinstance(found, AgentState):
        return found
    # A proxied repository returns a proxied state, which is no AgentState but has its fields.
    parts = [part.name for part in fields(AgentState)]
    if not all(hasattr(found, name) for name in parts):
        return AgentState()
    return AgentState(**{name: getattr(found, name) for name in parts})


def _has(repository: object, *methods: str) -> bool:
    return all(callable(getattr(repository, method, None)) for method in methods)
