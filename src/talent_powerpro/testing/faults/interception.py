"""Proxy around a repository that passes each call through one function, an `Around`.

It injects faults into any repository, a host's own or a shipped one, without a subclass.
`Script` and `CrashAt` are two kinds of `Around`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol, TypeVar, cast

T = TypeVar("T")


class Around(Protocol):
    """A function that is called in place of each call of a repository."""

    def __call__(self, name: str, ask: Callable[[], T]) -> T:
        """Make the call named *name* by calling *ask*, at most once, and return its answer.

        Raising before *ask* simulates a call that never arrived, raising after it an answer
        that was lost. Around a `TalentRepository` it is called from several threads at once.
        """
        ...


def intercepted(repository: T, around: Around) -> T:
    """Returns *repository* with each call passed through *around*.

    All its other attributes and its optional ports are available as before.
    """
    return cast(T, _Proxy(repository, around))


class _Proxy:
    def __init__(self, repository: object, around: Around) -> None:
        self._repository = repository
        self._around = around

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._repository, name)
        if not callable(found):
            return found
        return lambda *args, **kwargs: self._around(name, lambda: found(*args, **kwargs))
