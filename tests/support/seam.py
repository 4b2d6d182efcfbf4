"""The one place where a test stands between the agent and a repository."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any, ClassVar


@cache
def actions_of(port: type) -> frozenset[str]:
    """The names of a port's methods."""
    return frozenset(name for name in dir(port) if not name.startswith("_"))


class Seam:
    """Stands before a repository and passes each call of one port through `around`.

    It offers that port alone, so a repository's optional ports stay out of sight.
    """

    port: ClassVar[type]

    def __init__(self, repository: object) -> None:
        self._repository = repository

    def around(self, action: str, arguments: tuple[Any, ...], ask: Callable[[], Any]) -> Any:
        """Make the call with *ask*, and answer with what it answers."""
        return ask()

    def __getattr__(self, name: str) -> Any:
        if name not in actions_of(self.port):
            raise AttributeError(f"{type(self).__name__} has no {name}")
        method = getattr(self._repository, name)
        return lambda *arguments: self.around(name, arguments, lambda: method(*arguments))
