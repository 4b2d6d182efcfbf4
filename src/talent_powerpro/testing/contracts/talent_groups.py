"""Contract suite of the optional port `TalentGroups`: the courses of a Talent group."""

from __future__ import annotations

from typing import Final

from attrs import evolve

from talent_powerpro.model import (
    Absent,
    Ensured,
    NotEnrolled,
    TalentCourse,
    TalentCourseId,
    TalentGroupKey,
)
from talent_powerpro.ports import TalentGroups, TalentRepository
from talent_powerpro.ports.optional import groups_of as offered_groups
from talent_powerpro.testing.contracts.port_methods import missing_methods
from talent_powerpro.testing.contracts.talent_portals import FRUIT, LEN, PORTAL, WEB, TalentPortals

SAFETY: Final = TalentCourse(TalentCourseId("128"), "Work safely & well – 'WHS'")
NUTS: Final = TalentGroupKey("NUTS")
NOBODYS: Final = TalentGroupKey("nobodys")
BRINGING: Final = evolve(
    PORTAL,
    courses=(*PORTAL.courses, SAFETY),
    groups=(NUTS, FRUIT),
    group_courses=((FRUIT, WEB.id), (FRUIT, SAFETY.id)),
)
"""The group `FRUIT` has two courses, `NUTS` has none."""


class TalentGroupsContract(TalentPortals):
    """Tests that your Talent repository is also a `TalentGroups`.

    `make` is the one of `TalentContract`.
    """

    def test_it_has_the_method_of_the_port(self) -> None:
        assert missing_methods(self.talent(), TalentGroups) == []

    def test_the_courses_of_a_group_are_returned_with_id_and_name(self) -> None:
        brought = brought_by(self.talent(BRINGING), FRUIT)
        assert {each.id: each.name for each in brought} == {
            WEB.id: WEB.name,
            SAFETY.id: SAFETY.name,
        }

    def test_the_courses_of_a_group_are_returned_without_units(self) -> None:
        assert {each.units for each in brought_by(self.talent(BRINGING), FRUIT)} == {()}

    def test_joining_a_group_enrols_the_user_in_its_courses(self) -> None:
        talent = self.talent(BRINGING)
        brought = brought_by(talent, FRUIT)
        talent.add_to_group(LEN.id, FRUIT)
        assert {talent.enrol(LEN.id, each.id) for each in brought} == {Ensured.ALREADY}

    def test_a_group_without_courses_returns_no_courses(self) -> None:
        assert brought_by(self.talent(BRINGING), NUTS) == ()

    def test_a_group_that_does_not_exist_is_absent(self) -> None:
        """In a portal with other groups, and in one without any."""
        for portal in (BRINGING, evolve(PORTAL, groups=())):
            talent = self.talent(portal)
            assert isinstance(groups_of(talent).courses_of_group(NOBODYS), Absent)

    def test_reading_the_courses_of_a_group_adds_no_member(self) -> None:
        talent = self.talent(BRINGING)
        brought_by(talent, FRUIT)
        assert isinstance(talent.progress(LEN.id, SAFETY.id), NotEnrolled)
        assert talent.add_to_group(LEN.id, FRUIT) is Ensured.DONE


def groups_of(talent: TalentRepository) -> TalentGroups:
    """The repository as a `TalentGroups`, found as the agent finds it."""
    offered = offered_groups(talent)
    assert offered is not None
    return offered


def brought_by(talent: TalentRepository, key: TalentGroupKey) -> tuple[TalentCourse, ...]:
    """The courses of the group, which must exist."""
    brought = groups_of(talent).courses_of_group(key)
    assert not isinstance(brought, Absent)
    return tuple(brought)
