"""Work that is counted as it goes on, for a progress bar."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

V = TypeVar("V")


def counted(items: Sequence[V], progress: Callable[[int, int], object]) -> Iterator[V]:
    """Yield the items. *progress* is called after each with how many are done, and of how many."""
    for number, each in enumerate(items, start=1):
        yield each
        progress(number, len(items))


class Steps:
    """Counts the steps of a piece of work, for a progress bar."""

    def __init__(self, total: int, progress: Callable[[int, int], object]) -> None:
        """*progress* is called at once, and after each step, with the steps done and *total*."""
        self.done, self.total, self._progress = 0, total, progress
        progress(0, total)

    def did(self, value: V) -> V:
        """Count a step, and return *value*, which it found."""
        self.add(1)
        return value

    def add(self, number: int) -> None:
        """Count so many steps."""
        self.done += number
        self._progress(self.done, self.total)


def untold(_done: int, _total: int) -> None:
    """The progress that nobody asked for."""
