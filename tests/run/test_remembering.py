"""What a run remembers of its answers."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

import pytest
from attrs import evolve

from support.counted import CountedCollege, results_college, user
from support.the_guide import LOG, PERTH, STARTED, careful
from talent_powerpro.adapters.memory import MemoryPowerPro
from talent_powerpro.adapters.memory.state import MemoryLooks
from talent_powerpro.errors import RecordFault
from talent_powerpro.flows.results import Fetched
from talent_powerpro.model import (
    Enrolment,
    EnrolmentId,
    TalentCourseId,
    TalentUnit,
    TalentUser,
    TalentUserId,
)
from talent_powerpro.records.holds import Hold
from talent_powerpro.records.look import Look, Wait
from talent_powerpro.records.record import RecordStatus, StageName, record_of
from talent_powerpro.records.step import Call, Event, Note, Side
from talent_powerpro.rules.rules import Rules
from talent_powerpro.run.remembering import MANY, Remembering, users_of
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


ONE_DUE = results_college(1, 1).powerpro.enrolments[0]
HOLD = Hold("id", "why", "Who is it?")


def ended(memory: Remembering, status: RecordStatus, reason: str = "", *holds: Hold) -> None:
    look = Look(ONE, TalentUserId("1000"), TalentCourseId("126"), "facts", STARTED)
    task = Task(StageName.PROVISIONING, ONE_DUE, lambda: iter(()), look=look)  # type: ignore[arg-type, return-value]
    texts = {"message": "A sentence.", "remedy": "A remedy."} if reason else {}
    record = record_of(StageName.PROVISIONING, ONE_DUE, status, reason=reason, holds=holds, **texts)
    memory.ended(task, record, None, ())


@pytest.mark.parametrize(
    ("status", "reason", "holds", "waits"),
    [
        (RecordStatus.FAILED, "name-incomplete", (), True),
        (RecordStatus.FAILED, "email-taken", (), True),
        (RecordStatus.FAILED, "unknown-course", (), False),
        (RecordStatus.DEFERRED, "email-taken", (), False),
        (RecordStatus.HELD, "why", (HOLD,), True),
        (RecordStatus.HELD, "run-missing", (), False),
    ],
)
def test_what_a_person_has_to_mend_in_powerpro_waits_and_nothing_else(
    status: RecordStatus, reason: str, holds: tuple[Hold, ...], waits: bool
) -> None:
    memory, looks = remembering(MemoryPowerPro([ONE_DUE]))
    ended(memory, status, reason, *holds)
    memory.store()
    texts = () if holds else (reason, "A sentence.", "A remedy.")
    found = dict(looks.waits("provisioning"))
    assert [evolve(each, facts="") for each in found.values()] == [
        Wait("provisioning", ONE, "", memory.clock(), ("1000",), *texts)
    ] * waits
    assert looks.looked_at([ONE]) == {}


@pytest.mark.parametrize("stored_between", [True, False])
def test_the_last_ending_of_a_record_says_whether_it_waits(stored_between: bool) -> None:
    memory, looks = remembering(MemoryPowerPro([ONE_DUE]))
    for status, holds in (
        (RecordStatus.HELD, (HOLD,)),
        (RecordStatus.UNCHANGED, ()),
        (RecordStatus.HELD, (HOLD,)),
        (RecordStatus.UNCHANGED, ()),
    ):
        ended(memory, status, "", *holds)
        if stored_between:
            memory.store()
            assert len(looks.waits("provisioning")) == len(holds)
    memory.store()
    assert dict(looks.waits("provisioning")) == {}


@pytest.mark.parametrize(
    ("before", "begun", "after"), [(None, False, 0), (None, True, None), (33, False, 33)]
)
def test_without_a_roster_nothing_completed_is_known_as_nothing(
    before: int | None, begun: bool, after: int | None
) -> None:
    memory, looks = remembering(MemoryPowerPro([ONE_DUE]))
    asked = LOG.contact_date
    look = Look(ONE, TalentUserId("1000"), TalentCourseId("126"), "facts", asked, before)
    task = Task(StageName.RESULTS, ONE_DUE, lambda: iter(()), look=look)  # type: ignore[arg-type, return-value]
    record = record_of(StageName.RESULTS, ONE_DUE, RecordStatus.UNCHANGED)
    memory.ended(task, record, Fetched(begun=begun), ())
    memory.store()
    assert looks.looked_at([ONE]) == {
        ONE: evolve(look, percentage=after, answered_at=memory.clock())
    }


def test_looks_that_needed_no_answer_add_up_and_a_record_without_a_look_adds_none() -> None:
    memory, looks = remembering(MemoryPowerPro([ONE_DUE]))
    look = Look(ONE, TalentUserId("1000"), TalentCourseId("126"), "facts", STARTED)
    other = evolve(look, enrolment_id=EnrolmentId("1"))
    for each in (look, other):
        memory.take_in([each])
    third = evolve(ONE_DUE, id=EnrolmentId("2"))
    task = Task(StageName.RESULTS, third, lambda: iter(()))  # type: ignore[arg-type, return-value]
    record = record_of(StageName.RESULTS, third, RecordStatus.UNCHANGED)
    memory.ended(task, record, None, ())
    memory.store()
    ids = [ONE, other.enrolment_id, third.id]
    assert looks.looked_at(ids) == {ONE: look, other.enrolment_id: other}


def test_the_users_of_a_record_are_those_it_looked_at_and_its_own() -> None:
    def answered(user: TalentUser) -> Event:
        return Event(STARTED, Call("user_by_email", Side.TALENT, ()), user)

    stand_in = evolve(user(8), id=TalentUserId("new:C8"))
    events = (answered(user(7)), answered(stand_in), Event(STARTED, Note("remark")))
    assert users_of(ONE_DUE, events) == {"1000", "1007"}
    unlinked = evolve(ONE_DUE, client=evolve(ONE_DUE.client, secondary_id=""))
    assert users_of(unlinked, ()) == set()


def test_a_record_that_waited_and_is_held_anew_goes_on_waiting() -> None:
    memory, looks = remembering(MemoryPowerPro([ONE_DUE]))
    ended(memory, RecordStatus.HELD, "", HOLD)
    memory.store()
    kept: list[tuple[list[EnrolmentId], list[EnrolmentId]]] = []
    keep_waits = looks.keep_waits

    def noted(stage: str, waits: Collection[Wait], over: Collection[EnrolmentId]) -> None:
        kept.append(([each.enrolment_id for each in waits], list(over)))
        keep_waits(stage, waits, over)

    vars(looks)["keep_waits"] = noted
    ended(memory, RecordStatus.UNCHANGED)
    ended(memory, RecordStatus.HELD, "", HOLD)
    memory.store()
    assert kept == [([ONE], [])]
    assert list(looks.waits("provisioning")) == [ONE]


def quiet_ends(memory: Remembering, numbers: Sequence[int]) -> None:
    enrolment = results_college(1, 1).powerpro.enrolments[0]
    for number in numbers:
        one = evolve(enrolment, id=EnrolmentId(str(number)))
        look = Look(one.id, TalentUserId("1000"), TalentCourseId("126"), "facts", STARTED)
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


def test_a_quiet_end_without_an_answer_keeps_the_look_s_facts() -> None:
    """Such as a held result that a person answered with keep."""
    enrolment = results_college(1, 1).powerpro.enrolments[0]
    look = Look(
        enrolment.id, TalentUserId("1000"), TalentCourseId("126"), "facts", LOG.contact_date
    )
    task = Task(StageName.RESULTS, enrolment, lambda: iter(()), look=look)  # type: ignore[arg-type, return-value]
    memory, looks = remembering(Store(enrolment))
    memory.ended(task, record_of(StageName.RESULTS, enrolment, RecordStatus.UNCHANGED), None, ())
    memory.store()
    assert looks.looked_at([enrolment.id]) == {
        enrolment.id: evolve(look, answered_at=memory.clock())
    }
