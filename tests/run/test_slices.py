"""A stage is cut into slices that the quota allows, the least recently tried first."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from typing_extensions import override

from support.the_guide import (
    COURSE,
    PERTH,
    STARTED,
    enrolment,
    many,
)
from talent_powerpro.adapters.memory.state import MemoryTries
from talent_powerpro.errors import QuotaReached
from talent_powerpro.flows.provisioning import NoLongerDue
from talent_powerpro.model import Enrolment, Quota
from talent_powerpro.records.record import StageName
from talent_powerpro.records.report import listed
from talent_powerpro.records.step import Flow
from talent_powerpro.run.quota import CallBudget
from talent_powerpro.run.slices import Slices
from talent_powerpro.run.tasks import COURSE as TALENT_COURSE
from talent_powerpro.run.tasks import Batch, Ending, Task, WorkFound, most_calls

EARLIER = STARTED - timedelta(hours=1)
BEFORE = STARTED - timedelta(microseconds=1)
"""When that was tried which a run came to and did not end: before what it ended."""


class Calls:
    """A quota that a test sets."""

    def __init__(self, remaining: int | None) -> None:
        self.remaining = remaining

    def quota(self) -> Quota:
        return Quota(100, self.remaining)

    def spend(self, of: CallBudget, calls: int) -> None:
        for _ in range(calls):
            of.ask(1, self._one)

    def _one(self) -> None:
        assert self.remaining is not None
        self.remaining -= 1


def nothing() -> Flow[Ending]:
    yield from ()
    return NoLongerDue(())


def task(of: Enrolment, calls: int = 1, stage: StageName = StageName.RESULTS, **more: Any) -> Task:
    return Task(stage, of, nothing, calls, **more)


def tasks(count: int, calls: int = 1, stage: StageName = StageName.RESULTS) -> tuple[Task, ...]:
    return tuple(task(each, calls, stage) for each in many(count))


def slices(
    calls: Calls,
    *batches: Batch,
    stage: StageName = StageName.RESULTS,
    tries: MemoryTries | None = None,
    **more: Any,
) -> Slices:
    found = WorkFound(iter(batches))
    budget = CallBudget(calls, 0, PERTH)
    return Slices(stage, found, budget, tries or MemoryTries(), STARTED, **more)


def numbers(batches: Iterable[Batch]) -> str:
    """The enrolments of a slice, in order; those of one batch together."""
    return " ".join(",".join(task.enrolment.id for task in each.tasks) for each in batches)


def all_of(cut: Slices) -> list[str]:
    return [numbers(each) for each in cut]


def test_without_a_limit_the_stage_is_one_slice_in_the_order_of_the_store() -> None:
    tries = MemoryTries()
    tries.mark(StageName.RESULTS, ["1"], EARLIER)
    cut = slices(Calls(None), Batch(tasks(3)), Batch(tasks(2)), tries=tries)
    assert all_of(cut) == ["1,2,3 1,2"]
    assert (cut.cut, list(cut.unread())) == (None, [])
    assert tries.tried(StageName.RESULTS, ["2", "3"]) == {}


def test_where_plenty_is_left_the_stage_is_one_slice() -> None:
    assert all_of(slices(Calls(10), Batch(tasks(3)), Batch(tasks(2)))) == ["1,2,3 1,2"]


def test_a_slice_takes_what_fits_into_the_calls_that_are_left() -> None:
    calls = Calls(10)
    cut = slices(calls, Batch(tasks(5, 4)))
    seen = []
    for each in cut:
        seen.append(numbers(each))
        calls.spend(cut.budget, 2 * seen[-1].count(",") + 2)  # Half of the calls at most.
    assert seen == ["1,2", "3", "4", ""]
    assert isinstance(cut.cut, QuotaReached)
    assert list(cut.unread()) == ["5"]


@pytest.mark.parametrize("left", [1, 3])
def test_the_first_of_a_stage_begins_whatever_it_may_need(left: int) -> None:
    cut = slices(Calls(left), Batch(tasks(2, 4)))
    assert all_of(cut) == ["1", ""]
    assert cut.cut
    assert list(cut.unread()) == ["2"]


def test_without_a_single_call_nothing_begins() -> None:
    tries = MemoryTries()
    cut = slices(Calls(0), Batch(tasks(2)), tries=tries)
    assert all_of(cut) == [""]
    assert cut.cut
    assert tries.tried(StageName.RESULTS, ["1"]) == {}


def test_news_come_first_then_what_was_tried_least_recently() -> None:
    tries = MemoryTries()
    tries.mark(StageName.RESULTS, ["1", "4"], STARTED)
    tries.mark(StageName.RESULTS, ["2"], EARLIER)
    one, two, three, four = tasks(4)
    cut = slices(Calls(10), Batch((one, two, three, evolve(four, news=True))), tries=tries)
    assert all_of(cut) == ["4,3,2,1"]


def test_the_enrolments_of_one_person_stay_together_and_in_order() -> None:
    first, second, third, fourth = many(4)
    also_first = evolve(fourth, client=first.client)
    tries = MemoryTries()
    tries.mark(StageName.PROVISIONING, ["1", "2", "4"], STARTED)
    tries.mark(StageName.PROVISIONING, ["4"], EARLIER)
    found = [task(e, 4, StageName.PROVISIONING) for e in (first, second, third, also_first)]
    cut = slices(Calls(12), Batch(tuple(found)), stage=StageName.PROVISIONING, tries=tries)
    assert numbers(next(iter(cut))) == "3,1,4"


def of_one_person(count: int) -> Batch:
    every = (evolve(each, client=many(1)[0].client) for each in many(count))
    return Batch(tuple(task(each, 4, StageName.PROVISIONING) for each in every))


def test_a_lane_that_is_too_large_is_split_and_its_rest_follows() -> None:
    tries = MemoryTries()
    calls = Calls(9)
    cut = slices(calls, of_one_person(5), stage=StageName.PROVISIONING, tries=tries)
    seen = []
    for each in cut:
        seen.append(numbers(each))
        calls.remaining = 20
    assert seen == ["1,2", "3,4,5"]
    again = slices(Calls(9), of_one_person(5), stage=StageName.PROVISIONING, tries=tries)
    assert numbers(next(iter(again))) == "1,2"  # All were tried at one time.
    tries.mark(StageName.PROVISIONING, ["1", "2"], STARTED + timedelta(hours=1))
    other = slices(Calls(9), of_one_person(5), stage=StageName.PROVISIONING, tries=tries)
    assert numbers(next(iter(other))) == "3,4"
    for_less_than_one = slices(Calls(3), of_one_person(5), stage=StageName.PROVISIONING)
    assert numbers(next(iter(for_less_than_one))) == "1"


def test_a_lane_larger_than_the_stages_share_is_not_split_where_the_quota_has_room_for_it() -> None:
    cut = slices(Calls(10), of_one_person(2), stage=StageName.PROVISIONING, share=0.5)
    assert numbers(next(iter(cut))) == "1,2"


def test_an_approved_plan_does_not_split_a_lane_further() -> None:
    cut = slices(Calls(9), of_one_person(5), stage=StageName.PROVISIONING, splits=False)
    assert all_of(cut) == ["1,2"]
    cut.go_on()
    assert all_of(cut) == []
    assert cut.cut
    assert list(cut.unread()) == ["3", "4", "5"]


def test_half_of_the_calls_is_left_to_the_other_stage_and_used_if_that_leaves_it() -> None:
    calls = Calls(11)
    cut = slices(calls, Batch(tasks(11)), share=0.5)
    seen = []
    for each in cut:
        seen.append(numbers(each))
        calls.spend(cut.budget, len(seen[-1].split(",")) if seen[-1] else 0)
    assert seen == ["1,2,3,4,5,6", ""]
    assert cut.cut
    cut.go_on()
    assert all_of(cut) == ["7,8,9,10,11"]
    assert list(cut.unread()) == []


def test_calls_that_are_owed_are_not_used_for_others() -> None:
    cut = slices(Calls(10), Batch(tasks(9)))
    cut.owed = 7
    assert numbers(next(iter(cut))) == "1,2,3"


def test_a_try_is_marked_at_the_start_for_the_course_as_well() -> None:
    tries = MemoryTries()
    cut = slices(
        Calls(2), Batch(tasks(2), course="126"), Batch(tasks(1), course="127"), tries=tries
    )
    started = next(iter(next(iter(cut))))
    assert [each.enrolment.id for each in started.tasks] == ["1", "2"]
    assert tries.tried(StageName.RESULTS, ["1", "2"]) == {"1": STARTED, "2": STARTED}
    assert tries.tried(TALENT_COURSE, ["126", "127"]) == {"126": STARTED}


class Marks(MemoryTries):
    """Tries that keep what was marked, in order."""

    def __init__(self) -> None:
        super().__init__()
        self.marked: list[tuple[str, str, datetime]] = []

    @override
    def mark(self, kind: str, ids: Collection[str], at: datetime) -> None:
        super().mark(kind, ids, at)
        self.marked += [(kind, each, at) for each in ids]


def test_courses_without_work_are_marked_with_the_next_task_or_at_the_end() -> None:
    marks = Marks()
    first, second = tasks(2)
    found = [
        Batch((first,)),
        Batch((), course="126"),
        Batch((), course="127"),
        Batch((second,), course="128"),
        Batch((), course="129"),
    ]
    cut = slices(Calls(9), *found, tries=marks)
    assert all_of(cut) == ["1   2 "]
    assert marks.marked == [
        ("results", "1", STARTED),
        ("results", "2", STARTED),
        *((TALENT_COURSE, each, STARTED) for each in ("126", "127", "128", "129")),
    ]


def test_a_run_with_targets_marks_its_enrolments_and_not_their_course() -> None:
    marks = Marks()
    cut = slices(Calls(9), Batch(tasks(1), course="126"), tries=marks)
    cut.found = evolve(cut.found, only=[tasks(1)[0].enrolment.id])
    assert all_of(cut) == ["1"]
    assert marks.marked == [("results", "1", STARTED)]


def test_what_was_not_reached_comes_before_what_was() -> None:
    tries = MemoryTries()
    one, two, three = tasks(3)
    cut = slices(Calls(3), Batch((one, two)), Batch((three,)), tries=tries)
    slice_ = next(iter(cut))
    assert numbers(slice_) == "1,2 3"
    fault = cut.budget.stop()
    cut.stop(fault, ["2"])
    assert (cut.cut, cut.ended) == (fault, True)
    tried = tries.tried(StageName.RESULTS, ["1", "2", "3"])
    assert tried == {"1": STARTED, "2": BEFORE, "3": STARTED}
    cut.stop(fault, ["2", "3"])
    tried = tries.tried(StageName.RESULTS, ["1", "2", "3"])
    assert tried == {"1": STARTED, "2": BEFORE, "3": BEFORE}


def test_where_not_even_the_first_ended_it_still_counts_as_tried() -> None:
    tries = MemoryTries()
    cut = slices(Calls(3), Batch(tasks(3)), tries=tries)
    assert numbers(next(iter(cut))) == "1,2,3"
    cut.stop(cut.budget.stop(), ["1", "2", "3"])
    tried = tries.tried(StageName.RESULTS, ["1", "2", "3"])
    assert tried == {"1": STARTED, "2": BEFORE, "3": BEFORE}


def test_who_is_in_batches_that_were_not_read_is_unread_too() -> None:
    cut = slices(Calls(0), Batch(tasks(2)))
    cut.found = evolve(cut.found, unread=lambda: [many(3)[2].id])
    assert all_of(cut) == [""]
    assert list(cut.unread()) == ["1", "2", "3"]


def test_the_lists_of_a_batch_are_passed_on_once() -> None:
    closed = (listed(many(1)[0], ("completed",)),)
    calls = Calls(2)
    cut = slices(calls, Batch((), closed), Batch(tasks(3), closed))
    seen = []
    for each in cut:
        seen.append([(numbers([part]), part.closed) for part in each])
        calls.remaining = 2
    assert seen == [[("", closed), ("1,2", closed)], [("3", ())]]


def test_a_course_that_cannot_be_read_any_more_ends_the_stage() -> None:
    def batches() -> Iterator[Batch]:
        yield Batch(tasks(2))
        raise QuotaReached("no more calls")

    cut = slices(Calls(10))
    cut.found = evolve(cut.found, batches=batches())
    assert all_of(cut) == ["1,2"]
    assert cut.cut


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(1, 6)), max_size=12), st.integers(0, 30))
def test_every_enrolment_is_in_one_slice_or_unread_and_lanes_keep_their_order(
    found: Sequence[tuple[int, int]], left: int
) -> None:
    people = [each.client for each in many(5)]
    batch = Batch(
        tuple(
            task(enrolment(str(n), people[who], COURSE), calls, StageName.PROVISIONING)
            for n, (who, calls) in enumerate(found)
        )
    )
    calls = Calls(left)
    cut = slices(calls, batch, stage=StageName.PROVISIONING)
    taken: list[Task] = []
    for each in cut:
        before = cut.budget.left()
        now = [task for part in each for task in part.tasks]
        assert most_calls(now) <= before or not taken
        taken += now
        calls.spend(cut.budget, min(most_calls(now), int(before)))
    ids = [each.enrolment.id for each in taken] + list(cut.unread())
    assert sorted(ids) == sorted(each.enrolment.id for each in batch.tasks)
    assert bool(list(ids[len(taken) :])) == (cut.cut is not None)
    for who in people:
        own = [int(each.enrolment.id) for each in taken if each.enrolment.client is who]
        assert own == sorted(own)
