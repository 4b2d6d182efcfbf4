"""The memory of an enrolment that the agent suspended in TalentLMS."""

from __future__ import annotations

from collections.abc import Iterable

from attrs import field, frozen

from talent_powerpro.model import EnrolmentId, TalentCourseId, TalentUserId


def _courses(values: Iterable[TalentCourseId]) -> tuple[TalentCourseId, ...]:
    return tuple(values)


@frozen
class Suspension:
    """A withdrawn enrolment whose Talent user was taken out of its Talent courses."""

    enrolment_id: EnrolmentId
    user_id: TalentUserId
    course_ids: tuple[TalentCourseId, ...] = field(default=(), converter=_courses)
    """The Talent courses that the user left for this enrolment."""
    whole: bool = True
    """Whether the enrolment has no further Talent course to leave. False where another enrolment
    needs one of them."""
    settled: bool = True
    """False from before the first call until the last one was answered. Then nobody knows whether
    the user is in the courses, so that both a withdrawal and a return are carried out again."""
