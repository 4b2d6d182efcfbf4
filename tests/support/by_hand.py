"""Flows driven by hand, on the spot, over both systems in memory."""

from __future__ import annotations

from datetime import datetime
from typing import Any, TypeVar

from support.scripted import ScriptedTalent
from support.the_guide import STARTED, TODAY, booking, portal, rules
from talent_powerpro.adapters.memory import MemoryPowerPro
from talent_powerpro.adapters.memory.state import MemoryEvidence, MemoryJournal
from talent_powerpro.flows.drivers import Sides
from talent_powerpro.flows.provisioning import NoLongerDue, Provisioned, provision
from talent_powerpro.model import ContactLog, Enrolment
from talent_powerpro.records.due import Due
from talent_powerpro.records.step import Call, Flow
from talent_powerpro.testing import Stepped

T = TypeVar("T")


def sides(
    talent: ScriptedTalent | None = None,
    powerpro: MemoryPowerPro | None = None,
    memory: MemoryJournal | None = None,
    evidence: MemoryEvidence | None = None,
) -> Sides:
    """Who answers a flow; a side that is left out is empty."""
    return Sides(
        portal() if talent is None else talent,
        MemoryPowerPro() if powerpro is None else powerpro,
        MemoryJournal() if memory is None else memory,
        MemoryEvidence() if evidence is None else evidence,
    )


def answered(flow: Flow[T], *who: Any, **named: Any) -> tuple[list[Call], T]:
    """Drive a flow by hand, on the spot: the calls it asked, in order, and what it came to.

    Answered by `sides` of the other arguments.
    """
    stepped = Stepped(flow, sides(*who, **named), clock)
    value = stepped.run()
    return stepped.asked, value


def asked(flow: Flow[object], *who: Any, **named: Any) -> list[tuple[object, ...]]:
    """The calls of a flow up to its end or fault, each as its action and its arguments."""
    stepped = Stepped(flow, sides(*who, **named), clock)
    stepped.run_to()
    return [(call.action, *call.arguments) for call in stepped.asked]


def clock() -> datetime:
    return STARTED


# --- the guide's provisioning page ------------------------------------------------


def story(due: Enrolment) -> Flow[Provisioned | NoLongerDue]:
    return provision(Due(due, TODAY), rules())


def provision_now(due: Enrolment, talent: ScriptedTalent) -> tuple[MemoryPowerPro, list[str]]:
    """Provision over both systems in memory: PowerPro afterwards, and the actions asked for."""
    powerpro = MemoryPowerPro([due])
    calls, _ = answered(story(due), talent, powerpro)
    return powerpro, [call.action for call in calls]


def log_of(powerpro: MemoryPowerPro) -> ContactLog | None:
    stored = powerpro.enrolment(booking())
    assert stored is not None
    return stored.provisioning_log
