"""What a run remembers of its answers."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import UTC, datetime
from typing import Any

from attrs import evolve

from support.counted import CountedCollege, results_college
from support.the_guide import PERTH, careful
from talent_powerpro.adapters.memory.state import MemoryLooks
from talent_powerpro.errors import RecordFault
from talent_powerpro.model import Enrolment, EnrolmentId, TalentCourseId, TalentUnit, TalentUserId
from talent_powerpro.records.look import Look
from talent_powerpro.records.record import RecordStatus, StageName, record_of
from talent_powerpro.rules.rules import Rules
from talent_powerpro.run.remembering import MANY, Remembering
from talent_powerpro.run.tasks import Task
from talent_powerpro.run.waiting import WaitFacts

ONE = EnrolmentId("0")


def look_of(college: CountedCollege) -> Look | None:
    assert college.state.looks is not None
    return college.state.looks.looked_at([ONE]).get(ONE)


def complete(college: CountedCollege, *units: str) -> None:
    for each in units:
        college.talent.talent.complete(
            TalentUserId("1000"), TalentCourseId("126"), each, college.now
        )


def test_a_quiet_answer_is_remembered_with_what_roster_and_powerpro_had() -> None:
    college = results_college(2, 1)
    college.run()
    look = look_of(college)
    assert look is not None
    assert (look.user_id, look.course_id, look.percentage) == ("1000", "126", 0)
    assert look.answered_at == college.now


def test_after_a_write_the_look_has_the_units_as_written() -> None:
    college = results_college(2, 1)
    college.run()
    before = look_of(college)
    complete(college, "ICTWEB304")
    college.run()
    after = look_of(college)
    assert before is not None
    assert after is not None
    assert after.facts != before.facts
    assert after.percentage == 33
    assert college.calls() == 1


def test_a_plan_remembers_nothing() -> None:
    college = results_college(2, 1)
    college.plan()
    assert look_of(college) is None


def test_a_result_that_was_held_is_no_quiet_answer() -> None:
    college = evolve(results_college(2, 1), policy=careful())
    complete(college, "ICTWEB304")
    college.run()
    assert look_of(college) is None


def test_unmatched_units_stay_in_the_list_while_nobody_is_asked() -> None:
    """And a wrong name that is still there is not new again."""
    college = results_college(2, 1)
    course = college.talent.talent.courses[TalentCourseId("126")]
    named = (TalentUnit("90", "ICTWEB999 Old code"), TalentUnit("91", "Welcome"))
    college.talent.talent.put_course(evolve(course, units=(*course.units, *named)))
    complete(college, "90", "91")
    first = college.run().lists
    assert [each.unit_id for each in first.unmatched] == ["90"]
    assert first.other_items == 1
    assert college.calls() == 1
    second = college.run().lists
    assert [evolve(each, new=True) for each in second.unmatched] == list(first.unmatched)
    assert second.other_items == 1
    assert not second.unmatched[0].new


# --- the parts that a run reaches rarely ------------------------------------------


class Store:
    """A store whose enrolments are gone or unreadable."""

    def __init__(self, *found: Any) -> None:
        self._found: list[Any] = list(found)

    def enrolment(self, _: EnrolmentId) -> Enrolment | None:
        found: Enrolment | Exception | None = self._found.pop(0)
        if isinstance(found, Exception):
            raise found
        return found

    def clients_with_email(self, _: str) -> Sequence[Any]:
        raise RecordFault("Locked.")


def remembering(store: Any) -> tuple[Remembering, MemoryLooks]:
    looks, college = MemoryLooks(), results_college(1, 1)
    facts = WaitFacts(store, Rules(careful(), PERTH), "basis")
    return Remembering(StageName.PROVISIONING, looks, facts, lambda: college.now), looks


def blank_name(enrolment: Enrolment) -> Any:
    return record_of(
        StageName.PROVISIONING, enrolment, RecordStatus.FAILED, reason="name-incomplete"
    )


def test_a_wait_is_dropped_where_its_enrolment_is_gone_or_cannot_be_read() -> None:
    enrolment = results_college(1, 1).powerpro.enrolments[0]
    task = Task(StageName.PROVISIONING, enrolment, lambda: iter(()))  # type: ignore[arg-type, return-value]
    for found in (None, RecordFault("Locked."), enrolment):
        memory, looks = remembering(Store(found))
        memory.ended(task, blank_name(enrolment), None, ())
        memory.store()
        assert dict(looks.waits("provisioning")) == {}
        memory.store()


def quiet_ends(memory: Remembering, numbers: Sequence[int]) -> None:
    enrolment = results_college(1, 1).powerpro.enrolments[0]
    for number in numbers:
        one = evolve(enrolment, id=EnrolmentId(str(number)))
        look = Look(one.id, TalentUserId("1000"), TalentCourseId("126"), "facts", datetime.now(UTC))
        task = Task(StageName.RESULTS, one, lambda: iter(()), look=look)  # type: ignore[arg-type, return-value]
        memory.ended(task, record_of(StageName.RESULTS, one, RecordStatus.UNCHANGED), None, ())


def test_many_looks_are_stored_before_the_stage_ends() -> None:
    memory, looks = remembering(Store())
    ids = [EnrolmentId(str(number)) for number in range(MANY)]
    quiet_ends(memory, range(MANY - 1))
    memory.store_many()
    assert looks.looked_at(ids) == {}
    quiet_ends(memory, [MANY - 1])
    memory.store_many()
    assert set(looks.looked_at(ids)) == {*ids}


def test_a_stage_stores_many_looks_between_two_talent_courses() -> None:
    """A run that is killed in the second course has not asked for all of the first in vain."""
    college = results_college(2 * MANY + 2, 2)
    looks, stored = college.state.looks, list[int]()
    assert isinstance(looks, MemoryLooks)
    remember = looks.remember_looks

    def remember_looks(some: Collection[Look]) -> None:
        stored.append(len(some))
        remember(some)

    vars(looks)["remember_looks"] = remember_looks
    college.run("results")
    assert stored == [MANY + 1, MANY + 1]


def test_a_quiet_end_without_an_answer_keeps_the_look_s_facts() -> None:
    """Such as a held result that a person answered with keep."""
    enrolment = results_college(1, 1).powerpro.enrolments[0]
    look = Look(
        enrolment.id, TalentUserId("1000"), TalentCourseId("126"), "facts", datetime.now(UTC)
    )
    task = Task(StageName.RESULTS, enrolment, lambda: iter(()), look=look)  # type: ignore[arg-type, return-value]
    memory, looks = remembering(Store(enrolment))
    memory.ended(task, record_of(StageName.RESULTS, enrolment, RecordStatus.UNCHANGED), None, ())
    memory.store()
    assert looks.looked_at([enrolment.id])[enrolment.id].facts == "facts"
