"""The threads on which a run calls TalentLMS."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest

from support.patience import PATIENCE
from talent_powerpro.errors import NoAnswer
from talent_powerpro.run.call_pool import CallPool


class Calls:
    """Calls that note their order. *meeting* makes so many of them wait for each other."""

    def __init__(self, meeting: int = 1) -> None:
        self.made: list[int] = []
        self.threads: set[str] = set()
        self._meeting = threading.Barrier(meeting)

    def __call__(self, number: int) -> int:
        self.made.append(number)
        self.threads.add(threading.current_thread().name)
        self._meeting.wait(timeout=PATIENCE)
        if number < 0:
            raise NoAnswer("silent")
        return number


def test_with_width_one_a_call_is_made_when_its_answer_is_wanted_and_on_the_same_thread() -> None:
    calls = Calls()
    with CallPool() as pool:
        answer = pool.begin(partial(calls, 7))
        assert calls.made == []
        assert answer() == 7
    assert calls.threads == {threading.current_thread().name}


def test_calls_that_have_begun_overlap() -> None:
    calls = Calls(meeting=3)
    with CallPool(3) as pool:
        answers = [pool.begin(partial(calls, number)) for number in range(3)]
        assert [answer() for answer in answers] == [0, 1, 2]
    assert threading.current_thread().name not in calls.threads


def test_no_more_calls_overlap_than_the_width_and_a_pool_waits_for_its_own_alone() -> None:
    may_end, before = threading.Event(), set(threading.enumerate())
    with CallPool(2) as pool:
        waiting = [pool.begin(partial(may_end.wait, PATIENCE)) for _ in range(3)]
        assert len(set(threading.enumerate()) - before) == 2
        with CallPool(2) as other:
            assert other.begin(lambda: 7)() == 7
        may_end.set()
        assert [answer() for answer in waiting] == [True] * 3


@pytest.mark.parametrize("width", [1, 4])
def test_answers_come_in_order(width: int) -> None:
    calls = Calls(meeting=width)
    with CallPool(width) as pool:
        assert list(pool.in_order(asking(calls, *range(8)))) == list(range(8))


@pytest.mark.parametrize("width", [1, 4])
def test_after_a_fault_no_further_call_begins(width: int) -> None:
    calls = Calls()
    with CallPool(width) as pool, pytest.raises(NoAnswer):
        list(pool.in_order(asking(calls, 0, -1, *range(2, 20))))
    assert len(calls.made) <= 1 + width


def test_ctrl_c_as_a_thread_begins_leaves_no_call_under_way(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shut, ended = threading.Event(), threading.Event()
    begins, shuts = threading.Thread.start, ThreadPoolExecutor.shutdown

    def begin_and_interrupt(thread: threading.Thread) -> None:
        begins(thread)
        raise KeyboardInterrupt

    def shut_down(executor: ThreadPoolExecutor) -> None:
        shuts(executor)
        shut.set()

    def call() -> None:
        shut.wait(PATIENCE)
        ended.set()

    monkeypatch.setattr(ThreadPoolExecutor, "shutdown", shut_down)
    monkeypatch.setattr(threading.Thread, "start", begin_and_interrupt)
    with pytest.raises(KeyboardInterrupt), CallPool(2) as pool:
        pool.begin(call)
    assert ended.is_set()


def asking(calls: Calls, *numbers: int) -> list[Callable[[], int]]:
    return [partial(calls, number) for number in numbers]
