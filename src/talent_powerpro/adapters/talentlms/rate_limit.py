"""Rate limit: keeps the calls below what TalentLMS allows in five seconds."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from threading import Lock

CALLS = 190
"""API fact (documented): at most 200 calls in 5 seconds, for all of a customer's programs."""
SECONDS = 5.0


class SlidingWindow:
    """Rate limit of at most *calls* starts in any *seconds*. Safe for many threads.

    *clock* gives seconds that never go back; *sleep* waits for a number of seconds.
    """

    def __init__(
        self,
        calls: int = CALLS,
        seconds: float = SECONDS,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._seconds = seconds
        self._clock = clock
        self._sleep = sleep
        self._begun: deque[float] = deque(maxlen=calls)
        self._lock = Lock()

    def wait(self) -> None:
        """Wait until the next call may start."""
        delay = self._book()
        if delay > 0:
            self._sleep(delay)

    def _book(self) -> float:
        """Book the next free moment and return the seconds until then.

        Waiting happens outside, so that no thread waits while it holds the lock.
        """
        with self._lock:
            now = self._clock()
            full = len(self._begun) == self._begun.maxlen
            start = max(now, self._begun[0] + self._seconds) if full else now
            self._begun.append(start)
            return start - now
