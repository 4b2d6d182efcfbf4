"""Ctrl+C and its relatives: a run ends after the record in hand."""

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
    """Whether somebody asked the run to end."""

    asked: bool = False


@contextmanager
def stopping(stop: Callable[[], None], tell: Callable[[str], None]) -> Iterator[Interruption]:
    """For as long as the block lasts, the first signal calls *stop*, and *tell* with a sentence;
    a second one ends at once by KeyboardInterrupt, which loses nothing either.

    Only a process's main thread hears signals; on another, nothing changes.
    """
    interruption = Interruption()

    def heard(*_: object) -> None:
        if interruption.asked:
            raise KeyboardInterrupt
        interruption.asked = True
        stop()
        tell("Stopping after the record in hand. Once more ends at once.")

    if threading.current_thread() is not threading.main_thread():
        yield interruption
        return
    before = {number: signal.signal(number, heard) for number in SIGNALS}
    try:
        yield interruption
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def end_on_sigterm() -> None:
    """Let a polite kill end the command the way Ctrl+C does: files closed, exit code 130."""

    def end(*_: object) -> None:
        raise KeyboardInterrupt

    for number in SIGNALS:
        if number != signal.SIGINT:
            signal.signal(number, end)
