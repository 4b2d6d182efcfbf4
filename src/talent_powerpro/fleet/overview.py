"""The fleet at one moment as people read it: each RTO's condition, worst first. Pure functions."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from attrs import frozen

from talent_powerpro.fleet.records import FleetRun, FleetState, RtoState, WorkerState

STOPPED = frozenset({2, 3, 5, 70})
"""Exit codes of runs that a person has to look into. After any other code the next run goes on."""


class Condition(StrEnum):
    """An RTO in a word. An RTO that fits several has the first of them."""

    FAULTY = "faulty settings"
    LATE = "late"
    STOPPED = "stopped"
    """Its last run was stopped by something that the next run will meet again."""
    RUNNING = "running"
    QUEUED = "queued"
    PAUSED = "paused"
    ON_TIME = "on time"


RANKS = {each: rank for rank, each in enumerate(Condition)}


@frozen(kw_only=True)
class Standing:
    """One RTO at the moment of an overview. Times are aware."""

    rto: str
    name: str
    """``[rto] name`` of its settings."""
    condition: Condition
    late: bool
    """Whether it has been due for longer than the fleet's settings allow."""
    late_by_seconds: int
    """How long it has been due without a run that ended."""
    next_due: datetime | None
    """When it is due, or since when; ``None``: it is paused."""
    last: FleetRun | None
    running: FleetRun | None
    paused: datetime | None
    paused_by: str
    asked: datetime | None
    """When a person asked for a run that has not begun."""
    needs_person: int
    """The number of entries that wait for a person, at the end of the last run that had any."""
    faults: tuple[str, ...]
    """The faults of its settings, or what stopped its last run; empty: neither."""
    remedy: str = ""


@frozen(kw_only=True)
class Overview:
    """All RTOs of a fleet, worst first, and its workers."""

    now: datetime
    late: int
    """The number of RTOs that are late."""
    needs_person: int
    """The number of RTOs with entries that wait for a person."""
    conditions: dict[str, int]
    """Numbers of RTOs by condition; one that nobody has is left out."""
    workers: tuple[WorkerState, ...]
    rtos: tuple[Standing, ...]


def overview_of(state: FleetState) -> Overview:
    """The overview of the fleet: who is late comes first, longest first, then by condition."""
    rtos = tuple(sorted((_standing(each, state) for each in state.rtos), key=_worst_first))
    found = [each.condition for each in rtos]
    return Overview(
        now=state.now,
        late=sum(each.late for each in rtos),
        needs_person=sum(each.needs_person > 0 for each in rtos),
        conditions={str(each): found.count(each) for each in Condition if each in found},
        workers=state.workers,
        rtos=rtos,
    )


def _worst_first(rto: Standing) -> tuple[object, ...]:
    late_for = rto.late_by_seconds if rto.late else 0
    # Of two that are alike, the first by name: they come by name, and are sorted in place.
    return -late_for, RANKS[rto.condition], -rto.needs_person


def _standing(rto: RtoState, state: FleetState) -> Standing:
    late = rto.is_late(state.now, state.late_after)
    stopped = rto.last if rto.last and rto.last.exit in STOPPED else None
    said = (stopped.message,) if stopped and stopped.message else ()
    return Standing(
        rto=rto.rto,
        name=rto.name,
        condition=_condition(rto, late=late, stopped=stopped is not None),
        late=late,
        late_by_seconds=int(rto.late_by(state.now).total_seconds()),
        next_due=rto.next_due,
        last=rto.last,
        running=rto.running,
        paused=rto.paused,
        paused_by=rto.paused_by,
        asked=rto.asked,
        needs_person=sum(rto.last.needs_person.values()) if rto.last else 0,
        faults=rto.faults or said,
        remedy=stopped.remedy if stopped and not rto.faults else "",
    )


def _condition(rto: RtoState, *, late: bool, stopped: bool) -> Condition:
    found = {
        Condition.FAULTY: bool(rto.faults),
        Condition.LATE: late,
        # A pause is what a person did about it.
        Condition.STOPPED: stopped and not rto.paused,
        Condition.RUNNING: rto.running is not None,
        Condition.QUEUED: rto.waiting,
        Condition.PAUSED: rto.paused is not None,
    }
    return next((each for each, holds in found.items() if holds), Condition.ON_TIME)
