"""Step-by-step driver of a flow, for tests: it stops before each call."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Generic, TypeVar, cast

from talent_powerpro.errors import TalentPowerProError
from talent_powerpro.flows.drivers import Sides
from talent_powerpro.records.step import Call, Flow, Note, Now, Step

T = TypeVar("T")


def now_utc() -> datetime:
    """The current time in UTC: the default clock of a flow."""
    return datetime.now(UTC)


class Stepped(Generic[T]):
    """A flow that makes its next call only on `step`.

    Step several flows in any order to test how they overlap, without threads. A
    `TalentPowerProError` of a call is raised inside the flow, as a driver does. Any other
    exception passes to the caller.
    """

    def __init__(
        self, flow: Flow[T], sides: Sides, clock: Callable[[], datetime] = now_utc
    ) -> None:
        self.asked: list[Call] = []
        """The calls made so far."""
        self.heard: list[object] = []
        """The answer or fault that the flow got for each call."""
        self.told: list[Note] = []
        """The notes that the flow has yielded so far."""
        self.next_call: Call | None = None
        """The call that `step` will make; ``None``: the flow has ended."""
        self.value: T | None = None
        """The return value of the flow, once it has ended."""
        self.fault: TalentPowerProError | None = None
        """The fault in which the flow ended; ``None``: it returned, or has not ended."""
        self._flow = flow
        self._sides = sides
        self._clock = clock
        self._go_on(None, None)

    def step(self, *, losing: TalentPowerProError | None = None) -> Call | None:
        """Make the next call and run the flow to the one after it, which is returned.

        With *losing* the call takes effect, but the flow gets that fault instead of the
        answer. Does nothing if the flow has ended.
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
        """Step until the next call has one of the actions in *names*, or to the end."""
        while self.next_call is not None and self.next_call.action not in names:
            self.step()
        return self.next_call

    def run(self) -> T:
        """Step to the end and return the flow's value. Raises the fault in which it ended."""
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
