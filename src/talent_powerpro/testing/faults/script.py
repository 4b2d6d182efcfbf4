"""Faults on purpose: calls that fail by script, and an agent that is killed at any call.

Both are an `Around`: hand them to `intercepted`, with a repository or a journal.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from threading import Lock
from typing import TypeAlias, TypeVar

T = TypeVar("T")

Action: TypeAlias = Callable[[], object]
"""Something that happens at a call: it may raise a fault, edit a system, or stop an agent."""


class Script:
    """What happens at whichever call of a method, set down beforehand. For several threads.

    Methods go by their names, such as ``create_user``. What nothing was set down for passes.
    """

    def __init__(self) -> None:
        self.asked: list[str] = []
        """The names of all calls so far, in order."""
        self.always: dict[str, Action] = {}
        """What happens before every call of a method."""
        self._before: dict[str, deque[Action]] = {}
        self._after: dict[str, deque[Action]] = {}
        self._lock = Lock()

    def raises(self, method: str, *faults: Exception) -> None:
        """The method's next calls raise these, one each, and have no effect."""
        self.does(method, *map(raising, faults))

    def does(self, method: str, *actions: Action) -> None:
        """Before the method's next calls, this happens, once each."""
        self._before.setdefault(method, deque()).extend(actions)

    def loses(self, method: str, *faults: Exception) -> None:
        """The method's next calls have their effect, but these are raised instead of their
        answers, one each."""
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
    """The action that raises *fault*."""

    def raise_it() -> None:
        raise fault

    return raise_it


class Killed(BaseException):
    """The process is gone. No `Exception`: nothing that handles faults may handle this one."""


class CrashAt:
    """Kills the agent at one of its calls. For several threads.

    Shared by all of an agent's repositories it counts their calls together, from 1 on. At call
    *number* it raises `Killed`: before the call has an effect, or with *after* when it has had
    one. From then on every call raises it: a process that is gone asks nothing more. Without a
    *number* it only counts, to learn how many calls there are.
    """

    def __init__(self, number: int | None = None, *, after: bool = False) -> None:
        self.asked: list[str] = []
        """The names of the calls so far, the one that killed among them."""
        self.done: list[str] = []
        """The names of those that had their effect."""
        self.killed = False
        self._number = number
        self._after = after
        self._lock = Lock()

    @property
    def calls(self) -> int:
        """How many calls there were, up to the one that killed."""
        return len(self.asked)

    def __call__(self, name: str, ask: Callable[[], T]) -> T:
        with self._lock:
            if self.killed:
                raise Killed(f"asked {name} when it was gone")
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
