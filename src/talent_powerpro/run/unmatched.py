"""Completed Talent units that no row answers to, gathered from a stage's enrolments."""

from __future__ import annotations

from collections.abc import Iterable

from attrs import evolve, field, mutable

from talent_powerpro.flows.results import Fetched
from talent_powerpro.model import CourseCode, Enrolment, UnitProgress
from talent_powerpro.records.look import Look, UnmatchedUnit
from talent_powerpro.records.report import Student, Unmatched
from talent_powerpro.records.topics import topic
from talent_powerpro.records.work_lists import DismissalKey, ListName
from talent_powerpro.rules.rules import Rules
from talent_powerpro.run.news import News


@mutable
class UnmatchedUnits:
    """The unmatched Talent units of a stage, each once for a PowerPro course."""

    rules: Rules
    other_items: set[str] = field(factory=set)
    """The ids of other completed items, such as a welcome video."""
    _students: dict[tuple[str, str, str], list[Student]] = field(factory=dict)
    """By course, name and id of the unit."""

    def add(self, enrolment: Enrolment, fetched: Fetched) -> None:
        """Take in what one enrolment's progress shows."""
        self.other_items |= {unit.id for unit in fetched.other_items}
        units = (unmatched_unit(each, self.rules) for each in fetched.unmatched)
        self._add(enrolment.course.code, student_of(enrolment), units)

    def add_remembered(self, look: Look, there: tuple[CourseCode, Student] | None) -> None:
        """Take in what the last look at an enrolment showed, which was not asked about.

        *there* is its course and student; ``None`` where the look names no Talent unit.
        """
        self.other_items.update(look.other_items)
        if there:
            self._add(*there, look.unmatched)

    def _add(self, course: CourseCode, student: Student, units: Iterable[UnmatchedUnit]) -> None:
        for unit in units:
            if dismissal_key(student.enrolment_id, unit) in self.rules.dismissed:
                continue
            key = (course, unit.name, unit.unit_id)
            self._students.setdefault(key, []).append(evolve(student, completed=unit.completed))

    def entries(self) -> tuple[Unmatched, ...]:
        """Return an entry for each Talent unit, in order of course and name."""
        return tuple(
            Unmatched(course, unit_id, name, tuple(self._students[course, name, unit_id]))
            for course, name, unit_id in sorted(self._students)
        )


def unmatched_unit(progress: UnitProgress, rules: Rules) -> UnmatchedUnit:
    """Return what is remembered of a completed Talent unit that no row answers to."""
    completed = rules.local_date(progress.completed) if progress.completed else None
    return UnmatchedUnit(progress.unit.id, progress.unit.name, completed)


def dismissal_key(enrolment_id: str, unit: UnmatchedUnit) -> DismissalKey:
    """Return the key by which a person dismisses the unit for that enrolment."""
    return ListName.UNMATCHED, enrolment_id, f"{unit.unit_id} {unit.name}"


def student_of(enrolment: Enrolment) -> Student:
    """The student of an enrolment, for a list."""
    client = enrolment.client
    return Student(enrolment.id, client.code, client.name)


def mark_new_unmatched(entries: Iterable[Unmatched], news: News) -> tuple[Unmatched, ...]:
    """Mark the Talent units that no earlier run listed for the course."""
    topics = {
        topic(f"unmatched: {each.course_code}: {each.unit_id}: {each.unit_name}"): each
        for each in entries
    }
    new = news.new(topics.keys())
    return tuple(evolve(each, new=key in new) for key, each in topics.items())
