"""`run --every` by a clock that stands still while nothing sleeps."""

from __future__ import annotations

from collections.abc import Callable

from attrs import field, mutable

from talent_powerpro.cli.every import Repeating


@mutable
class Time:
    """A clock that only `sleep` moves, with actions that happen at given times."""

    now: float = 100.0
    at: dict[float, Callable[[], object]] = field(factory=dict)

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        assert 0 < seconds <= 0.5
        self.now += seconds
        for moment in [moment for moment in self.at if moment <= self.now]:
            self.at.pop(moment)()


def repeating(every: float, time: Time, *, until: float) -> Repeating:
    made = Repeating(every, monotonic=time, sleep=time.sleep)
    time.at[until] = made.stop
    return made
