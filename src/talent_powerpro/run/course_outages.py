"""Talent courses that do not answer: when their records wait, and when the run stops.

One broken Talent course must not keep the records of all others from being worked on. Only
where more than one course gives no answer is TalentLMS itself the likely cause.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from attrs import field, mutable

from talent_powerpro.errors import Deferred, NoAnswer, TalentUnusable
from talent_powerpro.flows.drivers import Ended
from talent_powerpro.model import Course, talent_number
from talent_powerpro.records.record import Remark
from talent_powerpro.records.step import Call, Event, Side
from talent_powerpro.run.tasks import Ending, Task


@mutable
class CourseOutages:
    """The Talent courses of one phase of a stage that gave no answer for *limit* records in a row.

    Records of one course are counted in the order in which they end, whatever other records end
    between them.
    """

    limit: int
    down: dict[str, None] = field(factory=dict)
    """The courses that do not answer, as people know them."""
    _unanswered: Counter[str] = field(factory=Counter)
    """By course, its records in a row without an answer."""
    _courses_since: dict[str, None] = field(factory=dict)
    """The courses that had a record without an answer since TalentLMS last answered."""
    _down_since: dict[str, None] = field(factory=dict)
    """Those of them that are down by now."""
    _records_since: int = 0

    def deferral(self, task: Task) -> Deferred | None:
        """The reason not to ask for this record; ``None`` if its course answers."""
        course = named(task.enrolment.course)
        if course not in self.down:
            return None
        return Deferred(
            f"{course} gave no answer for {self.limit} records in a row, so TalentLMS was not "
            "asked for this one.",
            reason="course-not-answering",
            remedy=f"The next run tries again. If it goes on, open {course} in TalentLMS > "
            "Courses, and ask TalentLMS support if it does not open.",
        )

    def ended(self, ended: Ended[Task, Ending]) -> Remark | None:
        """Count a record that has ended. Returns a remark if its course is down from now on.

        Raises `TalentUnusable` where the run has to stop.
        """
        course = named(ended.record.enrolment.course)
        if not isinstance(ended.fault, NoAnswer):
            # A record for which nothing was asked says nothing about TalentLMS.
            if is_answered(ended.events):
                self._answered(course)
            return None
        self._unanswered[course] += 1
        self._records_since += 1
        self._courses_since[course] = None
        goes_down = self._unanswered[course] >= self.limit and course not in self.down
        if goes_down:
            self.down[course] = self._down_since[course] = None
        if self._is_outage:
            raise self._outage(ended.fault)
        return self._remark(course) if goes_down else None

    def _answered(self, course: str) -> None:
        self._unanswered[course] = self._records_since = 0
        self._courses_since.clear()
        self._down_since.clear()

    @property
    def _is_outage(self) -> bool:
        # Many courses with few records each never have *limit* records in a row. Without the
        # second line an outage would be waited out once for each of them.
        return len(self._down_since) > 1 or (
            len(self._courses_since) > 1 and self._records_since >= 2 * self.limit
        )

    def _outage(self, fault: NoAnswer) -> TalentUnusable:
        courses = self._down_since if len(self._down_since) > 1 else self._courses_since
        return TalentUnusable(
            f"TalentLMS did not answer for {self._records_since} records in a row, of "
            f"{_listed(_in_order(courses))}: {fault}",
            remedy="Nothing is lost. Run again when TalentLMS answers.",
        )

    def _remark(self, course: str) -> Remark:
        return Remark(
            "course-not-answering",
            f"{course} gave no answer for {self.limit} records in a row, so its other records wait "
            f"for the next run. Open {course} in TalentLMS > Courses, and ask TalentLMS support if "
            "it does not open.",
        )


def named(course: Course) -> str:
    """The Talent course of a PowerPro course, as people know it."""
    number = talent_number(course.talent_course_id)
    return f"Talent course {number}" if number else f"The Talent course of {course.code}"


def is_answered(events: Iterable[Event]) -> bool:
    """Whether TalentLMS gave an answer, be it a refusal, to any call of a record."""
    return any(
        isinstance(event.step, Call)
        and event.step.side is Side.TALENT
        and not isinstance(event.fault, NoAnswer)
        for event in events
    )


def _listed(courses: Iterable[str]) -> str:
    *before, last = courses
    return " and ".join(filter(None, (", ".join(before), last)))


def _in_order(courses: Iterable[str]) -> list[str]:
    """As people count them: overlapping calls fail in any order, and 9 stands before 10."""
    return sorted(courses, key=lambda course: (len(course), course))
