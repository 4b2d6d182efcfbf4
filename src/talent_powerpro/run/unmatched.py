"""Completed Talent units that no row answers to, gathered from a stage's enrolments."""

from __future__ import annotations

from collections.abc import Iterable

from attrs import evolve, field, mutable

from talent_powerpro.flows.results import Fetched
from talent_powerpro.model import Enrolment
from talent_powerpro.records.look import Look
from talent_powerpro.records.report import Student, Unmatched
from talent_powerpro.records.topics import topic
from talent_powerpro.run.news import News


@mutable
class UnmatchedUnits:
    """The unmatched Talent units of a stage, each once for a PowerPro course."""

    other_items: set[str] = field(factory=set)
    """The ids of other completed items, such as a welcome video."""
    _students: dict[tuple[str, str, str], list[Student]] = field(factory=dict)

    def add(self, enrolment: Enrolment, fetched: Fetched) -> None:
        """Take in what one enrolment's progress shows."""
        self.other_items |= {unit.id for unit in fetched.other_items}
        self._add(enrolment, ((unit.id, unit.name) for unit in fetched.unmatched))

    def add_remembered(self, enrolment: Enrolment, look: Look) -> None:
        """Take in what the last look at an enrolment showed, which was not asked about."""
        self.other_items.update(look.other_items)
        self._add(enrolment, look.unmatched)

    def _add(self, enrolment: Enrolment, units: Iterable[tuple[str, str]]) -> None:
        client = enrolment.client
        for unit_id, name in units:
            key = (enrolment.course.code, unit_id, name)
            student = Student(enrolment.id, client.code, client.name)
            self._students.setdefault(key, []).append(student)

    def entries(self) -> tuple[Unmatched, ...]:
        """Return an entry for each Talent unit, in order of course and name."""
        return tuple(
            Unmatched(course, unit_id, name, tuple(students))
            for (course, unit_id, name), students in sorted(
                self._students.items(), key=lambda each: (each[0][0], each[0][2], each[0][1])
            )
        )


def mark_new_unmatched(entries: Iterable[Unmatched], news: News) -> tuple[Unmatched, ...]:
    """Mark the Talent units that no earlier run listed for the course."""
    topics = {
        topic(f"unmatched: {each.course_code}: {each.unit_id}: {each.unit_name}"): each
        for each in entries
    }
    new = news.new(topics.keys())
    return tuple(evolve(each, new=key in new) for key, each in topics.items())
