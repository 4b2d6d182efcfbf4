"""The suite that proves what Talent groups bring, by its port `TalentGroups`."""

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
"""`FRUIT` brings two courses, `NUTS` none."""


class TalentGroupsContract(TalentPortals):
    """Proves that a Talent repository of yours is a `TalentGroups` too.

    `make` is that of `TalentContract`.
    """

    def test_it_has_the_method_of_the_port(self) -> None:
        assert missing_methods(self.talent(), TalentGroups) == []

    def test_the_courses_of_a_group_are_told_by_id_and_name(self) -> None:
        brought = brought_by(self.talent(BRINGING), FRUIT)
        assert {each.id: each.name for each in brought} == {
            WEB.id: WEB.name,
            SAFETY.id: SAFETY.name,
        }

    def test_their_units_are_not_told(self) -> None:
        assert {each.units for each in brought_by(self.talent(BRINGING), FRUIT)} == {()}

    def test_they_are_those_that_joining_enrols_in(self) -> None:
        talent = self.talent(BRINGING)
        brought = brought_by(talent, FRUIT)
        talent.add_to_group(LEN.id, FRUIT)
        assert {talent.enrol(LEN.id, each.id) for each in brought} == {Ensured.ALREADY}

    def test_a_group_without_courses_brings_none(self) -> None:
        assert brought_by(self.talent(BRINGING), NUTS) == ()

    def test_a_group_that_does_not_exist_is_absent(self) -> None:
        """Where there are others, and where there is none."""
        for portal in (BRINGING, evolve(PORTAL, groups=())):
            talent = self.talent(portal)
            assert isinstance(groups_of(talent).courses_of_group(NOBODYS), Absent)

    def test_asking_adds_nobody(self) -> None:
        talent = self.talent(BRINGING)
        brought_by(talent, FRUIT)
        assert isinstance(talent.progress(LEN.id, SAFETY.id), NotEnrolled)
        assert talent.add_to_group(LEN.id, FRUIT) is Ensured.DONE


def groups_of(talent: TalentRepository) -> TalentGroups:
    """The same repository as what can tell of groups."""
    offered = offered_groups(talent)
    assert offered is not None
    return offered


def brought_by(talent: TalentRepository, key: TalentGroupKey) -> tuple[TalentCourse, ...]:
    """What the group brings; it has to exist."""
    brought = groups_of(talent).courses_of_group(key)
    assert not isinstance(brought, Absent)
    return tuple(brought)
