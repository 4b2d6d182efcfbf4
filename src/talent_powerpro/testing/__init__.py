"""Test support for hosts: contract suites, Hypothesis strategies, fault injection, a probe.

To test a repository, inherit its contract suite and define `make`. The module
`talent_powerpro.testing.strategies` has a strategy for each value of the model. A probe checks
the answers of a real portal. Needs the extra ``testing``.
"""
# ruff: noqa: E402  # pytest must know the suites before they are imported

from pkgutil import iter_modules

import pytest

from talent_powerpro.testing import contracts

# Otherwise a failing assert of a suite would not show its values: pytest rewrites only asserts
# in test files.
pytest.register_assert_rewrite(
    *(suite.name for suite in iter_modules(contracts.__path__, f"{contracts.__name__}."))
)

from talent_powerpro.adapters.talentlms.probe.reads import Landmarks, ProbedPortal, probe
from talent_powerpro.adapters.talentlms.probe.report import Finding, ProbeReport
from talent_powerpro.adapters.talentlms.probe.writes import WriteReport, probe_writes
from talent_powerpro.testing.contracts.client_enrolments import ClientEnrolmentsContract
from talent_powerpro.testing.contracts.engagement import EngagementContract
from talent_powerpro.testing.contracts.every_row import EveryRowContract
from talent_powerpro.testing.contracts.evidence import EvidenceStoreContract
from talent_powerpro.testing.contracts.export_dates import ExportDatesContract
from talent_powerpro.testing.contracts.finding import FindsEnrolmentsContract
from talent_powerpro.testing.contracts.forgetting import ForgetsClientsContract
from talent_powerpro.testing.contracts.given_portal import GivenPortal, GivenProgress
from talent_powerpro.testing.contracts.group_commit import GroupCommitContract
from talent_powerpro.testing.contracts.group_contact_logs import GroupContactLogsContract
from talent_powerpro.testing.contracts.holds import HoldsContract
from talent_powerpro.testing.contracts.last_looks import LastLooksContract
from talent_powerpro.testing.contracts.linked_clients import (
    LinkedClientsContract,
    SharedTalentIdsContract,
)
from talent_powerpro.testing.contracts.looks import LooksContract
from talent_powerpro.testing.contracts.portal_binding import PortalBindingContract
from talent_powerpro.testing.contracts.portal_settings import PortalSettingsContract
from talent_powerpro.testing.contracts.powerpro import PowerProContract
from talent_powerpro.testing.contracts.rehearsed import (
    RehearsedPowerProContract,
    RehearsedTalentContract,
)
from talent_powerpro.testing.contracts.result_scope import ResultScopeContract
from talent_powerpro.testing.contracts.run_journal import RunJournalContract
from talent_powerpro.testing.contracts.run_lock import RunLockContract
from talent_powerpro.testing.contracts.suspensions import SuspensionsContract
from talent_powerpro.testing.contracts.sync_log import SyncLogStoreContract
from talent_powerpro.testing.contracts.talent import TalentContract
from talent_powerpro.testing.contracts.talent_activation import TalentActivationContract
from talent_powerpro.testing.contracts.talent_group_keys import TalentGroupKeysContract
from talent_powerpro.testing.contracts.talent_groups import TalentGroupsContract
from talent_powerpro.testing.contracts.talent_listings import TalentListingsContract
from talent_powerpro.testing.contracts.talent_quota import TalentQuotaContract
from talent_powerpro.testing.contracts.talent_suspension import TalentSuspensionContract
from talent_powerpro.testing.contracts.talent_updates import TalentUpdatesContract
from talent_powerpro.testing.contracts.tries import TriesContract
from talent_powerpro.testing.contracts.undo import UndoesProvisioningContract
from talent_powerpro.testing.contracts.unreadable_rows import UnreadableRowsContract
from talent_powerpro.testing.contracts.unsettled_looks import UnsettledLooksContract
from talent_powerpro.testing.contracts.verified_links import VerifiedLinksContract
from talent_powerpro.testing.contracts.withdrawals import WithdrawalsContract
from talent_powerpro.testing.contracts.work_lists import WorkListsContract
from talent_powerpro.testing.contracts.written_users import (
    ClientsByCodeContract,
    WrittenUsersContract,
)
from talent_powerpro.testing.faults.interception import Around, intercepted
from talent_powerpro.testing.faults.script import CrashAt, Killed, Script, raising
from talent_powerpro.testing.stepped import Stepped

__all__ = [
    "Around",
    "ClientEnrolmentsContract",
    "ClientsByCodeContract",
    "CrashAt",
    "EngagementContract",
    "EveryRowContract",
    "EvidenceStoreContract",
    "ExportDatesContract",
    "Finding",
    "FindsEnrolmentsContract",
    "ForgetsClientsContract",
    "GivenPortal",
    "GivenProgress",
    "GroupCommitContract",
    "GroupContactLogsContract",
    "HoldsContract",
    "Killed",
    "Landmarks",
    "LastLooksContract",
    "LinkedClientsContract",
    "LooksContract",
    "PortalBindingContract",
    "PortalSettingsContract",
    "PowerProContract",
    "ProbeReport",
    "ProbedPortal",
    "RehearsedPowerProContract",
    "RehearsedTalentContract",
    "ResultScopeContract",
    "RunJournalContract",
    "RunLockContract",
    "Script",
    "SharedTalentIdsContract",
    "Stepped",
    "SuspensionsContract",
    "SyncLogStoreContract",
    "TalentActivationContract",
    "TalentContract",
    "TalentGroupKeysContract",
    "TalentGroupsContract",
    "TalentListingsContract",
    "TalentQuotaContract",
    "TalentSuspensionContract",
    "TalentUpdatesContract",
    "TriesContract",
    "UndoesProvisioningContract",
    "UnreadableRowsContract",
    "UnsettledLooksContract",
    "VerifiedLinksContract",
    "WithdrawalsContract",
    "WorkListsContract",
    "WriteReport",
    "WrittenUsersContract",
    "intercepted",
    "probe",
    "probe_writes",
    "raising",
]
