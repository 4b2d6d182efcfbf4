"""The threads on which a run calls TalentLMS, for its flows and for what it reads in bulk."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from types import TracebackType
from typing import Self, TypeVar

T = TypeVar("T")


class CallPool:
    """At most *width* calls to TalentLMS at a time. With width 1 there is no other thread.

    Used in a ``with`` block, at whose end all calls have ended.
    """

    def __init__(self, width: int = 1) -> None:
        self.width = width
        # Threads begin with the first call, so a pool that is not used costs nothing.
        self._name = f"talent-{id(self):x}"
        self._threads = ThreadPoolExecutor(width, thread_name_prefix=self._name)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._threads.shutdown()
        # The executor does not know a thread that Ctrl+C met as it began, and does not wait for it.
        for thread in threading.enumerate():
            if thread.name.startswith(self._name):
                thread.join()

    @property
    def threads(self) -> Executor:
        """The threads, for a driver that lets flows overlap."""
        return self._threads

    def begin(self, ask: Callable[[], T]) -> Callable[[], T]:
        """Begin a call. Returns a function that waits for its answer, or raises its fault.

        With width 1 the call is made when its answer is wanted.
        """
        return ask if self.width == 1 else self._threads.submit(ask).result

    def in_order(self, asks: Iterable[Callable[[], T]]) -> Iterator[T]:
        """Yield the answers in the order of *asks*, with at most *width* calls under way.

        The first fault is raised, and no further call begins.
        """
        waiting: deque[Callable[[], T]] = deque()
        for ask in asks:
            waiting.append(self.begin(ask))
            if len(waiting) >= self.width:
                yield waiting.popleft()()
        while waiting:
            yield waiting.popleft()()
