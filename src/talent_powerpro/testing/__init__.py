"""For hosts: suites that prove an adapter, strategies for the model, faults on purpose, a
probe of a portal.

Inherit a contract, define `make`, and pytest does the rest; `talent_powerpro.testing.strategies`
has a Hypothesis strategy for each of the model's values. Needs the extra ``testing``.
"""
# ruff: noqa: E402  # pytest has to know of the suites before they are imported

import pytest

# So that a failing assert of a suite shows its values, as those in a test file do.
pytest.register_assert_rewrite(
    *(
        f"{__name__}.{suite}"
        for suite in (
            "export_dates_contract",
            "hold_releases_contract",
            "linked_clients_contract",
            "portal_memory_contract",
            "powerpro_contract",
            "powerpro_edits",
            "powerpro_reads",
            "powerpro_stores",
            "powerpro_writes",
            "rehearsed",
            "run_journal_contract",
            "run_lock_contract",
            "sync_log_contract",
            "talent_activation_contract",
            "talent_contract",
            "talent_groups_contract",
            "talent_portals",
            "talent_reads",
            "talent_refusals",
            "talent_writes",
        )
    )
)

from talent_powerpro.testing.export_dates_contract import ExportDatesContract
from talent_powerpro.testing.faults import CrashAt, Killed, Script, raising
from talent_powerpro.testing.given_portal import GivenPortal, GivenProgress
from talent_powerpro.testing.hold_releases_contract import HoldReleasesContract
from talent_powerpro.testing.interception import (
    Around,
    InterceptedJournal,
    InterceptedPowerPro,
    InterceptedTalent,
)
from talent_powerpro.testing.linked_clients_contract import LinkedClientsContract
from talent_powerpro.testing.portal_memory_contract import PortalMemoryContract
from talent_powerpro.testing.powerpro_contract import PowerProContract
from talent_powerpro.testing.probe_report import Finding, ProbeReport
from talent_powerpro.testing.probing import Landmarks, ProbedPortal, probe
from talent_powerpro.testing.probing_writes import WriteReport, probe_writes
from talent_powerpro.testing.rehearsed import RehearsedPowerProContract, RehearsedTalentContract
from talent_powerpro.testing.run_journal_contract import RunJournalContract
from talent_powerpro.testing.run_lock_contract import RunLockContract
from talent_powerpro.testing.stepped import Stepped
from talent_powerpro.testing.sync_log_contract import SyncLogStoreContract
from talent_powerpro.testing.talent_activation_contract import TalentActivationContract
from talent_powerpro.testing.talent_contract import TalentContract
from talent_powerpro.testing.talent_groups_contract import TalentGroupsContract

__all__ = [
    "Around",
    "CrashAt",
    "ExportDatesContract",
    "Finding",
    "GivenPortal",
    "GivenProgress",
    "HoldReleasesContract",
    "InterceptedJournal",
    "InterceptedPowerPro",
    "InterceptedTalent",
    "Killed",
    "Landmarks",
    "LinkedClientsContract",
    "PortalMemoryContract",
    "PowerProContract",
    "ProbeReport",
    "ProbedPortal",
    "RehearsedPowerProContract",
    "RehearsedTalentContract",
    "RunJournalContract",
    "RunLockContract",
    "Script",
    "Stepped",
    "SyncLogStoreContract",
    "TalentActivationContract",
    "TalentContract",
    "TalentGroupsContract",
    "WriteReport",
    "probe",
    "probe_writes",
    "raising",
]
