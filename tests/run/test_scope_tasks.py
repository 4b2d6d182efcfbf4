"""The tasks of one Talent course over narrow rows."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import evolve

from support.the_guide import COURSE, TODAY, provisioned, rules, unit
from talent_powerpro.adapters.memory import MemoryPowerPro
from talent_powerpro.adapters.memory.state import MemoryLastLooks, MemoryTries
from talent_powerpro.model import CourseCode, EnrolmentId
from talent_powerpro.records.links import Linkage
from talent_powerpro.records.record import StageName
from talent_powerpro.rules.unit_codes import code_text
from talent_powerpro.run.read_ahead import ReadAhead
from talent_powerpro.run.results_work import ResultsWork
from talent_powerpro.run.scope_tasks import Tasks, in_scope
from talent_powerpro.run.tasks import Task


class Counted(MemoryPowerPro):
    """PowerPro that counts the courses whose unit codes are asked for. It leaves out empty ones."""

    asked: Sequence[tuple[CourseCode, ...]] = ()

    def unit_codes_in(self, course_codes):  # type: ignore[no-untyped-def]
        self.asked = (*self.asked, tuple(course_codes))
        found = super().unit_codes_in(course_codes)
        return {course: codes for course, codes in found.items() if codes}


def test_the_unit_codes_of_a_course_are_read_once_and_only_where_a_task_is_made() -> None:
    there = provisioned(unit())
    powerpro, links = Counted([there]), list[int]()

    def known(enrolments):  # type: ignore[no-untyped-def]
        links.append(len(list(enrolments)))
        return lambda enrolment: Linkage(enrolment.client.code)

    def task(enrolment, flow, most_calls):  # type: ignore[no-untyped-def]
        flows.append(flow.args)
        return Task(StageName.RESULTS, enrolment, flow, most_calls)

    flows = list[tuple[object, ...]]()
    looks, tries = MemoryLastLooks(), MemoryTries()
    work = ResultsWork(rules(), TODAY, looks, tries, known, task, None, None, ReadAhead())
    tasks = Tasks(work, powerpro)
    tasks.add([])
    assert not powerpro.asked
    tasks.add([in_scope(there)])
    tasks.add([in_scope(there)])
    assert list(powerpro.asked) == [(COURSE.code,)]
    assert links == [1, 1]
    assert [*tasks.made] == [EnrolmentId(there.id)]
    # Each task has the codes of its course and the link of its client.
    assert (
        flows == [(there, rules(), TODAY, {code_text("ICTWEB304")}, Linkage(there.client.code))] * 2
    )
    tasks.add([in_scope(evolve(there, course=evolve(COURSE, code=CourseCode("EMPTY"))))])
    assert flows[-1][3] == frozenset()
