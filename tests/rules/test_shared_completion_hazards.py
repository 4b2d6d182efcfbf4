"""One completion and two enrolments of a client: whose result it is."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from attrs import evolve

from support.the_guide import (
    COMPETENT,
    COURSE,
    LOG,
    STAMP,
    booking,
    provisioned,
    unit,
)
from talent_powerpro.model import CourseCode, Enrolment, Unit, UnitResult
from talent_powerpro.rules.policy import Policy, Reaction
from talent_powerpro.rules.shared_completion_hazards import (
    Sibling,
    bears,
    course_in_log,
    shared_completion,
)

WANTED = UnitResult(COMPETENT, date(2022, 5, 20), STAMP)
LATER = evolve(LOG, contact_date=LOG.contact_date + timedelta(days=30))


def booked(number: str, start: date | None, end: date | None, **changes: object) -> Enrolment:
    row = unit(f"{'ictweb304' if number == '1002' else 'ICTWEB304'}", number, start_date=None)
    made = provisioned(
        row,
        id=booking(number),
        enrolment_date=None,
        expected_start_date=start,
        expected_end_date=end,
        course=evolve(COURSE, code=CourseCode(f"C{number}")),
    )
    return evolve(made, **changes)  # type: ignore[arg-type]  # any field


SPRING = booked("1001", date(2022, 2, 1), date(2022, 6, 30))
WINTER = booked("1002", date(2022, 7, 1), None)


def of_another(one: Enrolment, *others: Enrolment, in_scope: bool = True) -> list[str]:
    """The enrolments that come before *one*, by the remark's own words."""
    siblings = [Sibling(each, in_scope) for each in others]
    found = shared_completion(one, one.units[0], WANTED, siblings, Policy.careful())
    assert all(each.reaction is Reaction.HOLD for each in found)
    return [each.facts[-1] for each in found]


def test_the_enrolment_that_was_under_way_is_first() -> None:
    """From February to June, and from July on; completed in May."""
    assert of_another(SPRING, WINTER) == []
    assert of_another(WINTER, SPRING) == ["enrolment 1001"]


@pytest.mark.parametrize(
    ("start", "end", "first"),
    [
        (date(2022, 5, 20), date(2022, 5, 20), True),
        (None, date(2022, 5, 20), True),
        (date(2022, 5, 20), None, True),
        (None, None, True),
        (date(2022, 5, 21), None, False),
        (None, date(2022, 5, 19), False),
        (date(2022, 5, 1), date(2022, 5, 19), False),
    ],
)
def test_an_enrolment_is_under_way_from_its_first_day_to_its_last(
    start: date | None, end: date | None, first: bool
) -> None:
    """Provisioned later, it is first only against one that was not under way."""
    later = booked("1003", start, end, contact_logs=(LATER,))
    ahead = booked("1001", date(2022, 6, 1), None)
    assert of_another(later, ahead) == ([] if first else ["enrolment 1001"])


def test_else_the_one_provisioned_first_is_first() -> None:
    early = booked("1003", None, None)
    late = booked("1001", None, None, contact_logs=(LATER,))
    assert of_another(early, late) == []
    assert of_another(late, early) == ["enrolment 1003"]


def test_else_the_smaller_id_is_first() -> None:
    nine, ten = booked("999", None, None), booked("1000", None, None)
    assert of_another(nine, ten) == []
    assert of_another(ten, nine) == ["enrolment 999"]
    eleven = booked("1011", None, None)
    assert of_another(ten, eleven) == []
    assert of_another(eleven, ten) == ["enrolment 1000"]


@pytest.mark.parametrize(
    "other",
    [
        evolve(SPRING, units=(unit("ICTWEB305", "x"),)),
        evolve(
            SPRING,
            course=evolve(SPRING.course, talent_course_id="127"),
            contact_logs=(evolve(LOG, description="Enrolled in Talent Course: 127"),),
        ),
    ],
)
def test_another_unit_or_another_talent_course_shares_nothing(other: Enrolment) -> None:
    assert of_another(WINTER, other) == []


def test_a_closed_enrolment_counts_where_it_bears_the_completion() -> None:
    row = evolve(SPRING.units[0], outcome=COMPETENT, outcome_date=WANTED.outcome_date)
    bearing = evolve(SPRING, units=(row,))
    assert of_another(WINTER, bearing, in_scope=False) == ["enrolment 1001"]
    assert of_another(WINTER, SPRING, in_scope=False) == []


@pytest.mark.parametrize(
    ("row", "found"),
    [
        (unit(outcome=COMPETENT, outcome_date=date(2022, 5, 20)), True),
        (unit(outcome="60 - Credit transfer", outcome_date=date(2022, 5, 20)), True),
        (unit(outcome=COMPETENT, outcome_date=date(2022, 5, 21)), False),
        (unit(outcome="40 - Withdrawn", outcome_date=date(2022, 5, 20)), False),
        (unit("ICTWEB305", outcome=COMPETENT, outcome_date=date(2022, 5, 20)), False),
    ],
)
def test_a_result_is_borne_by_code_achieved_outcome_and_date(row: Unit, found: bool) -> None:
    assert bears(provisioned(row), " ictweb304", date(2022, 5, 20)) is found


def test_the_sentences_name_both_enrolments() -> None:
    (concern,) = shared_completion(
        WINTER, WINTER.units[0], WANTED, [Sibling(SPRING, True)], Policy.guide()
    )
    assert concern.reaction is Reaction.REPORT
    assert concern.remark.message == (
        "ictweb304: the completion of 20/05/2022 belongs to enrolment 1001 in C1001, which has the "
        "same unit and Talent course. Enrolment 1002 gets the same result."
    )
    assert "If you release this hold, enrolment 1002 gets the same result." in concern.message
    assert concern.remedy.startswith("Set the outcome in C1002 by hand, such as a credit transfer")
    assert (concern.reason, concern.keepable) == ("completion-of-another-enrolment", True)
    assert concern.facts == (
        "unit row 1002",
        "PowerPro's date blank",
        "completed 2022-05-20",
        "enrolment 1001",
    )


def test_a_result_without_a_date_is_shared_with_nobody() -> None:
    undated = evolve(WANTED, outcome_date=None)
    siblings = [Sibling(SPRING, True)]
    assert shared_completion(WINTER, WINTER.units[0], undated, siblings, Policy.guide()) == ()


def test_an_enrolment_without_a_contact_log_is_compared_too() -> None:
    assert of_another(booked("1", None, None, contact_logs=()), WINTER) == []


@pytest.mark.parametrize(
    ("description", "course"),
    [
        ("Enrolled in Talent Course: 126", "126"),
        ("Enrolled in Talent Course:0126 and more", "126"),
        ("Enrolled by hand", None),
        ("Talent Course: 0", None),
        ("Talent Course: ١٢٦", None),
    ],
)
def test_the_contact_log_may_name_the_talent_course(description: str, course: str | None) -> None:
    enrolment = provisioned(contact_logs=(evolve(LOG, description=description),))
    assert course_in_log(enrolment) == course


def test_without_a_contact_log_no_talent_course_is_named() -> None:
    assert course_in_log(provisioned(contact_logs=())) is None
