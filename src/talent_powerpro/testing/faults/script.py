"""Scripted faults, and a simulated crash at a chosen call.

Both are an `Around`: pass one to `intercepted`, with a repository or a journal.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from threading import Lock
from typing import TypeAlias, TypeVar

T = TypeVar("T")

Action: TypeAlias = Callable[[], object]
"""A function that runs at a call: it may raise a fault, edit a system or stop an agent."""


class Script:
    """An `Around` that follows a script: faults and actions for the next calls of each method.

    Methods are given by name, such as ``create_user``. Calls without a script pass unchanged.
    Safe for several threads.
    """

    def __init__(self) -> None:
        self.asked: list[str] = []
        """The names of all calls so far, in order."""
        self.always: dict[str, Action] = {}
        """Actions by method name, run before every call of the method."""
        self._before: dict[str, deque[Action]] = {}
        self._after: dict[str, deque[Action]] = {}
        self._lock = Lock()

    def raises(self, method: str, *faults: Exception) -> None:
        """Make each of the method's next calls raise one of *faults*, without any effect."""
        self.does(method, *map(raising, faults))

    def does(self, method: str, *actions: Action) -> None:
        """Run one of *actions* before each of the method's next calls."""
        self._before.setdefault(method, deque()).extend(actions)

    def loses(self, method: str, *faults: Exception) -> None:
        """Let the method's next calls take effect, then raise one of *faults* for each answer."""
        self._after.setdefault(method, deque()).extend(map(raising, faults))

    def __call__(self, name: str, ask: Callable[[], T]) -> T:
        with self._lock:
            self.asked.append(name)
            before = _next(self._before, name)
        for action in (self.always.get(name), before):
            if action:
                action()
        answer = ask()
        with self._lock:
            after = _next(self._after, name)
        if after:
            after()
        return answer


def _next(actions: dict[str, deque[Action]], name: str) -> Action | None:
    waiting = actions.get(name)
    return waiting.popleft() if waiting else None


def raising(fault: Exception) -> Action:
    """Returns an action that raises *fault*."""

    def raise_it() -> None:
        raise fault

    return raise_it


class Killed(BaseException):
    """A simulated crash. Not an `Exception`, so that no handling of faults catches it."""


class CrashAt:
    """An `Around` that simulates a crash at one call. Safe for several threads.

    Share one between all of an agent's repositories: it counts their calls together, from 1. At
    call *number* it raises `Killed`, before the call takes effect or, with *after*, after it.
    Every later call raises `Killed` too, because a dead process makes no calls. Without
    *number* it only counts the calls.
    """

    def __init__(self, number: int | None = None, *, after: bool = False) -> None:
        self.asked: list[str] = []
        """The names of all calls so far, including the one at which the crash happened."""
        self.done: list[str] = []
        """The names of the calls that took effect."""
        self.killed = False
        self._number = number
        self._after = after
        self._lock = Lock()

    @property
    def calls(self) -> int:
        """The number of calls so far, up to and including the crash."""
        return len(self.asked)

    def __call__(self, name: str, ask: Callable[[], T]) -> T:
        with self._lock:
            if self.killed:
                raise Killed(f"{name} called after the crash")
            self.asked.append(name)
            self.killed = is_last = len(self.asked) == self._number
        if is_last and not self._after:
            raise Killed(f"before {name}, call {self._number}")
        answer = ask()
        with self._lock:
            self.done.append(name)
        if is_last:
            raise Killed(f"after {name}, call {self._number}")
        return answer
