"""Hazards of an outcome's date: start, end, and the year's data collection."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from attrs import evolve

from support.the_guide import COMPETENT, STAMP, enrolment, rules, unit
from talent_powerpro.errors import Held
from talent_powerpro.model import Enrolment, Unit, UnitResult
from talent_powerpro.records.record import Remark
from talent_powerpro.rules.concern import Concern
from talent_powerpro.rules.date_hazards import corrected_date, doubtful_date, lodged_result
from talent_powerpro.rules.policy import Policy, Reaction

GUIDE, CAREFUL = Policy.guide(), Policy.careful()
TODAY = date(2022, 6, 14)
WANTED = UnitResult(COMPETENT, date(2022, 6, 13), STAMP)
BOOKED = enrolment()


def told(
    unit: Unit,
    wanted: UnitResult = WANTED,
    today: date = TODAY,
    policy: Policy = GUIDE,
    booked: Enrolment = BOOKED,
) -> tuple[Remark, ...]:
    """The remarks about the date of *wanted*."""
    return rules().weigh(booked, doubtful_date(booked, unit, wanted, today, policy))


def test_another_outcome_has_no_date_to_correct() -> None:
    assert corrected_date(unit(outcome="70"), WANTED, None, GUIDE) == ()


@pytest.mark.parametrize(
    ("done", "today", "start", "kinds"),
    [
        (date(2022, 6, 13), date(2022, 6, 13), None, []),
        (date(2022, 6, 13), date(2022, 6, 12), None, ["in the future"]),
        (date(2021, 6, 13), date(2022, 6, 13), None, ["in an earlier year"]),
        (date(2022, 6, 13), date(2022, 6, 13), date(2017, 6, 13), []),
        (
            date(2022, 6, 13),
            date(2022, 6, 12),
            date(2017, 6, 12),
            ["five years after the start", "in the future"],
        ),
    ],
)
def test_each_doubt_about_a_date_is_a_hold_of_its_own(
    done: date, today: date, start: date | None, kinds: list[str]
) -> None:
    row, wanted = unit(start_date=start), UnitResult(COMPETENT, done, STAMP)
    found = doubtful_date(BLANK, row, wanted, today, CAREFUL)
    assert [each.facts for each in found] == [
        (
            f"unit row {row.id}",
            kind,
            f"completed {done.isoformat()}",
            f"start {start.isoformat() if start else 'blank'}",
        )
        for kind in kinds
    ]


def test_a_result_without_a_date_has_no_doubt_about_it() -> None:
    assert told(unit(), evolve(WANTED, outcome_date=None)) == ()


BLANK = enrolment(enrolment_date=None)
EXPECTED = enrolment(enrolment_date=date(2022, 1, 1), expected_start_date=date(2022, 6, 14))


@pytest.mark.parametrize(
    ("booked", "start", "used"),
    [
        (EXPECTED, date(2022, 6, 20), "Start Date 20/06/2022"),
        (EXPECTED, None, "Expected Start Date 14/06/2022"),
        (evolve(BLANK, enrolment_date=date(2022, 6, 15)), None, "Enrolment Date 15/06/2022"),
    ],
)
def test_a_blank_unit_start_lets_no_earlier_attempt_through(
    booked: Enrolment, start: date | None, used: str
) -> None:
    """The expected start stands in for a blank unit start, and the enrolment date for both."""
    (remark,) = told(unit(start_date=start), booked=booked)
    assert f"completed on 13/06/2022 in TalentLMS, before the start ({used})" in remark.message
    with pytest.raises(Held, match="It may belong to an earlier attempt"):
        told(unit(start_date=start), booked=booked, policy=CAREFUL)


def test_without_any_start_nothing_is_held_for_it() -> None:
    assert told(unit(start_date=None), booked=BLANK, policy=CAREFUL) == ()


@pytest.mark.parametrize("policy", [GUIDE, CAREFUL])
@pytest.mark.parametrize(
    ("ends", "said"),
    [
        ({"expected_end_date": date(2022, 6, 12)}, "after the Expected End Date 12/06/2022"),
        (
            {"expected_end_date": date(2022, 6, 1), "extension_date": date(2022, 6, 10)},
            "after the Extension Date 10/06/2022",
        ),
        ({"expected_end_date": date(2022, 6, 13)}, ""),
        ({"expected_end_date": date(2022, 6, 1), "extension_date": date(2022, 6, 30)}, ""),
    ],
)
def test_a_completion_after_the_later_end_is_reported_under_both_profiles(
    policy: Policy, ends: dict[str, Any], said: str
) -> None:
    found = doubtful_date(evolve(BOOKED, **ends), unit(), WANTED, TODAY, policy)
    message = f"ICTWEB304 was completed on 13/06/2022 in TalentLMS, {said}."
    concern = Concern(Reaction.REPORT, "completed-after-end", message, "")
    assert found == ((concern,) if said else ())


@pytest.mark.parametrize(
    ("closes", "today", "closed"),
    [
        ("28/02", date(2022, 1, 10), False),
        ("28/02", date(2022, 2, 28), False),
        ("28/02", date(2022, 3, 5), True),
        ("31/03", date(2022, 3, 5), False),
        ("28/02", date(2023, 1, 1), True),
    ],
)
def test_an_earlier_year_is_doubtful_once_its_collection_has_closed(
    closes: str, today: date, closed: bool
) -> None:
    wanted = UnitResult(COMPETENT, date(2021, 12, 28), STAMP)
    booked = unit(start_date=date(2021, 5, 16))
    remarks = told(booked, wanted, today=today, policy=evolve(GUIDE, collection_closes=closes))
    assert [each.reason for each in remarks] == ["doubtful-date"] * closed
    policy = evolve(CAREFUL, collection_closes=closes)
    if closed:
        with pytest.raises(Held, match="The data collection of 2021 has closed"):
            told(booked, wanted, today=today, policy=policy)
    else:
        assert told(booked, wanted, today=today, policy=policy) == ()


def test_a_result_of_last_year_may_change_until_its_collection_closes() -> None:
    lodged = unit(outcome=COMPETENT, outcome_date=date(2021, 11, 30), short_comment=STAMP)
    assert lodged_result(lodged, WANTED, date(2022, 2, 28), CAREFUL) == ()
    (concern,) = lodged_result(lodged, WANTED, date(2022, 3, 1), CAREFUL)
    assert concern.reason == "lodged-result"
    open_row = evolve(lodged, outcome="70 - Continuing activity")
    assert lodged_result(open_row, WANTED, date(2022, 3, 1), CAREFUL) == ()
    assert lodged_result(evolve(lodged, outcome_date=None), WANTED, date(2022, 3, 1), CAREFUL) == ()
