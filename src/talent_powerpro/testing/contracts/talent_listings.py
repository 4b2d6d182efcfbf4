"""Contract suite of the optional port `TalentListings`: many users with one call."""

from __future__ import annotations

from attrs import evolve

from talent_powerpro.model import Absent, TalentGroupKey, TalentRoster, TalentUser
from talent_powerpro.ports import TalentListings, TalentRepository
from talent_powerpro.ports.optional import group_keys_of, listings_of
from talent_powerpro.testing.contracts.given_portal import GivenProgress
from talent_powerpro.testing.contracts.port_methods import missing_methods
from talent_powerpro.testing.contracts.talent_groups import NUTS
from talent_powerpro.testing.contracts.talent_portals import (
    CLOSED,
    COMPLETED,
    FRUIT,
    LEN,
    NOWHERE,
    PINK,
    PORTAL,
    WEB,
    TalentPortals,
)


class TalentListingsContract(TalentPortals):
    """Tests that your Talent repository is also a `TalentListings`.

    `make` is the one of `TalentContract`.
    """

    def test_it_has_every_method_of_the_port(self) -> None:
        assert missing_methods(self.talent(), TalentListings) == []

    # --- users --------------------------------------------------------------------

    def test_a_page_lists_all_users_without_their_courses(self) -> None:
        """Inactive ones, and those without an e-mail, too."""
        listed = {user.id: user for user in listings(self.talent()).listed_users(100, 1)}
        for given in (PINK, LEN):
            user = listed[given.id]
            shown = (user.login, user.first_name, user.last_name, user.email, user.active)
            assert shown == (
                given.login,
                given.first_name,
                given.last_name,
                given.email,
                given.active,
            )
            assert user.enrolments is None

    def test_pages_follow_each_other_until_an_empty_one(self) -> None:
        talent = listings(self.talent())
        everyone = [user.id for user in talent.listed_users(100, 1)]
        found: list[TalentUser] = []
        number = 1
        while page := talent.listed_users(1, number):
            assert len(page) == 1
            found += page
            number += 1
        assert sorted(user.id for user in found) == sorted(everyone)
        assert listings(self.talent()).listed_users(100, 2) == ()

    # --- rosters ------------------------------------------------------------------

    def test_a_roster_has_the_course_with_its_units(self) -> None:
        assert roster_of(self.talent()).course == WEB

    def test_a_roster_lists_everybody_in_the_course_with_role_and_percentage(self) -> None:
        (entry,) = roster_of(self.talent()).entries
        assert (entry.user_id, entry.role) == (PINK.id, "learner")
        assert entry.percentage is not None
        assert 0 < entry.percentage < 100
        assert entry.completed_at is None

    def test_a_completed_course_has_100_percent(self) -> None:
        done = tuple(
            GivenProgress(PINK.id, WEB.id, unit.id, "Completed", COMPLETED)
            for unit in WEB.units
            if not unit.is_section
        )
        (entry,) = roster_of(self.talent(evolve(PORTAL, progress=done))).entries
        assert entry.percentage == 100

    def test_enrolling_adds_to_the_roster(self) -> None:
        talent = self.talent()
        talent.enrol(LEN.id, WEB.id)
        assert {entry.user_id for entry in roster_of(talent).entries} == {PINK.id, LEN.id}

    def test_a_course_without_users_has_an_empty_roster(self) -> None:
        found = listings(self.talent()).roster(CLOSED.id)
        assert isinstance(found, TalentRoster)
        assert found.entries == ()
        assert not found.course.active

    def test_a_course_that_does_not_exist_is_absent(self) -> None:
        assert isinstance(listings(self.talent()).roster(NOWHERE), Absent)

    # --- members ------------------------------------------------------------------

    def test_the_members_of_a_group_are_those_who_joined(self) -> None:
        talent = self.talent(evolve(PORTAL, groups=(NUTS, FRUIT)))
        assert not members_of(talent, FRUIT)
        talent.add_to_group(LEN.id, FRUIT)
        assert set(members_of(talent, FRUIT)) == {LEN.id}
        assert not members_of(talent, NUTS)

    def test_the_members_are_the_same_once_the_keys_were_read(self) -> None:
        talent = self.talent()
        keys = group_keys_of(talent)
        assert keys is None or list(keys.group_keys()) == [FRUIT]
        talent.add_to_group(LEN.id, FRUIT)
        assert set(members_of(talent, FRUIT)) == {LEN.id}

    def test_a_group_that_does_not_exist_is_absent(self) -> None:
        assert isinstance(listings(self.talent()).members(TalentGroupKey("nobodys")), Absent)


def listings(talent: TalentRepository) -> TalentListings:
    """The repository as a `TalentListings`, found as the agent finds it."""
    offered = listings_of(talent)
    assert offered is not None
    return offered


def roster_of(talent: TalentRepository) -> TalentRoster:
    """The roster of the course `WEB`, which must exist."""
    found = listings(talent).roster(WEB.id)
    assert isinstance(found, TalentRoster)
    return found


def members_of(talent: TalentRepository, key: TalentGroupKey) -> tuple[str, ...]:
    """The members of the group, which must exist."""
    found = listings(talent).members(key)
    assert not isinstance(found, Absent)
    return tuple(found)
