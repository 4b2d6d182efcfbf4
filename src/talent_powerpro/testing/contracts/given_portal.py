"""Test data of a TalentLMS portal, which a suite asks `make` to set up."""

from __future__ import annotations

from datetime import datetime

from attrs import frozen

from talent_powerpro.model import (
    CustomField,
    TalentCourse,
    TalentCourseId,
    TalentGroupKey,
    TalentUser,
    TalentUserId,
)


@frozen
class GivenProgress:
    """A learner's progress in one Talent unit."""

    user_id: TalentUserId
    course_id: TalentCourseId
    unit_id: str
    label: str
    completed: datetime | None = None
    """Aware, a whole second; ``None``: no completion date."""


@frozen
class GivenPortal:
    """The complete content of a TalentLMS portal."""

    users: tuple[TalentUser, ...] = ()
    """Users, each a learner in the courses of its `enrolments`. The e-mail may be blank."""
    courses: tuple[TalentCourse, ...] = ()
    groups: tuple[TalentGroupKey, ...] = ()
    """Groups without members, and without courses other than `group_courses`."""
    progress: tuple[GivenProgress, ...] = ()
    """Progress of users who are enrolled in the course."""
    custom_fields: tuple[CustomField, ...] = ()
    """The custom fields of a sign-up."""
    group_courses: tuple[tuple[TalentGroupKey, TalentCourseId], ...] = ()
    """Pairs of group and course. TalentLMS enrols each user who joins the group in the course."""
