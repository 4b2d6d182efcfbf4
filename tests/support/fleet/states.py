"""A fleet as its database knows it, by hand: RTOs in every condition."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from attrs import evolve

from talent_powerpro.fleet.records import FleetRun, FleetState, RtoState, WorkerState

NOW = datetime(2026, 6, 2, 6, 58, 56, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
TEN = 10 * MINUTE

RUN = FleetRun(
    number=7,
    rto="fine",
    worker="north:1201",
    due=NOW - 4 * MINUTE,
    started=NOW - 4 * MINUTE,
    ended=NOW - 3 * MINUTE,
    exit=0,
    run_id="20260602T145556-0a0a0a",
    counts={"provisioning": {"provisioned": 10, "held": 1}, "results": {"unchanged": 300}},
    wrote=30,
)


def run(**changes: Any) -> FleetRun:
    """A run that ended well three minutes ago, with *changes*."""
    return evolve(RUN, **changes)


def rto(rto: str, /, **changes: Any) -> RtoState:
    """An RTO that is on time, with *changes*."""
    found = RtoState(
        rto=rto,
        name="",
        file=f"/etc/fleet/{rto}.toml",
        every=TEN,
        since=NOW - 24 * HOUR,
        last=RUN,
        last_tried=None,
        last_ended=None,
        running=None,
        waiting=False,
        asked=None,
        paused=None,
        paused_by="",
        faults=(),
    )
    found = evolve(found, **changes)
    ended = found.last.ended if found.last else None
    return evolve(found, last_tried=ended, last_ended=ended)


WORKERS = (
    WorkerState(worker="north:1201", started=NOW - HOUR, seen=NOW, slots=8, alive=True),
    WorkerState(worker="south:77", started=NOW - HOUR, seen=NOW - HOUR, slots=8, alive=False),
)


def fleet(*rtos: RtoState, workers: tuple[WorkerState, ...] = WORKERS) -> FleetState:
    return FleetState(now=NOW, late_after=30 * MINUTE, rtos=rtos, workers=workers)


KEY = "The API key is wrong."
MIXED = fleet(
    rto("fine", name="Fine College"),
    rto("held", last=run(exit=1, needs_person={"held": 2, "missed": 1})),
    rto(
        "hung",
        running=run(ended=None, exit=None, started=NOW - 2 * HOUR),
        last=run(ended=NOW - 3 * HOUR),
    ),
    rto("keyless", last=run(exit=3, counts={}, message=KEY, remedy="Put the right one in.")),
    rto("locked", last=run(exit=3, counts={}, message=KEY, remedy="Put the right one in.")),
    rto("new", last=None, since=NOW - MINUTE, waiting=True),
    rto("at work", running=run(ended=None, exit=None, started=NOW - MINUTE)),
    rto("resting", paused=NOW - HOUR, paused_by="kim"),
    rto("torn", last=run(lost=True, exit=None, counts={}, run_id="")),
    rto("typo", last=None, since=NOW - 25 * HOUR, faults=("[rto] timezone: is missing.",)),
)
"""One RTO in each condition, by name."""
