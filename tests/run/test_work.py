"""The work of a stage: the enrolments taken together, and those left over."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from attrs import evolve

from support.scripted import ByCourse, ById, ScriptedPowerPro
from support.the_guide import COURSE, PINK, TODAY, enrolment, provisioned, rules, unit
from talent_powerpro.adapters.memory.state import (
    MemoryJournal,
    MemoryLastLooks,
    MemoryTries,
    MemoryVerifiedLinks,
)
from talent_powerpro.model import Course, CourseCode, Enrolment, EnrolmentId
from talent_powerpro.records.last_look import Completion, LastLook
from talent_powerpro.records.record import StageName
from talent_powerpro.run.tasks import WorkFound
from talent_powerpro.run.work import StageWork

OTHER = evolve(COURSE, code=CourseCode("ICT-2"), talent_course_id=" 0126 ")
"""Another PowerPro course with the same Talent course, typed differently."""
FRUIT = evolve(COURSE, code=CourseCode("FRUIT"), talent_course_id="127")


def booked(number: str, course: Course = COURSE, **changes: Any) -> Enrolment:
    """A provisioned enrolment with one unit."""
    there = provisioned(unit(), course=course, id=EnrolmentId(number), **changes)
    return evolve(there, units=(evolve(unit(), enrolment_id=EnrolmentId(number)),))


MIXED = (booked("1"), booked("2", FRUIT), booked("3", OTHER), booked("4", FRUIT))


def work(looks: MemoryLastLooks | None = None) -> StageWork:
    links = MemoryVerifiedLinks()
    return StageWork(
        rules(), MemoryJournal(), TODAY, links, "", looks or MemoryLastLooks(), MemoryTries()
    )


def results(powerpro: ScriptedPowerPro) -> WorkFound:
    return work().of(StageName.RESULTS, powerpro)


def ids(found: WorkFound) -> list[list[str]]:
    """The enrolments of each batch that has any."""
    batches = [[task.enrolment.id for task in batch.tasks] for batch in found.batches]
    return [[*batch] for batch in batches if batch]


def test_results_go_one_talent_course_at_a_time_however_it_was_typed() -> None:
    assert ids(results(ById(MIXED))) == [["1", "3"], ["2", "4"]]
    assert ids(results(ByCourse(MIXED))) == [["1", "3"], ["2", "4"]]


def test_a_repository_that_reads_by_course_is_read_by_course_only() -> None:
    powerpro = ByCourse(MIXED)
    ids(results(powerpro))
    assert powerpro.script.asked == [f"in {COURSE.code} {OTHER.code}", f"in {FRUIT.code}"]


def test_enrolments_without_a_talent_course_id_are_taken_together_and_fail_alone() -> None:
    blank, odd = (evolve(COURSE, code=CourseCode(c), talent_course_id=c) for c in ("", "x"))
    for kind in (ScriptedPowerPro, ByCourse):
        assert ids(results(kind([booked("1", blank), booked("2", odd)]))) == [["1", "2"]]


def test_the_total_is_known_where_each_enrolment_was_read_before() -> None:
    assert results(ById(MIXED)).total == 4
    assert results(ByCourse(MIXED)).total is None


def test_enrolments_that_were_not_taken_are_named_and_not_read_again() -> None:
    powerpro = ById(MIXED)
    found = results(powerpro)
    next(found.batches)
    assert [task.enrolment.id for task in next(found.batches).tasks] == ["1", "3"]
    asked = list(powerpro.script.asked)
    assert list(found.unread()) == ["2", "4"]
    assert powerpro.script.asked == asked


def test_enrolments_that_were_not_taken_are_named_by_a_repository_that_reads_by_course() -> None:
    found = results(ByCourse(MIXED))
    next(found.batches)
    assert list(found.unread()) == ["2", "4"]
    assert list(found.unread()) == []


def test_an_enrolment_that_is_deleted_before_its_turn_is_passed_over() -> None:
    class Forgets(ScriptedPowerPro):
        def enrolment(self, enrolment_id: EnrolmentId) -> Enrolment | None:
            return None if enrolment_id == "3" else super().enrolment(enrolment_id)

    assert ids(results(Forgets(MIXED))) == [["1"], ["2", "4"]]


def test_an_enrolment_that_left_the_scope_yesterday_is_looked_at_once_more() -> None:
    yesterday = TODAY.today - timedelta(days=1)
    closed = booked("5", FRUIT, withdrawal_date=yesterday)
    for kind in (ScriptedPowerPro, ByCourse):
        assert "5" in [each for some in ids(results(kind([*MIXED, closed]))) for each in some]


def test_an_enrolment_that_left_the_scope_with_nothing_open_is_not_looked_at() -> None:
    done = booked("5", withdrawal_date=TODAY.today - timedelta(days=1))
    done = evolve(done, units=tuple(evolve(each, outcome="20") for each in done.units))
    for kind in (ScriptedPowerPro, ByCourse):
        batches = list(results(kind([done])).batches)
        assert not any(batch.tasks or batch.closed for batch in batches)


def test_completions_without_a_result_are_found_with_the_batches() -> None:
    closed = booked("5", FRUIT, withdrawal_date=TODAY.today)
    found = (Completion(closed.units[0].id, "ICTWEB304", TODAY.today),)
    looks = MemoryLastLooks()
    looks.remember([LastLook(closed.id, TODAY.today, TODAY.today, found)])
    for kind in (ScriptedPowerPro, ByCourse):
        batches = work(looks).of(StageName.RESULTS, kind([*MIXED, closed])).batches
        assert [each.enrolment_id for batch in batches for each in batch.closed] == ["5"]


def test_what_a_run_remembers_is_found_with_the_batches() -> None:
    for kind in (ScriptedPowerPro, ByCourse):
        seen = [each.enrolment_id for batch in results(kind(MIXED)).batches for each in batch.seen]
        assert sorted(seen) == ["1", "2", "3", "4"]


def test_provisioning_is_one_batch_with_nothing_left_unread() -> None:
    powerpro = ScriptedPowerPro([enrolment("1"), enrolment("2", PINK)])
    found = work().of(StageName.PROVISIONING, powerpro)
    (batch,) = found.batches
    assert [(task.enrolment.id, task.most_calls) for task in batch.tasks] == [("1", 10), ("2", 10)]
    assert list(found.unread()) == []
