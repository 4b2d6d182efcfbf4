"""A run lock that lives as long as the process: `Agent`'s default."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

from talent_powerpro.errors import LockHeld


class MemoryRunLock:
    """One run at a time in this process. See `RunLock` for what `hold` means.

    Agents that share one refuse each other; by default each has its own.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._holder = ""

    @contextmanager
    def hold(self, what: str) -> Iterator[None]:
        if not self._lock.acquire(blocking=False):
            raise LockHeld(
                f"{self._holder or 'another call'} of this process is under way",
                remedy="Wait until it has ended, then run again",
            )
        try:
            self._holder = what
            yield
        finally:
            self._holder = ""
            self._lock.release()
