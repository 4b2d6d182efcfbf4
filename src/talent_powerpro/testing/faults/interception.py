"""A proxy between the agent and a repository: each call passes through one function.

So a fault is put into any repository, a host's own or the shipped ones, without a subclass:
what happens around a call is an `Around`; `Script` and `CrashAt` are two of them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol, TypeVar, cast

T = TypeVar("T")


class Around(Protocol):
    """What happens around each call of a repository."""

    def __call__(self, name: str, ask: Callable[[], T]) -> T:
        """Make the call named *name* by *ask*, at most once, and answer with what it answers.

        To raise before *ask* is a call that never arrived; to raise behind it, an answer that
        was lost. Around a `TalentRepository`, called from several threads at once.
        """
        ...


def intercepted(repository: T, around: Around) -> T:
    """*repository*, each call of which goes through *around*. It offers what *repository* does,
    optional ports and attributes that are no methods included."""
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
