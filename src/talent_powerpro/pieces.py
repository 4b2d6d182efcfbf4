"""Values in pieces of limited size, so that a query names few and memory holds few."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
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
