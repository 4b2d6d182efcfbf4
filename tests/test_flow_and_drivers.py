"""Flows ask, and drivers run them: in turn, or side by side."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from datetime import datetime

import pytest

from talent_powerpro.errors import Failed, InternalError, NoAnswer
from talent_powerpro.flows.drivers import Ended, Event, in_turn, run, run_overlapping
from talent_powerpro.records.step import Call, Flow, Note, Side, local, note, remote
from the_guide import STARTED


def clock() -> datetime:
    return STARTED


def go_on() -> bool:
    return False


def twice(number: int) -> int:
    return 2 * number


def refuse(number: int) -> int:
    raise Failed(f"no {number}")


def ask_both(number: int) -> Flow[int]:
    doubled = yield from remote(twice, number)
    yield from note("doubled", doubled)
    return (yield from local(twice, doubled))


def mend(number: int) -> Flow[str]:
    """Recovers from a remote refusal, then from a local one."""
    said = ""
    try:
        yield from remote(refuse, number)
    except Failed as fault:
        said += fault.message
    try:
        yield from local(refuse, number + 1)
    except Failed as fault:
        said += f", {fault.message}"
    return said


def give_up(number: int) -> Flow[None]:
    yield from remote(refuse, number)


def ends(number: int) -> Flow[int]:
    """Asks nothing at all."""
    yield from ()
    return number


def drive(records: list[int], start: object, width: int = 1) -> list[Ended[int, object]]:
    assert callable(start)
    if width == 1:
        return list(run(records, start, clock=clock, stopping=go_on))
    lanes = [[record] for record in records]
    return list(run_overlapping(lanes, start, width=width, clock=clock, stopping=go_on))


# --- calls ------------------------------------------------------------------------


def test_a_call_is_a_question_not_yet_asked() -> None:
    call = next(remote(twice, 3))
    assert call == Call(Side.REMOTE, twice, (3,))
    assert call.name == "twice"
    assert call.ask() == 6


def test_a_local_call_asks_powerpro_and_a_note_asks_nobody() -> None:
    assert next(local(twice, 3)) == Call(Side.LOCAL, twice, (3,))
    assert next(note("doubled", 6)) == Note("doubled", (6,))


# --- one flow ---------------------------------------------------------------------


@pytest.mark.parametrize("width", [1, 3])
def test_a_flow_is_sent_its_answers_and_returns_a_value(width: int) -> None:
    (ended,) = drive([1], ask_both, width)
    assert ended == Ended(
        1,
        (
            Event(STARTED, Call(Side.REMOTE, twice, (1,)), 2),
            Event(STARTED, Note("doubled", (2,))),
            Event(STARTED, Call(Side.LOCAL, twice, (2,)), 4),
        ),
        4,
        None,
    )


@pytest.mark.parametrize("width", [1, 3])
def test_a_call_that_raises_is_raised_inside_the_flow_at_its_yield(width: int) -> None:
    (ended,) = drive([1], mend, width)
    assert ended.value == "no 1, no 2"
    assert [str(event.fault) for event in ended.events] == ["no 1", "no 2"]


@pytest.mark.parametrize("width", [1, 3])
def test_a_flow_may_end_in_a_fault(width: int) -> None:
    (ended,) = drive([1], give_up, width)
    assert ended.value is None
    assert str(ended.fault) == "no 1"


@pytest.mark.parametrize("width", [1, 3])
def test_a_flow_may_ask_nothing(width: int) -> None:
    assert [ended.value for ended in drive([1, 2], ends, width)] == [1, 2]


def broken(number: int) -> Flow[None]:
    yield from remote(divide, number)


def divide(number: int) -> float:
    return number / 0


def broken_by_itself(number: int) -> Flow[None]:
    yield from remote(float, number)
    divide(number)


@pytest.mark.parametrize("width", [1, 3])
@pytest.mark.parametrize("flow", [broken, broken_by_itself])
def test_an_exception_that_is_none_of_ours_ends_its_record_as_our_fault(
    width: int, flow: Callable[[int], Flow[None]]
) -> None:
    (ended,) = drive([1], flow, width)
    assert isinstance(ended.fault, InternalError)
    assert isinstance(ended.fault.__cause__, ZeroDivisionError)
    assert "ZeroDivisionError" in ended.fault.message


# --- stopping ---------------------------------------------------------------------


def test_once_stopping_no_further_flow_starts() -> None:
    answers = iter([False, True])
    ended = list(run([1, 2, 3], ask_both, clock=clock, stopping=lambda: next(answers)))
    assert [each.record for each in ended] == [1]


def test_flows_in_hand_are_finished_when_stopping() -> None:
    stop = threading.Event()
    driven = run_overlapping(
        [[1, 2], [3, 4], [5]], ask_both, width=2, clock=clock, stopping=stop.is_set
    )
    ended = [next(driven)]
    stop.set()
    ended += driven
    assert sorted(each.record for each in ended) == [1, 3]
    assert all(each.fault is None for each in ended)


def test_nothing_starts_where_stopping_was_asked_before() -> None:
    stopped = run_overlapping([[1], [2]], ask_both, width=2, clock=clock, stopping=lambda: True)
    assert list(stopped) == []


# --- side by side -----------------------------------------------------------------


class Line:
    """Remote calls that wait for each other: it takes as many at once as it is wide."""

    def __init__(self, width: int) -> None:
        self.width = width
        self.meeting = threading.Barrier(width)
        self.lock = threading.Lock()
        self.at_once = 0
        self.most = 0
        self.threads: set[int] = set()
        self.local_threads: set[int] = set()

    def far(self, number: int) -> int:
        with self.lock:
            self.at_once += 1
            self.most = max(self.most, self.at_once)
            self.threads.add(threading.get_ident())
        self.meeting.wait(timeout=10)
        with self.lock:
            self.at_once -= 1
        return number

    def near(self, number: int) -> int:
        self.local_threads.add(threading.get_ident())
        return number

    def flow(self, number: int) -> Flow[int]:
        yield from local(self.near, number)
        yield from remote(self.far, number)
        self.local_threads.add(threading.get_ident())
        return (yield from local(self.near, number))


def test_remote_calls_overlap_but_never_more_than_the_width() -> None:
    line = Line(3)
    ended = drive(list(range(9)), line.flow, width=3)
    assert sorted(each.record for each in ended) == list(range(9))
    assert line.most == 3


def test_local_calls_and_all_deciding_stay_on_the_callers_thread() -> None:
    line = Line(3)
    drive(list(range(3)), line.flow, width=3)
    assert line.local_threads == {threading.get_ident()}
    assert threading.get_ident() not in line.threads


def test_flows_of_one_lane_never_overlap() -> None:
    under_way: list[int] = []

    def alone(number: int) -> Flow[None]:
        assert under_way == []
        under_way.append(number)
        yield from remote(twice, number)
        yield from remote(twice, number)
        under_way.remove(number)

    lane = run_overlapping([[1, 2, 3]], alone, width=3, clock=clock, stopping=go_on)
    assert [each.record for each in lane] == [1, 2, 3]


def test_a_lane_goes_on_after_a_fault() -> None:
    def sometimes(number: int) -> Flow[int]:
        return (yield from remote(refuse if number == 1 else twice, number))

    lane = run_overlapping([[1, 2]], sometimes, width=2, clock=clock, stopping=go_on)
    assert [(each.record, each.value) for each in lane] == [(1, None), (2, 4)]


# --- who goes in turn -------------------------------------------------------------


def test_records_that_share_a_person_go_in_turn_directly_or_through_a_third() -> None:
    persons = {"a": ["x"], "b": ["y"], "c": ["z"], "d": ["x", "y"], "e": []}

    def of(record: str) -> Iterator[str]:
        yield from persons[record]

    assert in_turn("abcde", of) == (("a", "b", "d"), ("c",), ("e",))


def test_lanes_keep_the_order_of_the_records() -> None:
    assert in_turn([3, 1, 2], lambda _: ["same"]) == ((3, 1, 2),)
    assert in_turn([3, 1, 2], lambda number: [number]) == ((3,), (1,), (2,))


def test_a_record_without_an_answer_is_an_event_with_its_fault() -> None:
    def silent() -> None:
        raise NoAnswer("timed out")

    def flow(number: int) -> Flow[None]:
        yield from remote(silent)

    (ended,) = drive([1], flow)
    assert isinstance(ended.events[0].fault, NoAnswer)
    assert ended.events[0].answer is None
