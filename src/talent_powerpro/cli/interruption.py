"""Signal handlers that end a run after the current record: Ctrl+C, SIGTERM, SIGBREAK."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from attrs import mutable

SIGNALS = tuple(
    getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGBREAK") if hasattr(signal, name)
)
"""The signals that this system has. Only Windows has SIGBREAK."""


@mutable
class Interruption:
    """The state of one `stopping` block."""

    requested: bool = False
    """Whether a signal came."""


@contextmanager
def stopping(stop: Callable[[], None], notify: Callable[[str], None]) -> Iterator[Interruption]:
    """Handle signals during the block.

    The first signal calls *stop*, and *notify* with a message. A second one raises
    `KeyboardInterrupt`, which loses nothing either. On any thread but the main one this does
    nothing, because Python delivers signals to the main thread alone.
    """
    interruption = Interruption()

    def handle(*_: object) -> None:
        if interruption.requested:
            # Safe in the middle of a record, because the next run repeats what it did not finish.
            raise KeyboardInterrupt
        interruption.requested = True
        stop()
        notify("Finishing the current record. Press Ctrl+C again to stop now.")

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
    """Make SIGTERM and SIGBREAK end the command as Ctrl+C does: files closed, exit code 130."""

    def end(*_: object) -> None:
        raise KeyboardInterrupt

    for number in SIGNALS:
        if number != signal.SIGINT:
            signal.signal(number, end)
