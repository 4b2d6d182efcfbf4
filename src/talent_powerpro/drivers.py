"""Drivers run flows: one in turn, or several with their remote calls overlapping.

Whatever the driver, everything of PowerPro's and all deciding happens on the thread that
called it, so a thread-bound database connection is safe; only calls to TalentLMS run on
a bounded pool. A flow runs on without interruption until it asks TalentLMS.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from datetime import datetime
from typing import Any, Generic, TypeVar

from attrs import field, frozen, mutable

from talent_powerpro.errors import TalentPowerProError
from talent_powerpro.flow import Call, Flow, Note, Side, Step

R = TypeVar("R")
T = TypeVar("T")


@frozen
class Event:
    """One step of a flow: what was asked or told, and what came back."""

    at: datetime
    """When the answer was there (for a note: when it was told). Aware."""
    step: Step
    answer: Any = None
    fault: TalentPowerProError | None = None
    """What the call raised instead of answering."""


@frozen
class Ended(Generic[R, T]):
    """A record whose flow has ended, in a value or in a fault."""

    record: R
    events: tuple[Event, ...]
    value: T | None
    fault: TalentPowerProError | None


@mutable
class Driven(Generic[R, T]):
    """A record's flow under way."""

    record: R
    flow: Flow[T]
    clock: Callable[[], datetime]
    events: list[Event] = field(factory=list)
    ended: Ended[R, T] | None = None

    def advance(self, answer: Any = None, fault: TalentPowerProError | None = None) -> Call | None:
        """Run to the next remote call and return it; ``None``: the flow has ended."""
        try:
            step = self.flow.throw(fault) if fault else self.flow.send(answer)
            while isinstance(step, Note) or step.side is Side.LOCAL:
                answer, fault = self.local_step(step)
                step = self.flow.throw(fault) if fault else self.flow.send(answer)
        except StopIteration as stop:
            self.ended = Ended(self.record, tuple(self.events), stop.value, None)
        except TalentPowerProError as fault:
            self.ended = Ended(self.record, tuple(self.events), None, fault)
        else:
            return step
        return None

    def local_step(self, step: Step) -> tuple[Any, TalentPowerProError | None]:
        if isinstance(step, Note):
            self.events.append(Event(self.clock(), step))
            return None, None
        return self.answered(step, step.ask)

    def answered(
        self, call: Call, ask: Callable[[], Any]
    ) -> tuple[Any, TalentPowerProError | None]:
        """The answer of *call*, obtained by *ask*, with its event."""
        try:
            answer = ask()
        except TalentPowerProError as fault:
            self.events.append(Event(self.clock(), call, fault=fault))
            return None, fault
        self.events.append(Event(self.clock(), call, answer))
        return answer, None


def run(
    records: Iterable[R],
    start: Callable[[R], Flow[T]],
    *,
    clock: Callable[[], datetime],
    stopping: Callable[[], bool],
) -> Iterator[Ended[R, T]]:
    """Run the records' flows in turn, on this thread alone.

    Once *stopping* answers True no further flow starts; the one in hand is finished.
    An exception that is none of this package's passes through.
    """
    for record in records:
        if stopping():
            return
        driven = Driven(record, start(record), clock)
        call = driven.advance()
        while call:
            call = driven.advance(*driven.answered(call, call.ask))
        if driven.ended:
            yield driven.ended


def run_overlapping(
    lanes: Iterable[Sequence[R]],
    start: Callable[[R], Flow[T]],
    *,
    width: int,
    clock: Callable[[], datetime],
    stopping: Callable[[], bool],
) -> Iterator[Ended[R, T]]:
    """Run lanes of records side by side, at most *width* remote calls at a time.

    Records of one lane go in turn. Once *stopping* answers True no further flow starts;
    those in hand are finished.
    """
    waiting = deque(deque(lane) for lane in lanes)
    asked: dict[Future[Any], tuple[Driven[R, T], Call, deque[R]]] = {}

    def begin(lane: deque[R]) -> Iterator[Ended[R, T]]:
        """Start the lane's next flow, and those after it until one asks TalentLMS."""
        while lane and not stopping():
            driven = Driven(record := lane.popleft(), start(record), clock)
            if asks(driven, driven.advance(), lane):
                return
            if driven.ended:
                yield driven.ended

    def asks(driven: Driven[R, T], call: Call | None, lane: deque[R]) -> bool:
        if call is None:
            return False
        asked[pool.submit(call.ask)] = (driven, call, lane)
        return True

    with ThreadPoolExecutor(width, thread_name_prefix="talent") as pool:
        while (waiting and not stopping()) or asked:
            while waiting and len(asked) < width and not stopping():
                yield from begin(waiting.popleft())
            answered, _ = wait(asked, return_when=FIRST_COMPLETED) if asked else (set(), set())
            for future in answered:
                driven, call, lane = asked.pop(future)
                if not asks(driven, driven.advance(*driven.answered(call, future.result)), lane):
                    if driven.ended:
                        yield driven.ended
                    yield from begin(lane)


def in_turn(
    records: Sequence[R], persons: Callable[[R], Iterable[Hashable]]
) -> tuple[tuple[R, ...], ...]:
    """Lanes of records such that records which share a person are in one lane, in order.

    *persons* answers with whatever may identify a record's person: the client, the stored
    id, the e-mail. Records belong together when they share any of these, directly or
    through a third.
    """
    earliest = list(range(len(records)))
    seen_first: dict[Hashable, int] = {}

    def lane(number: int) -> int:
        while earliest[number] != number:
            number = earliest[number]
        return number

    for number, record in enumerate(records):
        for person in persons(record):
            one, other = sorted((lane(number), lane(seen_first.setdefault(person, number))))
            earliest[other] = one
    lanes: dict[int, list[R]] = {}
    for number, record in enumerate(records):
        lanes.setdefault(lane(number), []).append(record)
    return tuple(tuple(each) for each in lanes.values())
