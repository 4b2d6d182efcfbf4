"""Wraps a flow so that refused writes raise a fault inside it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from talent_powerpro.errors import RecordFault
from talent_powerpro.records.step import Call, Flow, Step
from talent_powerpro.records.write import Write

T = TypeVar("T")

Veto = Callable[[Write], RecordFault | None]
"""Returns the fault that refuses a write, or ``None``."""


def with_vetoes(flow: Flow[T], veto: Veto) -> Flow[T]:
    """Wraps *flow*, and calls *veto* before each write. A veto is raised inside the flow."""
    # `yield from` would hide the steps, so the loop passes answers and faults on itself.
    try:
        step = next(flow)
        while True:
            refused = _refused(step, veto)
            if refused is not None:
                step = flow.throw(refused)
                continue
            try:
                answer = yield step
            except Exception as fault:
                step = flow.throw(fault)
            else:
                step = flow.send(answer)
    except StopIteration as stop:
        value: T = stop.value
        return value


def _refused(step: Step, veto: Veto) -> RecordFault | None:
    write = step.write if isinstance(step, Call) else None
    return veto(write) if write else None
