"""Rosters of Talent courses, and keys and members of Talent groups, where they can be had."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TypeAlias

from talent_powerpro.errors import NoAnswer, Refused
from talent_powerpro.model import (
    Absent,
    RosterEntry,
    TalentCourse,
    TalentCourseId,
    TalentEnrolment,
    TalentGroupKey,
    TalentUserId,
)
from talent_powerpro.ports.talentlms import TalentGroupKeys, TalentListings

Roster: TypeAlias = Mapping[TalentUserId, RosterEntry]
"""The entries of a Talent course's roster by user."""


def asked_roster(
    listings: TalentListings | None, course_id: TalentCourseId
) -> tuple[TalentCourse | Absent | None, Roster | None]:
    """Ask for a course's roster. Returns the course and its roster, as far as they can be had."""
    if listings is None:
        return None, None
    try:
        found = listings.roster(course_id)
    except (NoAnswer, Refused):
        # No reason to stop: each enrolment is then asked about by itself.
        return None, None
    if isinstance(found, Absent):
        return found, None
    return found.course, {entry.user_id: entry for entry in found.entries}


def asked_members(
    listings: TalentListings | None, group_key: TalentGroupKey
) -> Collection[TalentUserId]:
    """Ask who is in a group. Nobody where that cannot be had: joining is safe to repeat."""
    if listings is None:
        return ()
    try:
        found = listings.members(group_key)
    except (NoAnswer, Refused):
        return ()
    return () if isinstance(found, Absent) else found


def asked_keys(group_keys: TalentGroupKeys) -> Sequence[TalentGroupKey] | NoAnswer | Refused:
    """Ask for the keys of all groups. Returns the fault where they cannot be had."""
    try:
        return group_keys.group_keys()
    except (NoAnswer, Refused) as fault:
        return fault


def places_in(
    rosters: Mapping[TalentCourseId, Roster | None], user_id: TalentUserId
) -> tuple[TalentEnrolment, ...]:
    """The user's enrolments in the courses of these rosters."""
    found = ((course_id, (roster or {}).get(user_id)) for course_id, roster in rosters.items())
    return tuple(
        TalentEnrolment(course_id, entry.role, entry.completed_at, entry.expires_at)
        for course_id, entry in found
        if entry
    )
