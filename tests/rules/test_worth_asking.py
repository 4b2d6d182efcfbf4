"""Which enrolments are worth asking about, reason by reason."""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from support.the_guide import COURSE_126, USER_7, enrolment, unit
from talent_powerpro.model import EnrolmentId, RosterEntry, TalentCourseId, TalentUserId
from talent_powerpro.records.look import Look
from talent_powerpro.rules.worth_asking import (
    Row,
    Sweep,
    Why,
    facts_of,
    has_news,
    next_turn,
    row_of,
    sweep_is_due,
    sweeps_at_once,
    worth_asking,
)

NOW = datetime(2022, 6, 4, 3, 2, 1, tzinfo=UTC)
DAY = timedelta(days=1)
ROW = Row(EnrolmentId("1001"), USER_7, COURSE_126, "facts")
LOOK = Look(ROW.enrolment_id, USER_7, COURSE_126, "facts", NOW, percentage=50)
ENTRY = RosterEntry(USER_7, percentage=50)


def why(look: Look | None = LOOK, entry: RosterEntry | None = ENTRY, now: datetime = NOW) -> Any:
    return worth_asking(ROW, look, entry, now, Sweep(DAY))


def test_each_reason_has_its_name() -> None:
    assert [each.value for each in Why] == ["new", "changed", "unseen", "news", "sweep"]


def test_who_is_where_the_last_look_left_them_is_not_asked_about() -> None:
    assert why() is None


def test_without_a_look_everybody_is_asked_about() -> None:
    assert why(None) is Why.NEW


@pytest.mark.parametrize(
    "change",
    [
        {"user_id": TalentUserId("8")},
        {"course_id": TalentCourseId("127")},
        {"facts": "a person cleared the outcome"},
    ],
)
def test_where_powerpro_differs_from_the_look_the_detail_is_asked_afresh(change: Any) -> None:
    assert why(evolve(LOOK, **change)) is Why.CHANGED


@pytest.mark.parametrize("entry", [None, evolve(ENTRY, percentage=None)])
def test_who_is_not_shown_by_a_roster_is_asked_about(entry: RosterEntry | None) -> None:
    assert why(entry=entry) is Why.UNSEEN


@pytest.mark.parametrize("change", [{"percentage": 51}, {"percentage": 0}, {"completed_at": NOW}])
def test_other_progress_than_remembered_is_asked_about(change: Any) -> None:
    assert why(entry=evolve(ENTRY, **change)) is Why.NEWS
    assert why(evolve(LOOK, percentage=None)) is Why.NEWS


def test_the_sweep_comes_round_once_in_its_interval() -> None:
    assert why(now=NOW + DAY) is Why.SWEEP


# --- the sweep --------------------------------------------------------------------

IDS = st.text(min_size=1, max_size=8).map(EnrolmentId)
TIMES = st.timedeltas(timedelta(), timedelta(days=3))


SWEEPS = st.builds(Sweep, st.timedeltas(timedelta(minutes=1), timedelta(days=9)))


@given(who=IDS, sweep=SWEEPS, later=TIMES)
def test_nobody_is_left_out_for_longer_than_the_interval(
    who: EnrolmentId, sweep: Sweep, later: timedelta
) -> None:
    assert sweep_is_due(who, NOW, NOW + sweep.interval + later, sweep)


@given(who=IDS, sweep=SWEEPS)
def test_nobody_is_due_again_at_once(who: EnrolmentId, sweep: Sweep) -> None:
    assert not sweep_is_due(who, NOW, NOW, sweep)


def test_a_day_of_runs_asks_each_once_and_spreads_them() -> None:
    """Two hundred enrolments, a run every hour: some eight at each, not 200 at one."""
    ids = [EnrolmentId(str(number)) for number in range(200)]
    answered = dict.fromkeys(ids, NOW)
    numbers = []
    for number in range(1, 25):
        now = NOW + timedelta(hours=number)
        due = [each for each in ids if sweep_is_due(each, answered[each], now, Sweep(DAY))]
        answered |= dict.fromkeys(due, now)
        numbers.append(len(due))
    assert sum(numbers) == 200
    assert max(numbers) <= 20


def test_a_clock_that_was_set_back_and_no_interval_ask_at_once() -> None:
    assert sweep_is_due(ROW.enrolment_id, NOW + DAY, NOW, Sweep(DAY))
    assert sweep_is_due(ROW.enrolment_id, NOW, NOW, Sweep(timedelta()))


