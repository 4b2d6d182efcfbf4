"""RTOs, runs and workers of a fleet, as its database keeps them.

Nothing of a student is in them: counts, times, exit codes, and the text of what stopped a run.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from attrs import field, frozen

from talent_powerpro.fleet.scheduling import Timing, due_at, late_by


@frozen(kw_only=True)
class FleetRun:
    """One run of one RTO, as the worker that began it recorded it."""

    number: int
    """The run's number in the fleet's database."""
    rto: str
    worker: str
    """The worker's machine and process, as ``machine:pid``."""
    due: datetime | None
    """The tick that it was for. Aware; ``None``: a person asked for it."""
    started: datetime
    """When the worker began it. Aware."""
    ended: datetime | None = None
    """Aware; ``None``: it is under way."""
    exit: int | None = None
    """The exit code that `run` would have had; ``None``: under way, or lost."""
    lost: bool = False
    """Whether its worker ended before it. What it did not finish stays due."""
    run_id: str = ""
    """The id in the RTO's own journal; blank: the run did not begin."""
    counts: Mapping[str, Mapping[str, int]] = field(factory=dict)
    """Numbers of enrolments by stage and status."""
    wrote: int = 0
    needs_person: Mapping[str, int] = field(factory=dict)
    """Numbers of what waits for a person, by kind, such as ``held``."""
    message: str = ""
    """What stopped the run, or why it did not begin; blank: nothing."""
    remedy: str = ""


@frozen(kw_only=True)
class RunEnd:
    """How a run ended. The fields are those of `FleetRun`."""

    exit: int
    run_id: str = ""
    counts: Mapping[str, Mapping[str, int]] = field(factory=dict)
    wrote: int = 0
    needs_person: Mapping[str, int] = field(factory=dict)
    message: str = ""
    remedy: str = ""


@frozen(kw_only=True)
class RtoState:
    """What the fleet knows of one RTO."""

    rto: str
    """The RTO's name in the fleet: its folder's or file's name."""
    name: str
    """``[rto] name`` of its settings."""
    file: str
    """Its settings file, as a worker found it."""
    every: timedelta
    since: datetime
    """When the fleet first saw it, or when it was resumed. Aware."""
    last: FleetRun | None
    """The last run that ended, or was lost."""
    last_tried: datetime | None
    """As `Timing.last_tried`."""
    last_ended: datetime | None
    """As `Timing.last_ended`."""
    running: FleetRun | None
    """The run that is under way."""
    waiting: bool
    """Whether a run of it waits in the queue."""
    asked: datetime | None
    """When a person asked for a run that has not begun."""
    paused: datetime | None
    """Since when it is paused. Aware; ``None``: it is not."""
    paused_by: str
    faults: tuple[str, ...]
    """The faults of its settings. As long as it has any, it does not run."""

    @property
    def timing(self) -> Timing:
        """The values that the schedule looks at."""
        return Timing(
            rto=self.rto,
            every=self.every,
            since=self.since,
            last_tried=self.last_tried,
            last_ended=self.last_ended,
            asked=self.asked,
            paused=self.paused is not None,
            active=self.waiting or self.running is not None,
            usable=not self.faults,
        )

    @property
    def next_due(self) -> datetime | None:
        """When it is due next, or since when it is due. Aware; ``None``: it is paused."""
        return None if self.paused else due_at(self.timing)

    def late_by(self, now: datetime) -> timedelta:
        """How long it has been due without a run that ended. Nothing while it is paused."""
        return late_by(self.timing, now)

    def is_late(self, now: datetime, late_after: timedelta) -> bool:
        """Whether it is later than the fleet's settings allow."""
        return self.late_by(now) > late_after


@frozen(kw_only=True)
class WorkerState:
    """A worker process, as the fleet's database knows it."""

    worker: str
    """Its machine and process, as ``machine:pid``."""
    started: datetime
    seen: datetime
    """When it was last heard of. Aware."""
    slots: int
    alive: bool
    """Whether it was heard of lately."""


@frozen(kw_only=True)
class FleetState:
    """The whole fleet at one moment."""

    now: datetime
    """The database's own time. Aware."""
    late_after: timedelta
    rtos: tuple[RtoState, ...]
    """By name."""
    workers: tuple[WorkerState, ...]
