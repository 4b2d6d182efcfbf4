"""Drivers that run flows, either one after the other or with overlapping calls to TalentLMS.

Under every driver, calls to PowerPro and all decisions are made on the thread that called it,
so a database connection that is bound to its thread is safe. Only calls to TalentLMS run on a
pool of threads. A flow runs without interruption until it calls TalentLMS.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from datetime import datetime
from typing import Any, Generic, TypeAlias, TypeVar, assert_never

from attrs import field, frozen, mutable

from talent_powerpro.errors import Fault, RecordFault, RunFault, internal_error
from talent_powerpro.model import EnrolmentId, UnitRowId
from talent_powerpro.ports.memory_side import (
    EvidenceSide,
    LastLooksSide,
    MemorySide,
    SuspensionsSide,
)
from talent_powerpro.ports.powerpro import PowerProRepository
from talent_powerpro.ports.talentlms import TalentSide
from talent_powerpro.records.evidence import ResultEvidence
from talent_powerpro.records.last_look import LastLook
from talent_powerpro.records.step import Call, Event, Flow, Note, Now, Side, Step
from talent_powerpro.records.suspension import Suspension

R = TypeVar("R")
T = TypeVar("T")


class NoLastLooks:
    """The last looks where none were taken."""

    def remembered(self, enrolment_ids: Collection[EnrolmentId]) -> Mapping[EnrolmentId, LastLook]:
        del enrolment_ids
        return {}


class NoSuspensions:
    """The suspensions where nothing is to be remembered, as in a rehearsal."""

    def remember_suspended(self, suspensions: Collection[Suspension]) -> None:
        del suspensions


class NoEvidence:
    """The evidence where none was kept."""

    def of_units(self, unit_ids: Collection[UnitRowId]) -> Sequence[ResultEvidence]:
        del unit_ids
        return ()


@frozen
class Sides:
    """The sides that answer calls: both repositories, rehearsed or real, and what is kept."""

    talent: TalentSide
    powerpro: PowerProRepository
    memory: MemorySide
    evidence: EvidenceSide = field(factory=NoEvidence)
    last_looks: LastLooksSide = field(factory=NoLastLooks)
    suspensions: SuspensionsSide = field(factory=NoSuspensions)

    def ask(self, call: Call) -> Any:
        """Makes the call: the method with the action's name, on the repository of its side."""
        return getattr(self._of(call.side), call.action)(*call.arguments)

    def _of(self, side: Side) -> object:
        match side:
            case Side.TALENT:
                return self.talent
            case Side.POWERPRO:
                return self.powerpro
            case Side.MEMORY:
                return self.memory
            case Side.EVIDENCE:
                return self.evidence
            case Side.LAST_LOOKS:
                return self.last_looks
            case Side.SUSPENSIONS:
                return self.suspensions
            case never:
                assert_never(never)


@frozen
class Ended(Generic[R, T]):
    """A record whose flow has ended, with a value or with a fault."""

    record: R
    events: tuple[Event, ...]
    value: T | None
    fault: Fault | None


@mutable
class Driven(Generic[R, T]):
    """A record whose flow is under way."""

    record: R
    flow: Flow[T]
    sides: Sides
    clock: Callable[[], datetime]
    events: list[Event] = field(factory=list)

    def advance(self, answer: Any = None, fault: Fault | None = None) -> Call | Ended[R, T]:
        """Runs the flow to its next call to TalentLMS, or to its end."""
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
            # Also an exception of a plugin or of this package ends as a record, so that the
            # report of everything done so far is not lost.
            return Ended(self.record, tuple(self.events), None, internal_error(unforeseen))
        return step

    def local_step(self, step: Step) -> tuple[Any, Fault | None]:
        """The answer to a step that needs no call to TalentLMS."""
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
        """The answer to *call*, kept as an event. *obtain* fetches the answer of the pool."""
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
"""Makes the flow of a record, and the sides that answer it."""


def run(
    records: Iterable[R],
    start: Start[R, T],
    *,
    clock: Callable[[], datetime],
    stopping: Callable[[], bool],
) -> Iterator[Ended[R, T]]:
    """Runs the flows of the records one after the other, on this thread only.

    When *stopping* returns True, no further flow starts; the current one is finished. An
    unexpected exception ends the flow of its record as `InternalError`.
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
    pool: Executor,
    width: int,
    clock: Callable[[], datetime],
    stopping: Callable[[], bool],
) -> Iterator[Ended[R, T]]:
    """Runs lanes of records side by side, with at most *width* calls to TalentLMS at a time.

    The calls are made on the threads of *pool*, and have ended when this does.

    Records of one lane run one after the other. A lane is taken from *lanes* when there is room
    for it, so *lanes* may be a stream. When *stopping* returns True, no further flow starts;
    those under way are finished.
    """
    overlap = Overlap(pool, start, clock, stopping)
    waiting = iter(lanes)
    try:
        while True:
            while len(overlap.in_flight) < width and not stopping():
                lane = next(waiting, None)
                if lane is None:
                    break
                yield from overlap.begin(deque(lane))
            if not overlap.in_flight:
                return
            yield from overlap.go_on_with_answers()
    finally:
        wait(overlap.in_flight)  # Where a fault ends it, calls may still be under way.


@mutable
class Overlap(Generic[R, T]):
    """Flows side by side, each waiting for an answer from the pool."""

    pool: Executor
    start: Start[R, T]
    clock: Callable[[], datetime]
    stopping: Callable[[], bool]
    in_flight: dict[Future[Any], tuple[Driven[R, T], Call, deque[R]]] = field(factory=dict)

    def begin(self, lane: deque[R]) -> Iterator[Ended[R, T]]:
        """Starts the next flow of a lane, and the following ones until one calls TalentLMS."""
        while lane and not self.stopping():
            record = lane.popleft()
            driven = Driven(record, *self.start(record), self.clock)
            step = driven.advance()
            if isinstance(step, Call):
                self.in_flight[self.pool.submit(driven.sides.ask, step)] = (driven, step, lane)
                return
            yield step

    def go_on_with_answers(self) -> Iterator[Ended[R, T]]:
        """Waits for an answer, and runs each flow that has one to its next call."""
        # On the caller's thread: the pool only makes calls, it never runs a flow.
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
    """Splits records into lanes. Records that share a person are in one lane, in order.

    *persons* returns everything that may identify the person of a record: client, stored id,
    e-mail. Records belong together if they share one of these, directly or through a third.
    """
    # Side by side, two enrolments of one new client would both find nobody and create two users.
    # `earliest` links each record to an earlier one of its lane (a union-find forest).
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
