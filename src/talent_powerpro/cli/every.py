"""Runs at equal distances, in the foreground, until somebody asks them to end."""

from __future__ import annotations

import math
import re
import time
from collections.abc import Callable, Iterator

import click
from attrs import field, mutable

SECONDS = {"s": 1, "m": 60, "h": 3600}
SHORTEST, LONGEST = 10, 24 * 3600
"""Seconds from one run to the next. An enrolment is due on one day, so once a day at least."""

NAP = 0.5
"""Seconds slept at once: Windows wakes nobody for a signal who sleeps for longer."""


def distance(text: str) -> int:
    """Seconds from a text such as ``30s``, ``10m`` or ``2h``."""
    found = re.fullmatch(r"([0-9]{1,6})([smh])", text.strip().lower())
    seconds = int(found[1]) * SECONDS[found[2]] if found else 0
    if not SHORTEST <= seconds <= LONGEST:
        raise click.BadParameter(
            f"{text!r} is no time from 10s to 24h; write a number and s, m or h, such as 10m"
        )
    return seconds


def nothing() -> None:
    """What there is to stop between two runs."""


@mutable
class Repeating:
    """The ticks of a clock that waits for no run: those that pass during one are skipped."""

    every: float
    """Seconds."""
    monotonic: Callable[[], float] = time.monotonic
    """Seconds that never go back."""
    sleep: Callable[[float], None] = time.sleep
    asked: bool = False
    """Whether it was asked to end."""
    _stop_run: Callable[[], None] = field(default=nothing, init=False)

    def stop(self) -> None:
        """End after the record in hand, or at once between two runs. From a signal handler."""
        self.asked = True
        self._stop_run()

    def running(self, stop_run: Callable[[], None]) -> None:
        """A run begins that *stop_run* ends; it is asked to at once where it is late already."""
        self._stop_run = stop_run
        if self.asked:
            stop_run()

    def ticks(self) -> Iterator[int]:
        """At each tick, the first of them now: how many were skipped since the one before."""
        due, skipped = self.monotonic(), 0
        while self._waited_for(due):
            yield skipped
            late = self.monotonic() - due
            skipped = max(0, math.ceil(late / self.every) - 1)
            due += (skipped + 1) * self.every

    def _waited_for(self, due: float) -> bool:
        """Whether that time came before anybody asked to end."""
        while not self.asked and (left := due - self.monotonic()) > 0:
            self.sleep(min(left, NAP))
        return not self.asked
