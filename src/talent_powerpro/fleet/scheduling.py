"""The schedule of a fleet: which RTOs are due, and in which order. Pure functions.

Each RTO has ticks at equal intervals, at a phase of its own, so that many RTOs with the same
interval do not all come due in one second. An RTO is due at the first tick after its last run
ended. So ticks that pass while it waits or runs are skipped, and never made up for.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from zlib import crc32

from attrs import frozen

EPOCH = datetime(2020, 1, 1, tzinfo=UTC)
"""The moment that all ticks are counted from."""

NOT_LATE = timedelta(0)
SECOND = timedelta(seconds=1)


@frozen(kw_only=True)
class Timing:
    """What the schedule has to know of one RTO."""

    rto: str
    every: timedelta
    since: datetime
    """When the RTO was first seen, or was resumed. Aware."""
    last_tried: datetime | None = None
    """When its last job ended. Aware; ``None``: it had none."""
    last_ended: datetime | None = None
    """When its last run ended that did not find the RTO's lock held. Aware; ``None``: none did."""
    asked: datetime | None = None
    """When a person asked for a run that has not begun. Aware; ``None``: nobody did."""
    paused: bool = False
    active: bool = False
    """Whether a run of it is waiting in the queue, or under way."""
    usable: bool = True
    """Whether its settings are valid."""


def due_at(timing: Timing) -> datetime:
    """The moment at which the RTO is due: a tick, or when a person asked for a run.

    An RTO that was never tried is due at once.
    """
    due = _first_tick(timing, timing.last_tried)
    return min(due, timing.asked) if timing.asked else due


def late_by(timing: Timing, now: datetime) -> timedelta:
    """How long the RTO has been due without a run that ended. Nothing while it is paused.

    A run that finds the RTO's lock held does not count: it did nothing.
    """
    if timing.paused:
        return NOT_LATE
    return max(NOT_LATE, now - _first_tick(timing, timing.last_ended))


def _first_tick(timing: Timing, ended: datetime | None) -> datetime:
    if ended is None:
        return timing.since
    return next_tick(timing.rto, timing.every, max(timing.since, ended))


def next_tick(rto: str, every: timedelta, after: datetime) -> datetime:
    """The RTO's first tick after *after* (aware)."""
    first = EPOCH + timedelta(seconds=crc32(rto.encode()) % (every // SECOND))
    return first + ((after - first) // every + 1) * every


def chosen(timings: Iterable[Timing], now: datetime, free: int) -> tuple[Timing, ...]:
    """The RTOs to run now, at most *free* of them: most overdue first, then by name.

    An RTO with a run that waits or is under way is never chosen, so one whose TalentLMS hangs
    takes one slot.
    """
    due = [
        each
        for each in timings
        if each.usable and not each.paused and not each.active and due_at(each) <= now
    ]
    due.sort(key=lambda each: (due_at(each), each.rto))
    return tuple(due[: max(0, free)])
