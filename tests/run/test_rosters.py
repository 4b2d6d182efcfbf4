"""Rosters and members as a run reads them: what cannot be had stops nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest

from support.the_guide import (
    COURSE_126,
    DONE,
    GROUP,
    TALENT_COURSE,
    USER_7,
    portal,
    portal_with_joana,
)
from talent_powerpro.errors import NoAnswer, Refused, TalentUnusable
from talent_powerpro.model import Absent, RosterEntry, TalentCourseId, TalentEnrolment
from talent_powerpro.ports.talentlms import TalentListings
from talent_powerpro.run.rosters import asked_keys, asked_members, asked_roster, places_in

NOWHERE = TalentCourseId("404")


def listings(fault: Exception | None = None) -> TalentListings:
    talent = portal_with_joana()
    if fault:
        talent.script.raises("roster", fault)
        talent.script.raises("members", fault)
    return talent


def test_a_roster_has_the_course_and_its_entries_by_user() -> None:
    course, roster = asked_roster(listings(), COURSE_126)
    assert course == TALENT_COURSE
    assert roster == {USER_7: RosterEntry(USER_7, percentage=0)}


def test_a_missing_course_is_known_and_has_no_roster() -> None:
    course, roster = asked_roster(listings(), NOWHERE)
    assert isinstance(course, Absent)
    assert roster is None


@pytest.mark.parametrize("fault", [NoAnswer("Lost."), Refused("No.")])
def test_a_roster_or_members_that_cannot_be_had_are_nothing(fault: Exception) -> None:
    lacking = listings(fault)
    assert asked_roster(lacking, COURSE_126) == (None, None)
    assert asked_members(listings(fault), GROUP) == ()


def test_a_portal_that_cannot_be_used_stops_the_run() -> None:
    with pytest.raises(TalentUnusable):
        asked_roster(listings(TalentUnusable("Wrong key.")), COURSE_126)


def test_without_the_port_nothing_is_asked() -> None:
    assert asked_roster(None, COURSE_126) == (None, None)
    assert asked_members(None, GROUP) == ()


def test_members_are_those_of_the_group_and_none_of_a_missing_one() -> None:
    talent = portal_with_joana()
    talent.add_to_group(USER_7, GROUP)
    assert set(asked_members(talent, GROUP)) == {USER_7}
    assert asked_members(portal(), "NOSUCH") == ()  # type: ignore[arg-type]


def test_a_users_places_are_those_of_the_rosters_that_list_them() -> None:
    soon = DONE + timedelta(days=9)
    entry = RosterEntry(USER_7, "instructor", 100, completed_at=DONE, expires_at=soon)
    rosters = {COURSE_126: {USER_7: entry}, NOWHERE: None, TalentCourseId("127"): {}}
    place = TalentEnrolment(COURSE_126, "instructor", completed_at=DONE, expires_at=soon)
    assert places_in(rosters, USER_7) == (place,)


def test_the_keys_of_groups_or_why_they_cannot_be_had() -> None:
    talent = portal()
    faults = NoAnswer("Lost."), Refused("No.")
    talent.script.raises("group_keys", *faults)
    assert [asked_keys(talent) for _ in range(3)] == [*faults, (GROUP,)]
