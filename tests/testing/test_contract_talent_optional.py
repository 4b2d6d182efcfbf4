"""The shipped Talent repositories pass the contracts of the optional ports."""

from __future__ import annotations

from typing import cast

from attrs import evolve

from support.testing.portals_to_prove import in_process, memory_talent, sandbox, talentlms
from talent_powerpro.adapters.memory import MemoryPowerPro, MeteredTalent
from talent_powerpro.adapters.memory.state import MemoryJournal
from talent_powerpro.model import Ensured
from talent_powerpro.ports import TalentRepository, TalentSide
from talent_powerpro.run.rehearsal import Rehearsal
from talent_powerpro.run.talent_cache import TalentCache
from talent_powerpro.testing import (
    GivenPortal,
    PortalSettingsContract,
    TalentActivationContract,
    TalentGroupKeysContract,
    TalentGroupsContract,
    TalentListingsContract,
    TalentQuotaContract,
    TalentSuspensionContract,
    TalentUpdatesContract,
)
from talent_powerpro.testing.contracts.talent_activation import TalentActivating
from talent_powerpro.testing.contracts.talent_portals import JOANA, PORTAL
from talent_powerpro.testing.contracts.talent_suspension import TalentSuspending
from talent_powerpro.testing.contracts.talent_updates import TalentUpdating


def known(talent: TalentSide) -> TalentCache:
    return TalentCache(
        talent,
        activation=talent,
        suspension=talent,
        updates=talent,
        groups=talent,
        group_keys=talent,
    )


class OverMemory:
    def make(self, portal: GivenPortal) -> TalentSide:
        return memory_talent(portal)


class OverTheSandbox:
    def make(self, portal: GivenPortal) -> TalentSide:
        return talentlms(in_process(sandbox(portal)))


class OverTheCache:
    def make(self, portal: GivenPortal) -> TalentRepository:
        return known(OverTheSandbox().make(portal))


class OverARehearsal(OverTheSandbox):
    """A rehearsal sends no write to TalentLMS, so the performance finds refusals."""

    def talent(self, portal: GivenPortal = PORTAL) -> TalentRepository:
        return (
            Rehearsal(MemoryPowerPro(), known(self.make(portal)), MemoryJournal())
            .for_record()
            .talent
        )


class TestMemoryActivates(OverMemory, TalentActivationContract):
    """Dictionaries."""


class TestTalentLMSActivates(OverTheSandbox, TalentActivationContract):
    """The API's own calls."""


class TestKnownTalentActivates(OverTheCache, TalentActivationContract):
    """The API's own calls, behind the cache of a run."""


class TestRehearsalActivates(OverARehearsal, TalentActivating):
    """Planned over the API's own reads."""


class TestMemorySuspends(OverMemory, TalentSuspensionContract):
    """Dictionaries."""


class TestTalentLMSSuspends(OverTheSandbox, TalentSuspensionContract):
    """The API's own calls."""


class TestKnownTalentSuspends(OverTheCache, TalentSuspensionContract):
    """The API's own calls, behind the cache of a run."""


class TestRehearsalSuspends(OverARehearsal, TalentSuspending):
    """Planned over the API's own reads."""


class TestMemoryUpdates(OverMemory, TalentUpdatesContract):
    """Dictionaries."""


class TestTalentLMSUpdates(OverTheSandbox, TalentUpdatesContract):
    """The API's own calls."""


class TestKnownTalentUpdates(OverTheCache, TalentUpdatesContract):
    """The API's own calls, behind the cache of a run."""


class TestRehearsalUpdates(OverARehearsal, TalentUpdating):
    """Planned over the API's own reads."""


class TestMemoryTellsOfGroups(OverMemory, TalentGroupsContract):
    """Dictionaries."""


class TestTalentLMSTellsOfGroups(OverTheSandbox, TalentGroupsContract):
    """The API's own calls."""


class TestKnownTalentTellsOfGroups(OverTheCache, TalentGroupsContract):
    """The API's own calls, behind the cache of a run."""


class TestMemoryListsGroups(OverMemory, TalentGroupKeysContract):
    """Dictionaries."""


class TestTalentLMSListsGroups(OverTheSandbox, TalentGroupKeysContract):
    """The API's own call."""


class TestKnownTalentListsGroups(OverTheCache, TalentGroupKeysContract):
    """The API's own calls, behind the cache of a run."""


class TestMemoryLists(OverMemory, TalentListingsContract):
    """Dictionaries."""


class TestTalentLMSLists(OverTheSandbox, TalentListingsContract):
    """The API's own calls."""


class TestMemoryHasSettings(OverMemory, PortalSettingsContract):
    """Dictionaries."""


class TestTalentLMSHasSettings(OverTheSandbox, PortalSettingsContract):
    """The API's own calls."""


class TestMeteredHasAQuota(TalentQuotaContract):
    def make(self, portal: GivenPortal) -> TalentRepository:
        return cast(TalentRepository, MeteredTalent(memory_talent(portal), 100))


class TestTalentLMSHasAQuota(OverTheSandbox, TalentQuotaContract):
    """The API's own call."""


def test_both_portals_join_the_group_of_a_sign_up() -> None:
    """TalentLMS takes the group's id, which the list of groups shows."""
    for talent in (OverMemory().make(PORTAL), OverTheSandbox().make(PORTAL)):
        (key,) = talent.group_keys()
        user = talent.create_user(evolve(JOANA, group_key=key))
        assert talent.add_to_group(user.id, key) is Ensured.ALREADY
