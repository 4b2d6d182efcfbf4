"""The clock of `run --every`: ticks at equal intervals, in the foreground, until a signal."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator

import click
from attrs import field, mutable

from talent_powerpro.config.intervals import seconds_of

NAP = 0.5
"""Seconds of one sleep. Short, because Windows handles a signal only after the sleep ends."""


def interval(text: str) -> int:
    """Seconds of an interval such as ``30s``, ``10m`` or ``2h``."""
    try:
        return seconds_of(text)
    except ValueError as error:
        raise click.BadParameter(f"{text!r} {error}.") from None


def nothing() -> None:
    """Do nothing. The `stop` to call between two runs."""


@mutable
class Repeating:
    """A clock that skips the ticks that pass during a run."""

    every: float
    """Seconds."""
    monotonic: Callable[[], float] = time.monotonic
    """Seconds that never go back."""
    sleep: Callable[[float], None] = time.sleep
    ending: bool = False
    """Whether `stop` was called."""
    _stop_run: Callable[[], None] = field(default=nothing, init=False)

    def stop(self) -> None:
        """End after the current record, or at once between two runs. Safe in a signal handler."""
        self.ending = True
        self._stop_run()

    def running(self, stop_run: Callable[[], None]) -> None:
        """Register the *stop_run* of a run that begins. Calls it at once if `stop` was called."""
        self._stop_run = stop_run
        if self.ending:
            stop_run()

    def ticks(self) -> Iterator[int]:
        """Yield at each tick, the first one now, the number of ticks skipped since the last."""
        due, skipped = self.monotonic(), 0
        while self._waited_for(due):
            yield skipped
            # Ticks that passed during the run are skipped, never made up for.
            late = self.monotonic() - due
            skipped = max(0, math.ceil(late / self.every) - 1)
            due += (skipped + 1) * self.every

    def _waited_for(self, due: float) -> bool:
        """Sleep until *due*. False if `stop` was called."""
        while not self.ending and (left := due - self.monotonic()) > 0:
            self.sleep(min(left, NAP))
        return not self.ending
