"""The rules of AVETMISS that a result sync has to keep under `careful`, one test for each.

Each test is one rule of the sheet under the profile `careful`.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from attrs import evolve

from support.the_guide import (
    COMPETENT,
    COURSE,
    COURSE_126,
    STAMP,
    START_DATE,
    USER_7,
    Rto,
    careful,
    only,
    portal_with_joana,
    provisioned,
    rto,
    unit,
)
from talent_powerpro import Policy
from talent_powerpro.model import Unit
from talent_powerpro.records.record import Record, RecordStatus

MONDAY = datetime(2022, 6, 13, 3, tzinfo=UTC)


def completed(row: Unit, at: datetime = MONDAY, policy: Policy | None = None) -> Rto:
    """Joana has completed the unit at that moment; a day has passed since Monday."""
    talent = portal_with_joana()
    talent.complete(USER_7, COURSE_126, row.code, at)
    world = rto(provisioned(row), talent=talent, policy=careful() if policy is None else policy)
    world.clock.now = MONDAY + timedelta(days=1)
    return world


def fetch(world: Rto) -> Record:
    return only(world.run().of("results"))


def test_rule_1_completed_is_competent_only_where_the_rto_said_so_for_the_course() -> None:
    unsaid = completed(unit(), policy=Policy.careful())
    assert fetch(unsaid).reason == "course-unconfirmed"
    assert unsaid.unit().outcome == ""
    said = evolve(
        Policy.careful(),
        competent_outcomes={COURSE.code: "81 - Non-assessable - satisfactorily completed"},
    )
    other = completed(unit(), policy=said)
    assert fetch(other).status is RecordStatus.WRITTEN
    assert other.unit().outcome.startswith("81 - ")


@pytest.mark.parametrize("open_outcome", ["", "70 - Continuing", "85 - Not yet started", "90"])
def test_rule_2_an_open_outcome_is_turned_into_competent_without_a_person(
    open_outcome: str,
) -> None:
    world = completed(unit(outcome=open_outcome))
    assert fetch(world).status is RecordStatus.WRITTEN
    assert world.unit().outcome == COMPETENT


@pytest.mark.parametrize("code", ["30", "40", "41", "51", "52", "60", "61", "81", "82"])
def test_rule_2_any_other_outcome_is_reported_and_not_overwritten(code: str) -> None:
    world = completed(unit(outcome=f"{code} - said by a person"))
    assert fetch(world).reason == "outcome-replaced"
    assert world.unit().outcome == f"{code} - said by a person"


def test_rule_3_a_date_corrected_by_hand_is_not_written_over_at_every_run() -> None:
    world = completed(unit())
    fetch(world)
    corrected = evolve(world.unit(), outcome_date=date(2022, 6, 10))
    world.powerpro.put_unit(corrected)
    for _ in range(3):
        assert fetch(world).reason == "date-replaced"
        assert world.unit() == corrected


def test_rule_4_the_date_is_the_rtos_local_date() -> None:
    """In Perth any completion between midnight and 08:00 falls on the day before in UTC."""
    world = completed(unit(), datetime(2022, 6, 12, 16, tzinfo=UTC))
    fetch(world)
    assert world.unit().outcome_date == date(2022, 6, 13)


@pytest.mark.parametrize(
    ("start", "at"),
    [
        (date(2022, 6, 14), MONDAY),
        (START_DATE, MONDAY + timedelta(days=2)),
        (date(2017, 6, 12), MONDAY),
    ],
)
def test_rule_5_a_completion_before_the_start_to_come_or_after_five_years_is_held(
    start: date, at: datetime
) -> None:
    world = completed(unit(start_date=start), at)
    assert fetch(world).reason == "doubtful-date"
    assert world.unit().outcome == ""


def test_rule_6_the_runs_own_date_is_never_the_outcome_date() -> None:
    world = completed(unit())
    world.clock.pass_days(5)
    fetch(world)
    assert world.unit().outcome_date == date(2022, 6, 13)


def test_rule_7_a_completion_of_an_earlier_calendar_year_is_held() -> None:
    """Once its collection has closed: in June the one of the year before has."""
    row = unit(start_date=date(2021, 5, 16))
    world = completed(row, datetime(2021, 12, 31, 3, tzinfo=UTC))
    assert fetch(world).reason == "doubtful-date"
    assert world.unit() == row


def test_rule_8_a_result_that_a_lodged_submission_may_rely_on_is_not_changed() -> None:
    world = completed(unit(start_date=date(2021, 5, 16)), datetime(2021, 12, 1, tzinfo=UTC))
    world.clock.now = datetime(2021, 12, 2, tzinfo=UTC)
    fetch(world)
    lodged = world.unit()
    assert lodged.outcome_date == date(2021, 12, 1)
    world.talent.complete(USER_7, COURSE_126, "ICTWEB304", MONDAY)
    world.clock.now = MONDAY + timedelta(days=1)
    record = fetch(world)
    assert [each.reason for each in record.holds] == ["date-replaced", "lodged-result"]
    assert world.unit() == lodged


def test_rule_8_an_outcome_is_never_removed() -> None:
    """After a reset in TalentLMS nothing is completed any more; the result stays."""
    world = completed(unit())
    fetch(world)
    before = world.unit()
    world.talent.enrolled[USER_7, COURSE_126].clear()
    assert world.run().counts("results") == {RecordStatus.UNCHANGED: 1}
    assert world.unit() == before


def test_rule_9_a_start_date_is_never_written() -> None:
    world = completed(unit(start_date=None))
    fetch(world)
    assert (world.unit().start_date, world.unit().short_comment) == (None, STAMP)
