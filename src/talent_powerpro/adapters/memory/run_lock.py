"""A run lock that lives as long as the process: `Agent`'s default."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

from talent_powerpro.errors import LockHeld


class MemoryRunLock:
    """A `RunLock` that other processes know nothing of: for a host that is the only one.

    Agents that share one refuse each other; by default each has its own.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._what = ""

    @contextmanager
    def hold(self, what: str) -> Iterator[None]:
        if not self._lock.acquire(blocking=False):
            raise LockHeld(
                f"`{self._what}` of this same process is under way.",
                remedy="Wait for it to end, then run again.",
            )
        self._what = what
        try:
            yield
        finally:
            self._lock.release()
