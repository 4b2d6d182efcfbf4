"""A crash of a store with group commit: endings are stored with the next write, or lost."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar, cast

from support.disturbances import POWERPRO_WRITES
from talent_powerpro.ports.state import RunJournal
from talent_powerpro.testing import CrashAt

T = TypeVar("T")

NO_WRITES = frozenset({"last_results", "pending_memberships", "told"})
"""The journal's methods that neither write nor read endings."""
WITH_ENDINGS = {
    *POWERPRO_WRITES,
    *(name for name in dir(RunJournal) if not name.startswith("_") and name not in NO_WRITES),
}
"""The methods before which the endings are stored."""


class LateEndings(CrashAt):
    """A `CrashAt` at which the endings that wait are lost, as `GroupCommit` allows."""

    def __init__(self, number: int | None = None, *, after: bool = False) -> None:
        super().__init__(number, after=after)
        self._waiting: list[Callable[[], object]] = []

    def __call__(self, name: str, ask: Callable[[], T]) -> T:
        if name == "end":
            return super().__call__(name, lambda: cast(T, self._waiting.append(ask)))
        if name in WITH_ENDINGS:
            return super().__call__(name, lambda: self._after_the_endings(ask))
        return super().__call__(name, ask)

    def _after_the_endings(self, ask: Callable[[], T]) -> T:
        while self._waiting:
            self._waiting.pop(0)()
        return ask()
