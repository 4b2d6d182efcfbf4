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
from typing import Any, Generic, TypeAlias, TypeVar, assert_never

from attrs import field, frozen, mutable

from talent_powerpro.errors import Fault, RecordFault, RunFault, internal_error
from talent_powerpro.ports.powerpro import PowerProRepository
from talent_powerpro.ports.state import MemorySide
from talent_powerpro.ports.talentlms import TalentSide
from talent_powerpro.records.step import Call, Event, Flow, Note, Now, Side, Step

R = TypeVar("R")
T = TypeVar("T")


@frozen
class Sides:
    """The sides that answer a flow's calls: two repositories, rehearsed or real, and the memory."""

    talent: TalentSide
    powerpro: PowerProRepository
    memory: MemorySide

    def ask(self, call: Call) -> Any:
        """Make the call: the port's method of that name, on the repository of that side."""
        return getattr(self._of(call.side), call.action)(*call.arguments)

    def _of(self, side: Side) -> object:
        match side:
            case Side.TALENT:
                return self.talent
            case Side.POWERPRO:
                return self.powerpro
            case Side.MEMORY:
                return self.memory
            case never:
                assert_never(never)


@frozen
class Ended(Generic[R, T]):
    """A record whose flow has ended, in a value or in a fault."""

    record: R
    events: tuple[Event, ...]
    value: T | None
    fault: Fault | None


@mutable
class Driven(Generic[R, T]):
    """A record's flow under way."""

    record: R
    flow: Flow[T]
    sides: Sides
    clock: Callable[[], datetime]
    events: list[Event] = field(factory=list)

    def advance(self, answer: Any = None, fault: Fault | None = None) -> Call | Ended[R, T]:
        """Run to the next remote call, or to the end."""
        try:
            step = self.flow.throw(fault) if fault else self.flow.send(answer)
            while not (isinstance(step, Call) and step.side is Side.TALENT):
                answer, fault = self.local_step(step)
                step = self.flow.throw(fault) if fault else self.flow.send(answer)
        except StopIteration as stop:
            return Ended(self.record, tuple(self.events), stop.value, None)
        except (RecordFault, RunFault) as fault:
            return Ended(self.record, tuple(self.events), None, fault)
        except Exception as unforeseen:
            return Ended(self.record, tuple(self.events), None, internal_error(unforeseen))
        return step

    def local_step(self, step: Step) -> tuple[Any, Fault | None]:
        match step:
            case Now():
                return self.clock(), None
            case Note():
                self.events.append(Event(self.clock(), step))
                return None, None
            case Call():
                return self.answered(step)
            case never:
                assert_never(never)

    def answered(
        self, call: Call, obtain: Callable[[], Any] | None = None
    ) -> tuple[Any, Fault | None]:
        """The answer of *call*, with its event; *obtain* gets one that was asked already."""
        try:
            answer = obtain() if obtain else self.sides.ask(call)
        except (RecordFault, RunFault) as fault:
            self.events.append(Event(self.clock(), call, fault=fault))
            return None, fault
        except Exception as unforeseen:
            ours = internal_error(unforeseen)
            self.events.append(Event(self.clock(), call, fault=ours))
            return None, ours
        self.events.append(Event(self.clock(), call, answer))
        return answer, None


Start: TypeAlias = Callable[[R], tuple[Flow[T], Sides]]
"""Begins a record's flow, and says who answers it."""


def run(
    records: Iterable[R],
    start: Start[R, T],
    *,
    clock: Callable[[], datetime],
    stopping: Callable[[], bool],
) -> Iterator[Ended[R, T]]:
    """Run the records' flows in turn, on this thread alone.

    Once *stopping* answers True no further flow starts; the one in hand is finished.
    An exception that is none of this package's ends its record's flow as `InternalError`.
    """
    for record in records:
        if stopping():
            return
        driven = Driven(record, *start(record), clock)
        step = driven.advance()
        while isinstance(step, Call):
            step = driven.advance(*driven.answered(step))
        yield step


def run_overlapping(
    lanes: Iterable[Sequence[R]],
    start: Start[R, T],
    *,
    width: int,
    clock: Callable[[], datetime],
    stopping: Callable[[], bool],
) -> Iterator[Ended[R, T]]:
    """Run lanes of records side by side, at most *width* remote calls at a time.

    Records of one lane go in turn; a lane is taken when there is room for it, so that *lanes*
    may be a stream. Once *stopping* answers True no further flow starts;
    those in hand are finished.
    """
    with ThreadPoolExecutor(width, thread_name_prefix="talent") as pool:
        overlap = Overlap(pool, start, clock, stopping)
        waiting = iter(lanes)
        while True:
            while len(overlap.in_flight) < width and not stopping():
                lane = next(waiting, None)
                if lane is None:
                    break
                yield from overlap.begin(deque(lane))
            if not overlap.in_flight:
                return
            yield from overlap.go_on_with_answers()


@mutable
class Overlap(Generic[R, T]):
    """Flows under way side by side, each waiting for its answer from the pool."""

    pool: ThreadPoolExecutor
    start: Start[R, T]
    clock: Callable[[], datetime]
    stopping: Callable[[], bool]
    in_flight: dict[Future[Any], tuple[Driven[R, T], Call, deque[R]]] = field(factory=dict)

    def begin(self, lane: deque[R]) -> Iterator[Ended[R, T]]:
        """Start the lane's next flow, and those after it until one asks TalentLMS."""
        while lane and not self.stopping():
            record = lane.popleft()
            driven = Driven(record, *self.start(record), self.clock)
            step = driven.advance()
            if isinstance(step, Call):
                self.in_flight[self.pool.submit(driven.sides.ask, step)] = (driven, step, lane)
                return
            yield step

    def go_on_with_answers(self) -> Iterator[Ended[R, T]]:
        """Wait for an answer, and run the flows that have one to their next question."""
        answered, _ = wait(self.in_flight, return_when=FIRST_COMPLETED)
        for future in answered:
            driven, call, lane = self.in_flight.pop(future)
            step = driven.advance(*driven.answered(call, future.result))
            if isinstance(step, Call):
                self.in_flight[self.pool.submit(driven.sides.ask, step)] = (driven, step, lane)
            else:
                yield step
                yield from self.begin(lane)


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
