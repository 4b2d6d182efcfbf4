"""Contract suite of the optional port `TalentUpdates`: changing a Talent user's details."""

from __future__ import annotations

import pytest
from attrs import asdict, evolve

from talent_powerpro.errors import Duplicate, Refused
from talent_powerpro.model import Absent, Ensured, TalentUser, TalentUserId, UserDetails
from talent_powerpro.ports import TalentRepository, TalentUpdates
from talent_powerpro.ports.optional import updates_of
from talent_powerpro.testing.contracts.port_methods import missing_methods
from talent_powerpro.testing.contracts.talent_portals import (
    LEN,
    NOBODY,
    PINK,
    TalentPortals,
)

OTHER = UserDetails("Rosa", "O'Brien-Smith", "rosa+1@pm.me")


class TalentUpdating(TalentPortals):
    """The part of `TalentUpdatesContract` that also holds for a rehearsal."""

    def test_it_has_the_method_of_the_port(self) -> None:
        assert missing_methods(self.talent(), TalentUpdates) == []

    @pytest.mark.parametrize(
        "details",
        [
            OTHER,
            evolve(PINK.details, first_name="Rosa"),
            evolve(PINK.details, last_name="Gómez"),
            evolve(PINK.details, email="rosa@pm.me"),
        ],
    )
    def test_the_details_are_these_afterwards_and_nothing_else_changes(
        self, details: UserDetails
    ) -> None:
        """The user is read before as well, so a cached answer must be dropped."""
        talent = self.talent()
        before = found(talent, PINK.id)
        assert updating(talent).edit_user(before, details) is Ensured.DONE
        assert found(talent, PINK.id) == evolve(before, **asdict(details))

    def test_details_that_the_user_has_already_change_nothing(self) -> None:
        talent = self.talent()
        before = found(talent, PINK.id)
        updating(talent).edit_user(before, before.details)
        assert found(talent, PINK.id) == before

    def test_changing_twice_equals_once(self) -> None:
        talent = self.talent()
        before = found(talent, PINK.id)
        for _ in range(2):
            updating(talent).edit_user(before, OTHER)
        assert found(talent, PINK.id).details == OTHER


class TalentUpdatesContract(TalentUpdating):
    """Tests that your Talent repository is also a `TalentUpdates`.

    `make` is the one of `TalentContract`.
    """

    def test_the_user_is_found_by_the_new_e_mail_and_not_by_the_old_one(self) -> None:
        talent = self.talent()
        before = talent.user_by_email(PINK.email)
        assert isinstance(before, TalentUser)
        updating(talent).edit_user(before, OTHER)
        now = talent.user_by_email(OTHER.email)
        assert isinstance(now, TalentUser)
        assert now.id == PINK.id
        assert isinstance(talent.user_by_email(PINK.email), Absent)
        by_login = talent.user_by_login(PINK.login)
        assert isinstance(by_login, TalentUser)
        assert by_login.details == OTHER

    def test_an_e_mail_that_another_user_has_is_a_duplicate(self) -> None:
        talent = self.talent()
        user = found(talent, LEN.id)
        taken = evolve(user.details, email=PINK.email.upper())
        with pytest.raises(Duplicate):
            updating(talent).edit_user(user, taken)
        assert found(talent, LEN.id) == user

    def test_a_user_who_does_not_exist_is_refused_as_unknown(self) -> None:
        talent = self.talent()
        gone = evolve(found(talent, PINK.id), id=NOBODY)
        with pytest.raises(Refused) as caught:
            updating(talent).edit_user(gone, OTHER)
        assert caught.value.reason == "unknown-user"


def updating(talent: TalentRepository) -> TalentUpdates:
    """The repository as a `TalentUpdates`, found as the agent finds it."""
    offered = updates_of(talent)
    assert offered is not None
    return offered


def found(talent: TalentRepository, user_id: TalentUserId) -> TalentUser:
    user = talent.user_by_id(user_id)
    assert isinstance(user, TalentUser)
    return user
