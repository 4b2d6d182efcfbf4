"""The port of the queue that hands jobs to workers. A job is one run of one RTO."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

from attrs import frozen


@frozen
class Job:
    """One run of one RTO that a worker has taken from the queue."""

    number: int
    """The job's number in the engine."""
    rto: str
    due: datetime | None
    """The tick that it is for. Aware; ``None``: a person asked for it."""


@frozen
class ActiveJob:
    """A job that waits in the queue, or that a worker has taken."""

    number: int
    taken: bool
    mine: bool = False
    """Whether this worker has taken it."""


class Dispatcher(Protocol):
    """A queue of jobs. It triggers runs; the RTO's own run lock keeps them apart.

    All methods raise `FleetUnusable` where the engine's database does not answer.
    """

    async def defer(self, rto: str, due: datetime | None) -> bool:
        """Put a run of the RTO in the queue. False if one waits there already.

        A run that a person asked for (*due* ``None``) goes before all others.
        """
        ...

    async def active(self) -> Mapping[str, ActiveJob]:
        """The RTOs with a job, each with its job; of two, the one that a worker has taken."""
        ...

    async def take(self) -> Job | None:
        """Take the next job of an RTO that no other job runs; ``None``: there is none."""
        ...

    async def finish(self, job: Job) -> None:
        """Report the end of a job's run, however it ended. A job that is gone is no fault."""
        ...

    async def beat(self) -> None:
        """Say that this worker is alive. To be called every `HEARTBEAT` seconds."""
        ...

    async def end_stalled(self) -> tuple[Job, ...]:
        """End the jobs of workers that have been silent for `SILENCE` seconds, and return them.

        They are ended as failed, never put back: a job that waits and one that is put back would
        block each other. Their RTOs are still due.
        """
        ...


HEARTBEAT = 5.0
SILENCE = 30.0
