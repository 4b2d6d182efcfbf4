"""The schedule of a fleet, by example."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from attrs import evolve

from talent_powerpro.fleet.scheduling import EPOCH, Timing, chosen, due_at, late_by, next_tick

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
TEN = timedelta(minutes=10)
SECOND = timedelta(seconds=1)


def an_rto(rto: str = "perth", **others: Any) -> Timing:
    return evolve(Timing(rto=rto, every=TEN, since=NOW - timedelta(days=1)), **others)


def ran(rto: str, ago: timedelta) -> Timing:
    return an_rto(rto, last_tried=NOW - ago, last_ended=NOW - ago)


def names(timings: tuple[Timing, ...]) -> list[str]:
    return [each.rto for each in timings]


def test_ticks_are_apart_by_the_interval_and_follow_the_moment() -> None:
    tick = next_tick("perth", TEN, NOW)
    assert NOW < tick <= NOW + TEN
    assert next_tick("perth", TEN, tick) == tick + TEN
    assert next_tick("perth", TEN, tick - SECOND) == tick


def test_ticks_stay_where_they_are_from_one_version_to_the_next() -> None:
    # Seven minutes divide no day and no year, so another beginning would show.
    tick = next_tick("perth", timedelta(minutes=7), NOW)
    assert tick == datetime(2026, 3, 2, 9, 1, 17, tzinfo=UTC)


def test_ticks_of_rtos_differ_so_that_they_do_not_all_come_due_at_once() -> None:
    ticks = {next_tick(f"rto{n}", TEN, EPOCH) for n in range(100)}
    assert len(ticks) > 80


def test_a_new_rto_is_due_at_once() -> None:
    assert due_at(an_rto(since=NOW)) == NOW
    assert names(chosen([an_rto(since=NOW)], NOW, 1)) == ["perth"]


def test_after_a_run_an_rto_is_due_at_its_next_tick_and_passed_ticks_are_skipped() -> None:
    tick = next_tick("perth", TEN, NOW)
    ended = tick + 3 * TEN + SECOND  # A run that took more than three intervals.
    assert due_at(an_rto(last_tried=ended, last_ended=ended)) == tick + 4 * TEN


def test_a_resumed_rto_is_due_at_the_first_tick_after_that() -> None:
    ended = NOW - timedelta(hours=5)
    resumed = an_rto(since=NOW, last_tried=ended, last_ended=ended)
    assert due_at(resumed) == next_tick("perth", TEN, NOW)
    assert late_by(resumed, NOW) == timedelta(0)


def test_a_person_asks_for_a_run_before_the_tick() -> None:
    asked = evolve(ran("perth", SECOND), asked=NOW)
    assert due_at(asked) == NOW
    assert names(chosen([asked], NOW, 1)) == ["perth"]


def test_the_most_overdue_goes_first_then_by_name() -> None:
    timings = [
        an_rto("c", since=NOW - SECOND),
        an_rto("a", since=NOW - SECOND),
        an_rto("b", since=NOW - 2 * SECOND),
        ran("later", timedelta(0)),
    ]
    assert names(chosen(timings, NOW, 9)) == ["b", "a", "c"]
    assert names(chosen(timings, NOW, 2)) == ["b", "a"]
    assert chosen(timings, NOW, 0) == chosen(timings, NOW, -1) == ()


def test_paused_active_and_faulty_rtos_are_not_chosen() -> None:
    new = an_rto(since=NOW)
    others = evolve(new, paused=True), evolve(new, active=True), evolve(new, usable=False)
    assert chosen(others, NOW, 3) == ()


def test_an_rto_is_late_since_its_tick_until_a_run_ends() -> None:
    two_hours = ran("perth", timedelta(hours=2))
    tick = due_at(two_hours)
    assert late_by(two_hours, NOW) == NOW - tick
    assert late_by(evolve(two_hours, active=True), NOW) == NOW - tick
    assert late_by(ran("perth", timedelta(0)), NOW) == timedelta(0)
    assert late_by(evolve(two_hours, paused=True), NOW) == timedelta(0)


def test_a_run_that_found_the_lock_held_waits_for_the_next_tick_and_stays_late() -> None:
    ended = NOW - timedelta(hours=2)
    locked = an_rto(last_tried=NOW, last_ended=ended)
    assert due_at(locked) > NOW
    assert late_by(locked, NOW) > timedelta(hours=1)
