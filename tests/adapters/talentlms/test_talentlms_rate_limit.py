"""Rate limit: the calls stay below TalentLMS's 200 in 5 seconds."""

from __future__ import annotations

from threading import Lock, Thread

from hypothesis import given
from hypothesis import strategies as st

from talent_powerpro.adapters.talentlms import SlidingWindow


class Time:
    def __init__(self) -> None:
        self.now = 100.0
        self.slept: list[float] = []

    def clock(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


def test_the_first_calls_do_not_wait_and_the_next_one_does() -> None:
    time = Time()
    window = SlidingWindow(clock=time.clock, sleep=time.sleep)
    for _ in range(190):
        window.wait()
    assert time.slept == []
    window.wait()
    assert time.slept == [5.0]


def test_a_window_that_has_passed_is_forgotten() -> None:
    time = Time()
    window = SlidingWindow(2, 5.0, clock=time.clock, sleep=time.sleep)
    window.wait()
    time.now += 3
    window.wait()
    time.now += 3
    window.wait()
    assert time.slept == []
    window.wait()
    assert time.slept == [2.0]


def test_half_a_second_is_waited_too() -> None:
    time = Time()
    window = SlidingWindow(1, 0.5, clock=time.clock, sleep=time.sleep)
    window.wait()
    window.wait()
    assert time.slept == [0.5]


@given(st.lists(st.floats(0, 3), max_size=60), st.integers(1, 6))
def test_no_span_of_the_window_ever_holds_more_calls(gaps: list[float], calls: int) -> None:
    time = Time()
    window = SlidingWindow(calls, 5.0, clock=time.clock, sleep=time.sleep)
    begun = []
    for gap in gaps:
        time.now += gap
        window.wait()
        begun.append(time.now)
    for first, after in zip(begun, begun[calls:], strict=False):
        assert after - first >= 5.0 - 1e-9


def test_many_threads_share_one_window() -> None:
    waits: list[float] = []
    lock = Lock()

    def note(seconds: float) -> None:
        with lock:
            waits.append(seconds)

    window = SlidingWindow(10, 5.0, clock=lambda: 0.0, sleep=note)

    def ten_calls() -> None:
        for _ in range(10):
            window.wait()

    threads = [Thread(target=ten_calls) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(waits) == [5.0] * 10 + [10.0] * 10 + [15.0] * 10
