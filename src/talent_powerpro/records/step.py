"""Flows ask; they never call.

A *flow* is a generator that holds the order of calls and reads like the guide's
pseudo-code. It yields `Call`s and is sent their answers (a call that raises is raised
inside the flow, at its ``yield``). Whoever drives it decides when, where and on which
thread the calls happen, so one flow serves rehearsal, performance and tests alike.

Two rules for anyone who writes one: a flow makes no call itself, and whatever it yields
comes from `remote`, `local` or `note`.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from enum import Enum
from typing import Any, TypeAlias, TypeVar

from attrs import frozen
from typing_extensions import TypeVarTuple, Unpack

T = TypeVar("T")
Ts = TypeVarTuple("Ts")


class Side(Enum):
    """Whom a call asks."""

    REMOTE = "TalentLMS"
    """May run on another thread, overlapping with other remote calls."""
    LOCAL = "PowerPro"
    """Runs on the thread that called the agent, never overlapping."""


@frozen
class Call:
    """A question to one of the two systems, not yet asked."""

    side: Side
    function: Callable[..., Any]
    arguments: tuple[Any, ...]

    @property
    def name(self) -> str:
        """The port method asked for: what the sync log's table is keyed by."""
        return getattr(self.function, "__name__", "")

    def ask(self) -> Any:
        return self.function(*self.arguments)


@frozen
class Note:
    """Something a flow tells where it makes no call."""

    name: str
    """What is told, a key of the sync log's table or a warning's reason."""
    values: tuple[Any, ...] = ()


Step: TypeAlias = Call | Note
Flow: TypeAlias = Generator[Step, Any, T]
"""A generator of steps that returns a ``T``."""


def remote(function: Callable[[Unpack[Ts]], T], *args: *Ts) -> Flow[T]:
    """Ask TalentLMS: ``user = yield from remote(talent.user_by_email, email)``."""
    answer: T = yield Call(Side.REMOTE, function, args)
    return answer


def local(function: Callable[[Unpack[Ts]], T], *args: *Ts) -> Flow[T]:
    """Ask PowerPro: ``yield from local(powerpro.set_secondary_id, client, user.id)``."""
    answer: T = yield Call(Side.LOCAL, function, args)
    return answer


def note(name: str, *values: Any) -> Flow[None]:
    """Tell the run something that no call tells."""
    yield Note(name, values)
