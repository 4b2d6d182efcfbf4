"""The tasks of one Talent course, made from whole enrolments as these are read."""

from __future__ import annotations

from collections.abc import Iterable

from attrs import field, frozen

from talent_powerpro.model import CourseCode, Enrolment, EnrolmentId
from talent_powerpro.ports.result_scope import ResultScope
from talent_powerpro.rules.unit_codes import code_text
from talent_powerpro.run.results_work import ResultsWork
from talent_powerpro.run.tasks import Task
from talent_powerpro.run.watched import Watched


@frozen
class Tasks:
    """The tasks of one Talent course, with what they need of its PowerPro courses."""

    work: ResultsWork
    port: ResultScope
    made: dict[EnrolmentId, Task] = field(factory=dict)
    _codes: dict[CourseCode, frozenset[str]] = field(factory=dict)

    def add(self, there: Iterable[Watched]) -> None:
        """Make the tasks of these enrolments. The links of all their clients are one query."""
        watched = list(there)
        if not watched:
            return
        lacking = {each.enrolment.course.code for each in watched} - self._codes.keys()
        found = self.port.unit_codes_in(lacking) if lacking else {}
        for course in lacking:
            texts = map(code_text, found.get(course, ()))
            self._codes[course] = frozenset(filter(None, texts))
        known = self.work.known(each.enrolment for each in watched)
        for each in watched:
            enrolment = each.enrolment
            codes = self._codes[enrolment.course.code]
            self.made[enrolment.id] = self.work.task_of(each, codes, known(enrolment))


def in_scope(enrolment: Enrolment) -> Watched:
    """An enrolment in scope, of which everything else is dealt with."""
    return Watched(enrolment, True, None, None, None)
