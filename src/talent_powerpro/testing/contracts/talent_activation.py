"""Contract suite of the optional port `TalentActivation`: reactivating a Talent user."""

from __future__ import annotations

import pytest
from attrs import evolve

from talent_powerpro.errors import Refused
from talent_powerpro.model import TalentUser, TalentUserId
from talent_powerpro.ports import TalentActivation, TalentRepository
from talent_powerpro.ports.optional import activation_of
from talent_powerpro.testing.contracts.port_methods import missing_methods
from talent_powerpro.testing.contracts.talent_portals import LEN, NOBODY, PINK, TalentPortals


class TalentActivating(TalentPortals):
    """The part of `TalentActivationContract` that also holds for a rehearsal."""

    def test_it_has_the_method_of_the_port(self) -> None:
        assert missing_methods(self.talent(), TalentActivation) == []

    def test_an_inactive_user_is_active_afterwards_and_nothing_else_changes(self) -> None:
        """The user is read before as well, so a cached answer must be dropped."""
        talent = self.talent()
        before = found(talent, LEN.id)
        assert not before.active
        activating(talent).activate_user(LEN.id)
        assert found(talent, LEN.id) == evolve(before, active=True)

    def test_an_activated_user_is_found_active_by_login_too(self) -> None:
        talent = self.talent()
        talent.user_by_login(LEN.login)
        activating(talent).activate_user(LEN.id)
        by_login = talent.user_by_login(LEN.login)
        assert isinstance(by_login, TalentUser)
        assert by_login.active

    def test_nobody_else_becomes_active(self) -> None:
        talent = self.talent()
        activating(talent).activate_user(PINK.id)
        assert not found(talent, LEN.id).active

    def test_activating_twice_equals_once(self) -> None:
        talent = self.talent()
        activating(talent).activate_user(LEN.id)
        once = found(talent, LEN.id)
        activating(talent).activate_user(LEN.id)
        assert found(talent, LEN.id) == once

    def test_activating_an_active_user_changes_nothing(self) -> None:
        talent = self.talent()
        before = found(talent, PINK.id)
        activating(talent).activate_user(PINK.id)
        assert found(talent, PINK.id) == before


class TalentActivationContract(TalentActivating):
    """Tests that your Talent repository is also a `TalentActivation`.

    `make` is the one of `TalentContract`.
    """

    def test_a_user_who_does_not_exist_is_refused_as_unknown(self) -> None:
        with pytest.raises(Refused) as caught:
            activating(self.talent()).activate_user(NOBODY)
        assert caught.value.reason == "unknown-user"


def activating(talent: TalentRepository) -> TalentActivation:
    """The repository as a `TalentActivation`, found as the agent finds it."""
    offered = activation_of(talent)
    assert offered is not None
    return offered


def found(talent: TalentRepository, user_id: TalentUserId) -> TalentUser:
    user = talent.user_by_id(user_id)
    assert isinstance(user, TalentUser)
    return user
