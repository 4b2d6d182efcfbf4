"""Flows driven by hand, on the spot, over both systems in memory."""

from __future__ import annotations

from datetime import datetime
from typing import TypeVar

from scripted import ScriptedTalent
from talent_powerpro.adapters.memory import MemoryPowerPro
from talent_powerpro.flows.provisioning import Due, NoLongerDue, Provisioned, provision
from talent_powerpro.model import ContactLog, Enrolment
from talent_powerpro.ports.state import PendingMembership
from talent_powerpro.records.step import Call, Flow
from talent_powerpro.testing import Stepped
from the_guide import STARTED, TODAY, booking, rules

T = TypeVar("T")


def answered(flow: Flow[T]) -> tuple[list[Call], T]:
    """Drive a flow by hand, on the spot: the calls it asked, in order, and what it came to."""
    stepped = Stepped(flow)
    value = stepped.run()
    return stepped.asked, value


def asked(flow: Flow[object]) -> list[tuple[object, ...]]:
    """The calls of a flow, each as its name and what it was asked with, up to its end or fault."""
    stepped = Stepped(flow)
    stepped.run_to()
    return [(call.name, *call.arguments) for call in stepped.asked]


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
