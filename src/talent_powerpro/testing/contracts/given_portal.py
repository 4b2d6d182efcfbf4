"""The portal that a Talent suite runs against, as values."""

from __future__ import annotations

from datetime import datetime

from attrs import frozen

from talent_powerpro.model import (
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
    """A whole TalentLMS, as a suite wants to find it."""

    users: tuple[TalentUser, ...] = ()
    """In the courses of their `enrolments`, as learners; the e-mail may be blank."""
    courses: tuple[TalentCourse, ...] = ()
    groups: tuple[TalentGroupKey, ...] = ()
    """Without members, and without courses but for `group_courses`."""
    progress: tuple[GivenProgress, ...] = ()
    """Of users who are in the course."""
    group_courses: tuple[tuple[TalentGroupKey, TalentCourseId], ...] = ()
    """Which group brings which course: whoever joins the group is enrolled in it."""
