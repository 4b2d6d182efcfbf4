"""Completion of a course: computed from its units, and advanced by a learner's progress.

Pure: rows in, rows out.
"""

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
"""Labels that carry no completion date unless one is given."""


@frozen
class CourseStanding:
    """The words for a course's completion (API sheet, sections 4.2 and 8)."""

    word: str
    label: str


NOT_STARTED = CourseStanding("not_attempted", "Not started")
INCOMPLETE = CourseStanding("incomplete", "Incomplete")
COMPLETED = CourseStanding("completed", "Completed")


def percentage(course: PortalCourse, enrolment: PortalEnrolment) -> int:
    """Complete units out of all that can be completed, rounded; 100 means all of them.

    A course without units stays at 0.
    """
    units = course.lessons
    done = sum(1 for p in map(enrolment.progress_in, units) if p and p.is_complete)
    if not units or done == len(units):
        return 100 if units else 0
    return min(99, round(100 * done / len(units)))


def standing(course: PortalCourse, enrolment: PortalEnrolment) -> CourseStanding:
    if percentage(course, enrolment) == 100:
        return COMPLETED
    return INCOMPLETE if enrolment.progress else NOT_STARTED


def settled(enrolment: PortalEnrolment, course: PortalCourse) -> PortalEnrolment:
    """The enrolment with the course's own completion date as its units have it.

    Once complete, a course keeps its date although a unit is completed again later
    (recorded: a unit's date may be later than its course's).
    """
    if percentage(course, enrolment) < 100:
        return evolve(enrolment, completed=None)
    dates = [progress.at for progress in enrolment.progress if progress.at]
    return evolve(enrolment, completed=enrolment.completed or max(dates, default=None))


def advanced(
    enrolment: PortalEnrolment, course: PortalCourse, progress: PortalProgress
) -> PortalEnrolment:
    """The enrolment after progress in one unit, in place of earlier progress in it."""
    others = tuple(p for p in enrolment.progress if p.unit_id != progress.unit_id)
    attempted = progress.label.casefold() != "not attempted"
    return settled(evolve(enrolment, progress=(*others, progress) if attempted else others), course)


def completion_date(label: str, at: datetime | None, now: datetime) -> datetime | None:
    """The date that progress carries: *at*, or *now* for a label that carries a date."""
    return at if at or label.casefold() in UNDATED else now


def units_named(course: PortalCourse, unit: str) -> tuple[PortalUnit, ...]:
    """The units of that id, else those whose name's first word it is. Never a section."""
    by_id = tuple(u for u in course.lessons if u.id == unit)
    return by_id or tuple(u for u in course.lessons if first_word(u.name) == unit.casefold())


def first_word(name: str) -> str:
    """Of a unit's name, without punctuation at its ends and without case."""
    words = name.split()
    return words[0].strip(":;-,.()[]–—").casefold() if words else ""
