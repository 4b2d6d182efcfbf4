"""Signals that end a run after the record in hand: Ctrl+C, SIGTERM, Windows' SIGBREAK."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from attrs import mutable

SIGNALS = tuple(
    getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGBREAK") if hasattr(signal, name)
)
"""Those that this system has; SIGBREAK is Windows' own."""


@mutable
class Interruption:
    """The state of one `stopping` block."""

    asked: bool = False
    """Whether a signal came."""


@contextmanager
def stopping(stop: Callable[[], None], tell: Callable[[str], None]) -> Iterator[Interruption]:
    """Handle signals for as long as the block lasts.

    The first one calls *stop*, and *tell* with a sentence. A second one raises
    `KeyboardInterrupt`, which loses nothing either. Only a process's main thread gets
    signals; on another thread nothing changes.
    """
    interruption = Interruption()

    def handle(*_: object) -> None:
        if interruption.asked:
            raise KeyboardInterrupt
        interruption.asked = True
        stop()
        tell("Stopping after the record in hand. Once more ends at once.")

    if threading.current_thread() is not threading.main_thread():
        yield interruption
        return
    before = {number: signal.signal(number, handle) for number in SIGNALS}
    try:
        yield interruption
    finally:
        for number, earlier in before.items():
            signal.signal(number, earlier)


def end_on_sigterm() -> None:
    """Make SIGTERM (and SIGBREAK) end the command as Ctrl+C does: files closed, exit code 130."""

    def end(*_: object) -> None:
        raise KeyboardInterrupt

    for number in SIGNALS:
        if number != signal.SIGINT:
            signal.signal(number, end)
