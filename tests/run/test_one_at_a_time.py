"""Locks for questions: one thread at a time for each of them."""

from __future__ import annotations

from collections.abc import Hashable
from concurrent.futures import ThreadPoolExecutor
from threading import Event, Lock
from weakref import WeakValueDictionary

from typing_extensions import override

from support.patience import PATIENCE
from talent_powerpro.run.one_at_a_time import OneAtATime


def test_the_same_question_waits_and_another_does_not() -> None:
    locks, asking, may_end, order = OneAtATime(), Event(), Event(), list[str]()

    def first() -> None:
        with locks.of("one"):
            asking.set()
            assert may_end.wait(PATIENCE)
            order.append("first")

    def second() -> None:
        with locks.of("one"):
            order.append("second")

    with ThreadPoolExecutor(2) as pool:
        one = pool.submit(first)
        assert asking.wait(PATIENCE)
        other = pool.submit(second)
        with locks.of("another"):
            order.append("another")
        may_end.set()
        one.result(PATIENCE)
        other.result(PATIENCE)
    assert order == ["another", "first", "second"]


def test_two_threads_cannot_make_a_lock_of_one_question_each() -> None:
    class Watched(WeakValueDictionary[Hashable, Lock]):
        @override
        def setdefault(self, key: Hashable, default: Lock) -> Lock:
            assert locks._lock.locked()
            return super().setdefault(key, default)

    locks = OneAtATime()
    locks._asking = Watched()
    with locks.of("one"):
        assert not locks._lock.locked()


def test_a_question_that_raised_can_be_asked_again() -> None:
    locks = OneAtATime()
    for _ in range(2):
        try:
            with locks.of("one"):
                raise KeyError
        except KeyError:
            continue