@pytest.mark.parametrize(
    ("who", "answered", "turn"),
    [
        ("1001", NOW, datetime(2022, 6, 4, 18, 17, 35, 447122, tzinfo=UTC)),
        ("1002", NOW, datetime(2022, 6, 4, 8, 27, 10, 52990, tzinfo=UTC)),
        ("1001", NOW + DAY, datetime(2022, 6, 5, 18, 17, 35, 447122, tzinfo=UTC)),
    ],
)
def test_each_enrolment_has_its_own_time_of_the_day(
    who: str, answered: datetime, turn: datetime
) -> None:
    """The same in every version: a sweep would otherwise begin anew after an update."""
    assert next_turn(EnrolmentId(who), answered, Sweep(DAY)) == turn


def test_a_short_interval_is_over_after_it() -> None:
    second = timedelta(seconds=1)
    turn = next_turn(EnrolmentId("1001"), NOW, Sweep(second))
    assert NOW < turn <= NOW + second
    assert turn != NOW + second
    assert next_turn(EnrolmentId("1001"), NOW, Sweep(-second)) == NOW


def test_an_id_with_half_a_character_has_a_turn_too() -> None:
    assert NOW < next_turn(EnrolmentId("\ud800"), NOW, Sweep(DAY)) <= NOW + DAY


def test_where_all_are_asked_at_once_any_answer_counts_for_one_interval() -> None:
    """The fewest calls that an interval allows: no turn comes before it is over."""
    sweep, minute = Sweep(DAY, at_once=True), timedelta(minutes=1)
    for who in map(EnrolmentId, "abcdefgh"):
        assert not sweep_is_due(who, NOW, NOW + DAY - minute, sweep)
        assert sweep_is_due(who, NOW, NOW + DAY, sweep)


@pytest.mark.parametrize(
    ("enrolments", "courses", "an_hour", "at_once"),
    [
        (33, 60, 3960, True),
        (33, 60, 3959, False),
        (2000, 1, math.inf, True),
        (1, 1, 1, False),
        (0, 1, 0, True),
    ],
)
def test_a_sweep_of_all_at_once_takes_half_of_an_hours_calls_at_most(
    enrolments: int, courses: int, an_hour: float, at_once: bool
) -> None:
    assert sweeps_at_once(enrolments, courses, an_hour) is at_once


# --- rows and news ----------------------------------------------------------------


def test_a_row_has_the_numbers_as_talent_has_them() -> None:
    client = evolve(enrolment().client, secondary_id=" 007 ")
    row = row_of(evolve(enrolment(), client=client), "basis")
    assert row == Row(EnrolmentId("1001"), USER_7, COURSE_126, facts_of(enrolment().units, "basis"))
    assert row != row_of(evolve(enrolment(), client=client), "another policy")


def test_without_a_number_there_is_no_row() -> None:
    booked = enrolment()
    assert row_of(evolve(booked, client=evolve(booked.client, secondary_id="DPC")), "") is None
    numbered = evolve(booked.client, secondary_id="7")
    elsewhere = evolve(booked.course, talent_course_id="x")
    assert row_of(evolve(booked, client=numbered, course=elsewhere), "") is None


def test_facts_change_with_the_policy_and_with_each_field_that_decides() -> None:
    one = unit("ICTWEB304")
    before = facts_of([one], "basis")
    assert before == facts_of([evolve(one, short_comment="by hand", name="Other")], "basis")
    assert before != facts_of([one], "another policy")
    assert before == "f3dbd59659e7cea9", "a look of an earlier version would count as none"
    assert len(facts_of([evolve(one, code="\ud800")], "basis")) == len(before)
    for changed in (
        evolve(one, outcome="51 - Not yet competent"),
        evolve(one, outcome_date=NOW.date()),
        evolve(one, code="ICTWEB305"),
    ):
        assert facts_of([changed], "basis") != before
    other = unit("ICTWEB305")
    assert facts_of([one, other], "basis") == facts_of([other, one], "basis") != before


def test_news_is_a_completion_or_more_progress() -> None:
    assert not has_news(LOOK, ENTRY)
    assert has_news(LOOK, None) is False
    assert has_news(None, RosterEntry(USER_7, percentage=0)) is False
    assert has_news(None, RosterEntry(USER_7, percentage=None)) is False
    assert has_news(None, RosterEntry(USER_7, percentage=1)) is True
    assert has_news(evolve(LOOK, completed_at=NOW), ENTRY) is False
    assert not has_news(LOOK, evolve(ENTRY, percentage=40))
    assert has_news(LOOK, evolve(ENTRY, percentage=51))
    assert has_news(None, ENTRY)
    assert has_news(LOOK, evolve(ENTRY, completed_at=NOW))
    assert not has_news(evolve(LOOK, completed_at=NOW), evolve(ENTRY, completed_at=NOW))
