"""The ports to TalentLMS, and what stands in where an optional one is not offered."""

from __future__ import annotations

from collections.abc import Callable
from inspect import signature

import pytest

from support.sandboxed import client_over
from support.seam import actions_of
from support.the_guide import COURSE_126, GROUP, JOANA_7, USER_7
from talent_powerpro.adapters.memory import MemoryTalent
from talent_powerpro.adapters.talentlms import TalentLMS
from talent_powerpro.errors import Refused
from talent_powerpro.ports.talentlms import (
    NamedPortal,
    NoActivation,
    NoGroupKeys,
    NoGroups,
    NoSuspension,
    NoUpdates,
    TalentActivation,
    TalentGroupKeys,
    TalentGroups,
    TalentListings,
    TalentRepository,
    TalentSide,
    TalentSuspension,
    TalentUpdates,
)
from talent_powerpro.sandbox import Sandbox, guide_portal


@pytest.mark.parametrize("repository", [MemoryTalent, TalentLMS])
@pytest.mark.parametrize("port", [TalentSide, TalentListings])
def test_each_method_is_called_as_its_port_says(port: type, repository: type) -> None:
    for method in actions_of(port):
        wished = list(signature(getattr(port, method)).parameters)
        assert list(signature(getattr(repository, method)).parameters) == wished, method


def test_flows_may_ask_the_repository_and_its_optional_ports() -> None:
    users = (TalentActivation, TalentSuspension, TalentUpdates)
    ports = (TalentRepository, *users, TalentGroups, TalentGroupKeys)
    assert actions_of(TalentSide) == frozenset().union(*map(actions_of, ports))


@pytest.mark.parametrize(
    "ask",
    [
        lambda: NoActivation().activate_user(USER_7),
        lambda: NoSuspension().unenrol(USER_7, COURSE_126),
        lambda: NoUpdates().edit_user(JOANA_7, JOANA_7.details),
        lambda: NoGroupKeys().group_keys(),
    ],
)
def test_what_no_repository_offers_is_refused(ask: Callable[[], object]) -> None:
    with pytest.raises(Refused) as refused:
        ask()
    assert refused.value.reason == "not-offered"


def test_where_no_repository_knows_a_group_it_brings_no_courses() -> None:
    assert NoGroups().courses_of_group(GROUP) == ()


def test_the_client_names_its_portal_without_a_call() -> None:
    sandbox = Sandbox(guide_portal())
    with client_over(sandbox) as talent:
        assert isinstance(talent, NamedPortal)
        assert talent.portal == "powerpro.talentlms.com"
    assert sandbox.calls == ()
