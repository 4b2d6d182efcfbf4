"""A flow in a test's own hand: it stops before and after each call."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Generic, TypeVar, cast

from talent_powerpro.errors import TalentPowerProError
from talent_powerpro.flows.drivers import Sides
from talent_powerpro.records.step import Call, Flow, Note, Now, Step

T = TypeVar("T")


def now_utc() -> datetime:
    """The clock of a flow that was given none."""
    return datetime.now(UTC)


class Stepped(Generic[T]):
    """A flow that stands still before its next call until it is told to step.

    Several of them are stepped in any order: whatever may overlap is tried that way, without
    a thread. A fault that a call raises is raised in the flow, as drivers do; anything else
    passes through.
    """

    def __init__(
        self, flow: Flow[T], sides: Sides, clock: Callable[[], datetime] = now_utc
    ) -> None:
        self.asked: list[Call] = []
        """The calls made so far."""
        self.heard: list[object] = []
        """What the flow was told to each of them: an answer or a fault."""
        self.told: list[Note] = []
        """The notes so far."""
        self.next_call: Call | None = None
        """What the flow will ask next; ``None``: it has ended."""
        self.value: T | None = None
        """What it returned."""
        self.fault: TalentPowerProError | None = None
        """What it ended in instead of returning."""
        self._flow = flow
        self._sides = sides
        self._clock = clock
        self._go_on(None, None)

    def step(self, *, losing: TalentPowerProError | None = None) -> Call | None:
        """Make the next call, and run to the one behind it; `next_call` is answered.

        With *losing* the call has its effect, but the flow gets that fault for an answer.
        A flow that has ended stays as it is.
        """
        call = self.next_call
        if call is not None:
            self.asked.append(call)
            answer, fault = None, losing
            try:
                answer = self._sides.ask(call)
            except TalentPowerProError as raised:
                fault = losing or raised
            self.heard.append(fault or answer)
            self._go_on(answer, fault)
        return self.next_call

    def run_to(self, *names: str) -> Call | None:
        """Step until the next call is one of those named, or to the end."""
        while self.next_call is not None and self.next_call.action not in names:
            self.step()
        return self.next_call

    def run(self) -> T:
        """Step to the end: what the flow returned. Raises the fault that it ended in."""
        self.run_to()
        if self.fault is not None:
            raise self.fault
        return cast(T, self.value)

    def _go_on(self, answer: object, fault: TalentPowerProError | None) -> None:
        try:
            step = self._send(answer, fault)
            while not isinstance(step, Call):
                step = self._send(self._answered(step), None)
            self.next_call = step
        except StopIteration as stop:
            self.next_call, self.value = None, stop.value
        except TalentPowerProError as ending:
            self.next_call, self.fault = None, ending

    def _answered(self, step: Note | Now) -> datetime | None:
        if isinstance(step, Now):
            return self._clock()
        self.told.append(step)
        return None

    def _send(self, answer: object, fault: TalentPowerProError | None) -> Step:
        return self._flow.throw(fault) if fault else self._flow.send(answer)
