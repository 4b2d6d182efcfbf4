"""The overview of a fleet: worst first, one condition for each RTO, and its numbers."""

from __future__ import annotations

import pytest
from attrs import evolve

from support.fleet.states import HOUR, KEY, MINUTE, MIXED, NOW, fleet, rto, run
from talent_powerpro.fleet.overview import Condition, Standing, overview_of

FOUND = {each.rto: each for each in overview_of(MIXED).rtos}


@pytest.mark.parametrize(
    ("name", "condition"),
    [
        ("typo", Condition.FAULTY),
        ("hung", Condition.LATE),
        ("keyless", Condition.STOPPED),
        ("at work", Condition.RUNNING),
        ("new", Condition.QUEUED),
        ("resting", Condition.PAUSED),
        ("held", Condition.ON_TIME),
        ("torn", Condition.ON_TIME),
    ],
)
def test_each_rto_has_one_condition(name: str, condition: Condition) -> None:
    assert FOUND[name].condition is condition


def test_who_is_late_comes_first_then_who_is_stopped_then_who_needs_a_person() -> None:
    names = [each.rto for each in overview_of(MIXED).rtos]
    assert names[:4] == ["typo", "hung", "keyless", "locked"]
    assert names[-3:] == ["held", "fine", "torn"]


def test_the_longest_late_comes_first() -> None:
    found = overview_of(
        fleet(*(rto(f"{n} hours", last=run(ended=NOW - n * HOUR)) for n in (1, 3, 2)))
    )
    assert [each.rto for each in found.rtos] == ["3 hours", "2 hours", "1 hours"]
    assert found.late == 3


def test_an_rto_is_late_once_it_has_been_due_for_longer_than_the_settings_allow() -> None:
    on_time = FOUND["keyless"]
    assert (on_time.late, FOUND["hung"].late) == (False, True)
    assert FOUND["hung"].late_by_seconds == pytest.approx(3 * 3600, abs=600)


def test_a_paused_rto_is_never_late_and_has_no_next_run() -> None:
    (found,) = overview_of(fleet(rto("resting", last=run(ended=NOW - 9 * HOUR), paused=NOW))).rtos
    assert (found.late, found.late_by_seconds, found.next_due) == (False, 0, None)


def test_a_pause_outranks_what_stopped_the_last_run() -> None:
    stopped = run(exit=3, message=KEY)
    (found,) = overview_of(fleet(rto("resting", last=stopped, paused=NOW))).rtos
    assert found.condition is Condition.PAUSED
    assert found.faults == (KEY,)


@pytest.mark.parametrize("code", [0, 1, 4, 6, 130])
def test_a_run_that_the_next_one_continues_stopped_nothing(code: int) -> None:
    (found,) = overview_of(fleet(rto("fine", last=run(exit=code, message="why")))).rtos
    assert found.condition is Condition.ON_TIME
    assert found.faults == ()


@pytest.mark.parametrize("code", [2, 3, 5, 70])
def test_a_run_that_was_stopped_says_by_what_and_what_to_do(code: int) -> None:
    last = run(exit=code, message="why", remedy="Do this.")
    silent = rto("silent", last=run(exit=code, message=""))
    found, without = overview_of(fleet(rto("fine", last=last), silent)).rtos
    assert (without.condition, without.faults) == (Condition.STOPPED, ())
    assert found.condition is Condition.STOPPED
    assert (found.faults, found.remedy) == (("why",), "Do this.")


def test_faulty_settings_outrank_what_stopped_the_last_run() -> None:
    last = run(exit=3, message="why", remedy="Do this.")
    (found,) = overview_of(fleet(rto("typo", last=last, faults=("[rto]",)))).rtos
    assert (found.faults, found.remedy) == (("[rto]",), "")


def test_the_numbers_count_each_rto_once() -> None:
    one = rto("one", last=run(needs_person={"held": 1}))
    assert overview_of(fleet(one)).needs_person == 1
    found = overview_of(MIXED)
    assert sum(found.conditions.values()) == len(found.rtos) == 10
    assert found.late == 2
    assert found.needs_person == 1
    assert FOUND["held"].needs_person == 3
    assert list(found.conditions) == [str(each) for each in Condition]


def test_an_empty_fleet_has_an_empty_overview() -> None:
    found = overview_of(fleet())
    assert (found.rtos, found.conditions, found.late) == ((), {}, 0)


def test_an_rto_that_waits_for_its_first_run_is_not_late_at_once() -> None:
    found: Standing = FOUND["new"]
    assert (found.last, found.late) == (None, False)
    assert found.next_due == NOW - MINUTE


def test_an_rto_is_scheduled_by_what_is_known_of_it() -> None:
    idle = rto("fine").timing
    assert (idle.active, idle.usable, idle.paused) == (False, True, False)
    assert rto("fine", waiting=True).timing == evolve(idle, active=True)
    assert rto("fine", running=run(ended=None)).timing == evolve(idle, active=True)
    assert rto("fine", faults=("[rto]",)).timing == evolve(idle, usable=False)
    assert rto("fine", paused=NOW).timing == evolve(idle, paused=True)


def test_an_rto_is_late_only_when_it_is_later_than_the_settings_allow() -> None:
    hung = rto("hung", last=run(ended=NOW - 3 * HOUR))
    late_by = hung.late_by(NOW)
    assert not hung.is_late(NOW, late_by)
    assert hung.is_late(NOW, late_by - MINUTE)
