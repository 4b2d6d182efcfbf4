"""The forecast of a schedule's calls to TalentLMS while nothing changes. Pure.

An idle run reads one roster for each Talent course, and asks for the progress of those whose turn
in the sweep has come. Read literally, the guide asks for everybody's progress at every run.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime, timedelta

from attrs import frozen

from talent_powerpro.model import EnrolmentId
from talent_powerpro.rules.worth_asking import Sweep, next_turn

DAY_MINUTES = 24 * 60


@frozen
class InScope:
    """An enrolment whose results are fetched."""

    enrolment_id: EnrolmentId
    answered_at: datetime | None = None
    """When TalentLMS last answered; ``None``: the next run asks."""
    is_verified: bool = True
    """Whether the link to its Talent user is verified. Otherwise that takes a call more, once."""


@frozen
class Schedule:
    """The calls of runs at a fixed interval, over a day. Of several numbers, the largest."""

    minutes: int
    """The interval."""
    per_run: int
    per_hour: int
    literal_per_run: int
    """By the guide's own algorithm."""
    literal_per_hour: int


def never(_: int) -> bool:
    """No Talent course is swept at once."""
    return False


def schedule(
    courses: Iterable[Sequence[InScope]],
    start: datetime,
    minutes: int,
    sweep: timedelta,
    *,
    rosters: bool = True,
    at_once: Callable[[int], bool] = never,
) -> Schedule:
    """Return the calls of a schedule. See `calls_of_runs` for the arguments."""
    courses = [each for each in courses if each]
    calls = calls_of_runs(courses, start, minutes, sweep, rosters=rosters, at_once=at_once)
    an_hour = -(-60 // minutes)
    literal = sum(map(len, courses))
    return Schedule(
        minutes,
        max(calls),
        max(sum(calls[first : first + an_hour]) for first in range(len(calls))),
        literal,
        literal * an_hour,
    )


def calls_of_runs(
    courses: Iterable[Sequence[InScope]],
    start: datetime,
    minutes: int,
    sweep: timedelta,
    *,
    rosters: bool = True,
    at_once: Callable[[int], bool] = never,
) -> list[int]:
    """Return the calls of each run of a day. *courses* are the enrolments of each Talent course.

    *start* is the time of the next run. *rosters* False: all saving is turned off. *at_once* says
    for a number of enrolments in one Talent course whether the sweep asks them together.
    """
    interval = timedelta(minutes=minutes)
    times = [start + interval * number for number in range(max(1, DAY_MINUTES // minutes))]
    calls: Counter[int] = Counter()
    every_run = 0
    for course in filter(None, courses):
        calls[0] += sum(not each.is_verified for each in course)
        # One enrolment alone is asked for directly: a roster would cost as much, and tell less.
        if not rosters or len(course) == 1:
            every_run += len(course)
            continue
        every_run += 1
        of_course = Sweep(sweep, at_once(len(course)))
        for each in course:
            calls.update(_turns(each, times, of_course))
    return [every_run + calls[number] for number in range(len(times))]


def _turns(each: InScope, times: Sequence[datetime], sweep: Sweep) -> Iterator[int]:
    """Yield the numbers of the runs that ask for the enrolment's progress."""
    number, turn = -1, times[0]
    if each.answered_at is not None:
        turn = next_turn(each.enrolment_id, each.answered_at, sweep)
    # At most once a run, also where the sweep has no interval.
    while (number := max(bisect_left(times, turn), number + 1)) < len(times):
        yield number
        turn = next_turn(each.enrolment_id, times[number], sweep)
