"""Locks for questions: two threads with the same question make one call."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from contextlib import contextmanager
from threading import Lock
from weakref import WeakValueDictionary


class OneAtATime:
    """A lock for each question that is being asked."""

    def __init__(self) -> None:
        # A question's lock is gone once no thread holds it or waits for it.
        self._asking: WeakValueDictionary[Hashable, Lock] = WeakValueDictionary()
        self._lock = Lock()

    @contextmanager
    def of(self, question: Hashable) -> Iterator[None]:
        """Hold the question's lock during the block."""
        # A lock for each question: other questions must not wait for this one's answer.
        with self._lock:
            asking = self._asking.setdefault(question, Lock())
        with asking:
            yield
