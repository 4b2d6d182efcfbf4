"""Flows driven by hand, on the spot, over both systems in memory."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from typing import TypeVar

from scripted import ScriptedTalent
from talent_powerpro.adapters.memory import MemoryPowerPro
from talent_powerpro.errors import RecordFault
from talent_powerpro.flow import Call, Flow, Step
from talent_powerpro.memory_ports import PendingMembership
from talent_powerpro.model import ContactLog, Enrolment
from talent_powerpro.provisioning import Due, NoLongerDue, Provisioned, provision
from the_guide import STARTED, TODAY, booking, rules

T = TypeVar("T")


def answered(flow: Flow[T]) -> tuple[list[Call], T]:
    """Drive a flow by hand, on the spot: the calls it asked, in order, and what it came to."""
    calls: list[Call] = []
    return calls, _came_to(flow, calls)


def asked(flow: Flow[T]) -> list[tuple[object, ...]]:
    """The calls of a flow, each as its name and what it was asked with, up to its end or fault."""
    calls: list[Call] = []
    with suppress(RecordFault):
        _came_to(flow, calls)
    return [(call.name, *call.arguments) for call in calls]


def _came_to(flow: Flow[T], calls: list[Call]) -> T:
    try:
        step = next(flow)
        while True:
            if isinstance(step, Call):
                calls.append(step)
                step = _after(step, flow)
            else:
                step = next(flow)
    except StopIteration as stop:
        value: T = stop.value
        return value


def _after(call: Call, flow: Flow[T]) -> Step:
    """Ask the call, and let the flow go on with its answer or its fault."""
    try:
        answer = call.ask()
    except RecordFault as fault:
        return flow.throw(fault)
    return flow.send(answer)


# --- the guide's provisioning page ------------------------------------------------


def story(
    due: Enrolment, powerpro: MemoryPowerPro, talent: ScriptedTalent
) -> Flow[Provisioned | NoLongerDue]:
    pending: list[PendingMembership] = []
    return provision(Due(due, TODAY), powerpro, talent, rules(), clock, pending.append)


def clock() -> datetime:
    return STARTED


def provision_now(due: Enrolment, talent: ScriptedTalent) -> tuple[MemoryPowerPro, list[str]]:
    """Provision over both systems in memory: PowerPro afterwards, and the names of the calls."""
    powerpro = MemoryPowerPro([due])
    calls, _ = answered(story(due, powerpro, talent))
    return powerpro, [call.name for call in calls]


def log_of(powerpro: MemoryPowerPro) -> ContactLog | None:
    stored = powerpro.enrolment(booking())
    assert stored is not None
    return stored.provisioning_log
