"""The forecast of calls, run by run."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from talent_powerpro.model import EnrolmentId
from talent_powerpro.rules.call_forecast import (
    InScope,
    Schedule,
    Student,
    calls_of_runs,
    calls_to_provision,
    schedule,
)
from talent_powerpro.rules.worth_asking import Sweep, sweep_is_due

NOW = datetime(2022, 6, 2, 6, 58, 56, tzinfo=UTC)
A_DAY = timedelta(days=1)


def course(count: int, answered_at: datetime | None = NOW, *, first: int = 1) -> list[InScope]:
    return [InScope(EnrolmentId(str(n)), answered_at) for n in range(first, first + count)]


def calls_of_a_day(
    courses: Sequence[Sequence[InScope]],
    start: datetime,
    minutes: int,
    sweep: timedelta,
    *,
    rosters: bool = True,
    at_once: bool = False,
) -> list[int]:
    return calls_of_runs(courses, start, minutes, sweep, rosters=rosters, at_once=lambda _: at_once)


def test_a_day_of_idle_runs_reads_rosters_and_asks_each_enrolment_once() -> None:
    courses = [course(20), course(30, first=21)]
    calls = calls_of_a_day(courses, NOW + timedelta(minutes=10), 10, A_DAY)
    assert len(calls) == 144
    assert sum(calls) == 144 * 2 + 50
    assert min(calls) == 2


def test_the_first_run_asks_all_who_have_no_answer_and_looks_at_links() -> None:
    cold = [InScope(EnrolmentId(str(n)), None, is_verified=n > 2) for n in range(1, 6)]
    calls = calls_of_a_day([cold], NOW, 60, A_DAY)
    assert calls[0] == 1 + 5 + 2
    assert sum(calls[1:]) < 23 + 6


def test_one_enrolment_in_a_course_is_asked_directly() -> None:
    assert calls_of_a_day([course(1), []], NOW, 60, A_DAY) == [1] * 24


def test_without_saving_everybody_is_asked_at_every_run() -> None:
    assert calls_of_a_day([course(3)], NOW, 60, A_DAY, rosters=False) == [3] * 24
    assert calls_of_a_day([course(3)], NOW, 60, timedelta()) == [4] * 24


@pytest.mark.parametrize(
    ("minutes", "runs_an_hour"), [(10, 6), (15, 4), (60, 1), (45, 2), (90, 1), (24 * 60, 1)]
)
def test_an_hour_has_as_many_runs_as_fit(minutes: int, runs_an_hour: int) -> None:
    found = schedule([course(2000)], NOW, minutes, A_DAY, rosters=False, at_once=bool)
    assert (found.per_run, found.literal_per_run) == (2000, 2000)
    assert found.per_hour == found.literal_per_hour == 2000 * runs_an_hour
    assert found.minutes == minutes


def test_nobody_in_scope_needs_no_calls() -> None:
    nothing = Schedule(10, 0, 0, 0, 0)
    assert schedule([], NOW, 10, A_DAY, rosters=True, at_once=bool) == nothing
    assert schedule([[]], NOW, 10, A_DAY, rosters=True, at_once=bool) == nothing


def test_a_course_is_swept_at_once_by_its_size() -> None:
    """The course of twenty is, and the one of thirty has a turn for each."""
    courses, sweep = [course(20), course(30, first=21)], timedelta(hours=12)

    def at_once(size: int) -> bool:
        return size == 20

    calls = calls_of_runs(courses, NOW, 60, sweep, rosters=True, at_once=at_once)
    apart = calls_of_a_day(courses[1:], NOW, 60, sweep)
    # Answered now, they are asked again in twelve hours.
    assert calls == [1 + (20 if number == 12 else 0) + apart[number] for number in range(24)]
    found = schedule(courses, NOW, 60, sweep, rosters=True, at_once=at_once)
    assert found == Schedule(60, max(calls), max(calls), 50, 50)
    assert found.per_run > 20


def test_a_link_is_looked_at_in_the_run_that_asks_if_the_day_has_one() -> None:
    there = [InScope(EnrolmentId(str(n)), NOW, is_verified=False) for n in (1, 2)]
    assert calls_of_a_day([there], NOW, 60, 30 * A_DAY, at_once=True) == [1] * 24


@given(
    st.lists(st.one_of(st.none(), st.integers(0, 3000)), min_size=2, max_size=8),
    st.sampled_from((10, 45, 60, 24 * 60)),
    st.sampled_from((timedelta(), timedelta(minutes=50), timedelta(hours=5), A_DAY)),
    st.booleans(),
)
def test_the_forecast_is_what_run_after_run_would_decide(
    ages: Sequence[int | None], minutes: int, interval: timedelta, together: bool
) -> None:
    sweep = Sweep(interval, together)
    there = [
        InScope(EnrolmentId(f"E{n}"), None if age is None else NOW - timedelta(minutes=age))
        for n, age in enumerate(ages)
    ]
    answered = {each.enrolment_id: each.answered_at for each in there}
    expected = []
    for number in range(max(1, 24 * 60 // minutes)):
        at = NOW + timedelta(minutes=minutes) * number
        asked = [
            key
            for key, last in answered.items()
            if last is None or sweep_is_due(key, last, at, sweep)
        ]
        answered |= dict.fromkeys(asked, at)
        expected.append(1 + len(asked))
    found = calls_of_a_day([there], NOW, minutes, interval, at_once=together)
    assert found == expected


def test_one_listing_looks_at_the_users_of_all_courses_without_a_verified_link() -> None:
    def courses(*lacking: int) -> list[list[InScope]]:
        return [
            [InScope(EnrolmentId(f"{of}-{n}"), None, is_verified=n >= few) for n in range(5)]
            for of, few in enumerate(lacking)
        ]

    def looks(*lacking: int, rosters: bool = True) -> int:
        cold = calls_of_a_day(courses(*lacking), NOW, 24 * 60, A_DAY, rosters=rosters)
        return cold[0] - 5 * len(lacking) - (len(lacking) if rosters else 0)

    assert looks(0, 0) == 0
    assert looks(2, 1) == 3
    assert looks(5, 4, 1) == 1
    assert looks(2, 3, 5) == 2 + 1
    assert looks(2, 3, 5, rosters=False) == 10


def students(count: int, *, known: bool = False, group: str = "web") -> list[Student]:
    return [Student(number, known, "126", group) for number in range(count)]


def test_the_calls_to_provision_are_those_of_the_benchmark() -> None:
    """See `tests/laws/test_call_counts.py` for what runs then make."""
    assert calls_to_provision([]) == 0
    assert calls_to_provision(students(500)) == 1504
    assert calls_to_provision(students(500, known=True)) == 1004
    assert calls_to_provision(students(2, known=True)) == 8
    assert calls_to_provision(students(500), group_at_signup=True) == 1006
    assert calls_to_provision(students(2), group_at_signup=True) == 10
    assert calls_to_provision(students(500), ["126"]) == 1503
    assert calls_to_provision(students(2, group="")) == 1 + 2 + 2 + 2
    assert calls_to_provision(students(2, group=""), rosters=False, results_at_once=True) == 9


def test_the_calls_to_provision_depend_on_who_joins_which_group() -> None:
    both = [*students(3, known=True), Student("new", False, "126", "web")]
    # The course, the group and its members, two pages of users, and three calls for the new one.
    assert calls_to_provision(both, group_at_signup=True) == 3 + 2 + 3 + 3 * 2
    assert calls_to_provision(both) == 3 + 2 + 3 + 3 * 2
    in_two = [Student(1, True, "126", ""), Student(1, True, "127", "")]
    assert calls_to_provision(in_two) == 2 + 1 + 2
    assert calls_to_provision(in_two, ["126"], rosters=False) == 2 + 1 + 2
    assert calls_to_provision(in_two, ["126"]) == 1 + 1 + 2
