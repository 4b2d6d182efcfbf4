"""The alphabet of flows: calls, notes, and what came of them.

A *flow* is a generator that holds the order of calls and reads like the guide's
pseudo-code. It makes no call: it yields `Call`s and is sent their answers (a call that
raises is raised inside the flow, at its ``yield``). A driver decides when and on which thread the
calls are made, so one flow serves rehearsal, performance and tests.
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
    """The side that answers a call."""

    TALENT = "TalentLMS"
    """May run on another thread, overlapping with other calls to TalentLMS."""
    POWERPRO = "PowerPro"
    """Runs on the thread that called the agent, never overlapping."""
    MEMORY = "the agent's memory"
    """As `POWERPRO`."""


@frozen
class Call:
    """A question to one side, not yet asked."""

    action: str
    """The port method asked for, by the port's own name, whatever the repository calls its
    function: plan, veto, report, journal and sync log go by it."""
    side: Side
    arguments: tuple[Any, ...]

    @property
    def write(self) -> Write | None:
        """The write that the call makes; ``None``: it only reads."""
        return write_of(self.action, self.arguments)


@frozen
class Now:
    """A question for the time. Its answer is aware."""


@frozen
class Note:
    """Something a flow reports where it makes no call."""

    name: str
    """A key of the sync log's table, such as ``enrolling``."""
    values: tuple[Any, ...] = ()


Step: TypeAlias = Call | Now | Note
Flow: TypeAlias = Generator[Step, Any, T]
"""A generator of steps that returns a ``T``."""


@frozen
class Event:
    """One call or note of a flow, and what came back."""

    at: datetime
    """When the answer was there (for a note: when it was made). Aware."""
    step: Call | Note
    answer: Any = None
    fault: Fault | None = None
    """What the call raised instead of answering."""
