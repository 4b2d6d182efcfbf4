"""Completion of a course, computed from its units and a learner's progress. Pure."""

from __future__ import annotations

from datetime import datetime

from attrs import evolve, frozen

from talent_powerpro.sandbox.portal.portal import (
    PortalCourse,
    PortalEnrolment,
    PortalProgress,
    PortalUnit,
)

UNDATED = frozenset({"not attempted", "in progress", "pending"})
"""Labels without a completion date, unless one is given."""


@frozen
class CourseStanding:
    """Completion of a course: the word of one answer, the label of another.

    API facts: ``not_attempted`` and "Not started" are recorded.
    """

    word: str
    label: str


NOT_STARTED = CourseStanding("not_attempted", "Not started")
INCOMPLETE = CourseStanding("incomplete", "Incomplete")
COMPLETED = CourseStanding("completed", "Completed")


def percentage(course: PortalCourse, enrolment: PortalEnrolment) -> int:
    """Percentage of a course's completed units, rounded. 100 means all of them.

    0 for a course without units.
    """
    units = course.lessons
    done = sum(1 for p in map(enrolment.progress_in, units) if p and p.is_complete)
    if not units or done == len(units):
        return 100 if units else 0
    return min(99, round(100 * done / len(units)))


def standing(course: PortalCourse, enrolment: PortalEnrolment) -> CourseStanding:
    """The course's completion in TalentLMS's words."""
    if percentage(course, enrolment) == 100:
        return COMPLETED
    return INCOMPLETE if enrolment.progress else NOT_STARTED


def settled(enrolment: PortalEnrolment, course: PortalCourse) -> PortalEnrolment:
    """The enrolment with the course's completion date, from the dates of its units.

    A course that is complete keeps its date if a unit is completed again. API fact (recorded): a
    unit's date may be later than its course's.
    """
    if percentage(course, enrolment) < 100:
        return evolve(enrolment, completed=None)
    dates = [progress.at for progress in enrolment.progress if progress.at]
    return evolve(enrolment, completed=enrolment.completed or max(dates, default=None))


def advanced(
    enrolment: PortalEnrolment, course: PortalCourse, progress: PortalProgress
) -> PortalEnrolment:
    """The enrolment with new progress in one unit, which replaces the earlier progress."""
    others = tuple(p for p in enrolment.progress if p.unit_id != progress.unit_id)
    attempted = progress.label.casefold() != "not attempted"
    return settled(evolve(enrolment, progress=(*others, progress) if attempted else others), course)


def completion_date(label: str, at: datetime | None, now: datetime) -> datetime | None:
    """The date of progress: *at*, else *now*, else ``None`` for a label without a date."""
    return at if at or label.casefold() in UNDATED else now


def units_named(course: PortalCourse, unit: str) -> tuple[PortalUnit, ...]:
    """The units with that id, or else with that first word in the name. Never a section."""
    by_id = tuple(u for u in course.lessons if u.id == unit)
    return by_id or tuple(u for u in course.lessons if first_word(u.name) == unit.casefold())


def first_word(name: str) -> str:
    """The first word of a unit's name, casefolded, without punctuation at its ends."""
    words = name.split()
    return words[0].strip(":;-,.()[]–—").casefold() if words else ""
