"""Never more calls in a while than TalentLMS allows."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from threading import Lock

CALLS = 190
"""TalentLMS takes 200 calls in 5 seconds from one customer (API sheet, section 13)."""
SECONDS = 5.0


class SlidingWindow:
    """In no span of *seconds* do more than *calls* calls begin. Safe for many threads.

    *clock* tells seconds that never go back; *sleep* waits that many.
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
        """Return when the next call may begin."""
        delay = self._book()
        if delay > 0:
            self._sleep(delay)

    def _book(self) -> float:
        """Book the next free moment; how many seconds away it is.

        Booking and waiting are apart, so that nobody waits with the lock in hand.
        """
        with self._lock:
            now = self._clock()
            full = len(self._begun) == self._begun.maxlen
            start = max(now, self._begun[0] + self._seconds) if full else now
            self._begun.append(start)
            return start - now
