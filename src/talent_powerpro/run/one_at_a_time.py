"""Locks for questions: two threads with the same question make one call."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from contextlib import contextmanager
from threading import Lock

from attrs import field, mutable


class OneAtATime:
    """A lock for each question that is being asked."""

    def __init__(self) -> None:
        self._asking: dict[Hashable, Asking] = {}
        self._lock = Lock()

    @contextmanager
    def of(self, question: Hashable) -> Iterator[None]:
        """Hold the question's lock during the block."""
        # A lock for each question: other questions must not wait for this one's answer.
        with self._lock:
            asking = self._asking.setdefault(question, Asking())
            asking.threads += 1
        try:
            with asking.lock:
                yield
        finally:
            with self._lock:
                asking.threads -= 1
                if not asking.threads:
                    del self._asking[question]


@mutable
class Asking:
    """The lock of one question, with the number of threads that hold or wait for it."""

    lock: Lock = field(factory=Lock)
    threads: int = 0
