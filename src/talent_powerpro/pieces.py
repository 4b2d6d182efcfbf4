"""Values in pieces of limited size, so that a query names few; and values that are counted."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import TypeVar

V = TypeVar("V")

AT_ONCE = 500
"""Values in one piece. SQLite's oldest builds allow 999 in one statement."""


def pieces(values: Iterable[V]) -> Iterator[Sequence[V]]:
    """*values* in pieces of at most `AT_ONCE`, each read from them when it is taken."""
    left = iter(values)
    while some := list(islice(left, AT_ONCE)):
        yield some


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
