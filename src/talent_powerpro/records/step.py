"""The steps of a flow: calls, notes, and their results.

A *flow* is a generator with the order of calls. It reads like the guide's pseudo-code. It makes
no call itself: it yields `Call`s and is sent their answers. If a call raises, the exception is
raised inside the flow, at its ``yield``. A driver decides when and on which thread calls are
made, so the same flow serves rehearsal, performance and tests.
"""

from __future__ import annotations

from collections.abc import Generator
from datetime import datetime
from enum import Enum
from typing import Any, TypeAlias, TypeVar

from attrs import frozen

from talent_powerpro.errors import Fault
from talent_powerpro.records.write import Write, write_of

T = TypeVar("T")


class Side(Enum):
    """The side that answers a call: a repository, or the agent's memory."""

    TALENT = "TalentLMS"
    """May run on another thread, overlapping with other calls to TalentLMS."""
    POWERPRO = "PowerPro"
    """Runs on the thread that called the agent, never overlapping."""
    MEMORY = "the agent's memory"
    """As `POWERPRO`."""
    EVIDENCE = "the evidence of results"
    """As `POWERPRO`."""
    LAST_LOOKS = "the last looks"
    """As `POWERPRO`."""
    SUSPENSIONS = "the suspensions"
    """As `POWERPRO`."""


@frozen
class Call:
    """A call to one side that a driver has still to make."""

    action: str
    """The name of the port's method. Plan, veto, report, journal and sync log use it."""
    # Never the `__name__` of the repository's function. A host may wrap its repository in a
    # decorator or a proxy that changes that name, and then no write would be recognised.
    side: Side
    arguments: tuple[Any, ...]

    @property
    def write(self) -> Write | None:
        """The write that the call makes; ``None`` if it only reads."""
        return write_of(self.action, self.arguments)


@frozen
class Now:
    """A request for the current time. The answer is aware."""


@frozen
class Note:
    """A report of a flow about something that no call shows."""

    name: str
    """A key of the sync log's table, such as ``enrolling``."""
    values: tuple[Any, ...] = ()


Step: TypeAlias = Call | Now | Note
Flow: TypeAlias = Generator[Step, Any, T]
"""A generator of steps that returns a ``T``."""


@frozen
class Event:
    """One call or note of a flow, with the answer."""

    at: datetime
    """The time of the answer, or of the note. Aware."""
    step: Call | Note
    answer: Any = None
    fault: Fault | None = None
    """The fault that the call raised instead of an answer."""
