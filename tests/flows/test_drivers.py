"""Drivers run flows one after the other, or side by side."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any, TypeVar

import pytest

from support.patience import PATIENCE
from support.the_guide import STARTED
from talent_powerpro.errors import Failed, InternalError, NoAnswer
from talent_powerpro.flows import ask
from talent_powerpro.flows.ask import asks
from talent_powerpro.flows.drivers import Ended, Sides, in_turn, run, run_overlapping
from talent_powerpro.records.step import Call, Event, Flow, Note, Side
from talent_powerpro.run.call_pool import CallPool

T = TypeVar("T")


def clock() -> datetime:
    return STARTED


def go_on() -> bool:
    return False


class Numbers:
    """A side that calculates."""

    def twice(self, number: int) -> int:
        return 2 * number

    def refuse(self, number: int) -> int:
        raise Failed(f"no {number}")

    def divide(self, number: int) -> float:
        return number / 0

    def keep_silent(self) -> None:
        raise NoAnswer("timed out")


twice = asks(Side.TALENT, Numbers.twice)
refuse = asks(Side.TALENT, Numbers.refuse)
divide = asks(Side.TALENT, Numbers.divide)
keep_silent = asks(Side.TALENT, Numbers.keep_silent)
twice_here = asks(Side.POWERPRO, Numbers.twice)
refuse_here = asks(Side.POWERPRO, Numbers.refuse)


def ask_both(number: int) -> Flow[int]:
    doubled = yield from twice(number)
    yield from ask.note("doubled", doubled)
    return (yield from twice_here(doubled))


def mend(number: int) -> Flow[str]:
    """Recovers from a refusal of TalentLMS, then from one of PowerPro."""
    said = ""
    try:
        yield from refuse(number)
    except Failed as fault:
        said += fault.message
    try:
        yield from refuse_here(number + 1)
    except Failed as fault:
        said += f", {fault.message}"
    return said


def give_up(number: int) -> Flow[None]:
    yield from refuse(number)


def ends(number: int) -> Flow[int]:
    """A flow without calls."""
    yield from ()
    return number


def of(flow: Callable[[int], Flow[T]], who: Any = None) -> Callable[[int], tuple[Flow[T], Sides]]:
    """Starts that flow for each record, with *who* as all sides."""
    side: Any = who or Numbers()
    return lambda record: (flow(record), Sides(side, side, side))


def overlapping(
    lanes: Iterable[Sequence[int]],
    start: Callable[[int], tuple[Flow[T], Sides]],
    width: int,
    stopping: Callable[[], bool] = go_on,
) -> Iterator[Ended[int, T]]:
    with CallPool(width) as pool:
        yield from run_overlapping(
            lanes, start, pool=pool.threads, width=width, clock=clock, stopping=stopping
        )


def drive(
    records: list[int], flow: Callable[[int], Flow[T]], width: int = 1, who: Any = None
) -> list[Ended[int, T]]:
    start = of(flow, who)
    if width == 1:
        return list(run(records, start, clock=clock, stopping=go_on))
    lanes = [[record] for record in records]
    return list(overlapping(lanes, start, width))


# --- calls ------------------------------------------------------------------------


def test_a_call_is_a_question_not_yet_asked() -> None:
    call = next(twice(3))
    assert call == Call("twice", Side.TALENT, (3,))
    numbers: Any = Numbers()
    assert Sides(numbers, numbers, numbers).ask(call) == 6


def test_a_call_says_which_side_it_asks_and_a_note_asks_nobody() -> None:
    assert next(twice_here(3)) == Call("twice", Side.POWERPRO, (3,))
    assert next(ask.note("doubled", 6)) == Note("doubled", (6,))


class Named:
    """A side that answers with its name."""

    def __init__(self, name: str) -> None:
        self.name = name

    def who(self) -> str:
        return self.name


@pytest.mark.parametrize(
    ("side", "name"),
    [
        (Side.TALENT, "talent"),
        (Side.POWERPRO, "powerpro"),
        (Side.MEMORY, "memory"),
        (Side.EVIDENCE, "evidence"),
    ],
)
def test_each_side_answers_its_own_calls(side: Side, name: str) -> None:
    named: list[Any] = [Named("talent"), Named("powerpro"), Named("memory"), Named("evidence")]
    (call,) = asks(side, Named.who)()
    assert isinstance(call, Call)
    assert Sides(*named).ask(call) == name


def test_a_flow_is_told_the_drivers_time_and_that_is_no_event() -> None:
    def timed(number: int) -> Flow[datetime]:
        return (yield from ask.now())

    (ended,) = drive([1], timed)
    assert (ended.value, ended.events) == (STARTED, ())


# --- one flow ---------------------------------------------------------------------


@pytest.mark.parametrize("width", [1, 3])
def test_a_flow_is_sent_its_answers_and_returns_a_value(width: int) -> None:
    (ended,) = drive([1], ask_both, width)
    assert ended == Ended(
        1,
        (
            Event(STARTED, Call("twice", Side.TALENT, (1,)), 2),
            Event(STARTED, Note("doubled", (2,))),
            Event(STARTED, Call("twice", Side.POWERPRO, (2,)), 4),
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
    refused = Event(STARTED, Call("refuse", Side.TALENT, (1,)), fault=ended.fault)
    assert ended == Ended(1, (refused,), None, ended.fault)
    assert str(ended.fault) == "no 1"


@pytest.mark.parametrize("width", [1, 3])
def test_a_flow_may_ask_nothing(width: int) -> None:
    assert [ended.value for ended in drive([1, 2], ends, width)] == [1, 2]


def broken(number: int) -> Flow[None]:
    yield from divide(number)


def broken_by_itself(number: int) -> Flow[None]:
    yield from twice(number)
    Numbers().divide(number)


@pytest.mark.parametrize("width", [1, 3])
@pytest.mark.parametrize("flow", [broken, broken_by_itself])
def test_an_unexpected_exception_ends_its_record_as_an_internal_error(
    width: int, flow: Callable[[int], Flow[None]]
) -> None:
    (ended,) = drive([1], flow, width)
    if flow is broken:
        event = Event(STARTED, Call("divide", Side.TALENT, (1,)), fault=ended.fault)
    else:
        event = Event(STARTED, Call("twice", Side.TALENT, (1,)), 2)
    assert ended == Ended(1, (event,), None, ended.fault)
    assert isinstance(ended.fault, InternalError)
    assert isinstance(ended.fault.__cause__, ZeroDivisionError)
    assert "ZeroDivisionError" in ended.fault.message


# --- stopping ---------------------------------------------------------------------


def test_once_stopping_no_further_flow_starts() -> None:
    answers = iter([False, True])
    ended = list(run([1, 2, 3], of(ask_both), clock=clock, stopping=lambda: next(answers)))
    assert [each.record for each in ended] == [1]


def test_flows_under_way_are_finished_when_stopping() -> None:
    stop = threading.Event()
    driven = overlapping([[1, 2], [3, 4], [5]], of(ask_both), 2, stop.is_set)
    ended = [next(driven)]
    stop.set()
    ended += driven
    assert sorted(each.record for each in ended) == [1, 3]
    assert all(each.fault is None for each in ended)


def test_nothing_starts_where_stopping_was_asked_before() -> None:
    lanes = iter([[1], [2]])
    assert list(overlapping(lanes, of(ask_both), 2, lambda: True)) == []
    assert list(lanes) == [[1], [2]]


# --- side by side -----------------------------------------------------------------


class Line:
    """Calls to TalentLMS that wait for each other, so all have to run at once."""

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
        self.meeting.wait(timeout=PATIENCE)
        with self.lock:
            self.at_once -= 1
        return number

    def near(self, number: int) -> int:
        self.local_threads.add(threading.get_ident())
        return number

    def flow(self, number: int) -> Flow[int]:
        yield from asks(Side.POWERPRO, Line.near)(number)
        yield from asks(Side.TALENT, Line.far)(number)
        self.local_threads.add(threading.get_ident())
        yield from asks(Side.MEMORY, Line.near)(number)
        return (yield from asks(Side.POWERPRO, Line.near)(number))


def test_calls_to_talentlms_overlap_but_never_more_than_the_width() -> None:
    line = Line(3)
    ended = drive(list(range(9)), line.flow, 3, line)
    assert sorted(each.record for each in ended) == list(range(9))
    assert line.most == 3


def test_calls_to_powerpro_and_the_memory_and_all_deciding_stay_on_the_callers_thread() -> None:
    line = Line(3)
    drive(list(range(3)), line.flow, 3, line)
    assert line.local_threads == {threading.get_ident()}
    assert threading.get_ident() not in line.threads


def test_a_flow_goes_on_once_it_has_its_answer_and_waits_for_no_other() -> None:
    class Following:
        def __init__(self) -> None:
            self.first_has_ended = threading.Event()

        def first(self) -> None:
            """Answers at once."""

        def second(self) -> bool:
            return self.first_has_ended.wait(timeout=PATIENCE)

        def flow(self, number: int) -> Flow[None]:
            if number == 2:
                yield from asks(Side.TALENT, Following.second)()
            else:
                yield from asks(Side.TALENT, Following.first)()
                self.first_has_ended.set()

    both = Following()
    assert [each.record for each in drive([1, 2], both.flow, 2, both)] == [1, 2]


def test_flows_of_one_lane_never_overlap() -> None:
    under_way: list[int] = []

    def alone(number: int) -> Flow[None]:
        assert under_way == []
        under_way.append(number)
        yield from twice(number)
        yield from twice(number)
        under_way.remove(number)

    lane = overlapping([[1, 2, 3]], of(alone), 3)
    assert [each.record for each in lane] == [1, 2, 3]


def test_a_lane_goes_on_after_a_fault() -> None:
    def sometimes(number: int) -> Flow[int]:
        return (yield from (refuse if number == 1 else twice)(number))

    lane = overlapping([[1, 2]], of(sometimes), 2)
    assert [(each.record, each.value) for each in lane] == [(1, None), (2, 4)]


# --- who goes in turn -------------------------------------------------------------


def test_records_that_share_a_person_go_in_turn_directly_or_through_a_third() -> None:
    persons = {"a": ["x"], "b": ["y"], "c": ["z"], "d": ["x", "y"], "e": []}

    def of_record(record: str) -> Iterator[str]:
        yield from persons[record]

    assert in_turn("abcde", of_record) == (("a", "b", "d"), ("c",), ("e",))


def test_lanes_keep_the_order_of_the_records() -> None:
    assert in_turn([3, 1, 2], lambda _: ["same"]) == ((3, 1, 2),)
    assert in_turn([3, 1, 2], lambda number: [number]) == ((3,), (1,), (2,))


def test_sides_that_are_left_out_know_nothing_and_keep_nothing() -> None:
    nobody: Any = object()
    sides = Sides(nobody, nobody, nobody)
    assert sides.ask(Call("of_units", Side.EVIDENCE, (["1"],))) == ()
    assert sides.ask(Call("remembered", Side.LAST_LOOKS, (["1"],))) == {}
    assert sides.ask(Call("remember_suspended", Side.SUSPENSIONS, ([],))) is None
