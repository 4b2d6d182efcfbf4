"""Enrolments with a value that cannot be read."""

from __future__ import annotations

from typing import Any

import pytest
from attrs import evolve

from support.the_guide import COURSE, booking, enrolment, provisioned, unit
from talent_powerpro.errors import Failed
from talent_powerpro.model import Enrolment
from talent_powerpro.records.unreadable import REMEDY
from talent_powerpro.rules.unreadable_rows import check_readable, check_rivals

WHY = "Row 7 of BOOKINGS: WDATE is '31.02.2022'."


def test_an_unreadable_enrolment_fails_with_its_sentences_and_the_remedy() -> None:
    with pytest.raises(Failed, match=r"WDATE is .* PHONE is") as caught:
        check_readable(enrolment(unreadable=(WHY, "PHONE is no text.")))
    assert caught.value.reason == "row-unreadable"
    assert "Import the row again with the right value" in caught.value.remedy


@pytest.mark.parametrize("there", [None, enrolment()])
def test_a_readable_enrolment_and_one_that_is_gone_pass(there: Enrolment | None) -> None:
    check_readable(there)


def rival(code: str = "ICTWEB304", **changes: Any) -> Enrolment:
    both = (WHY, "PHONE is no text.")
    return provisioned(unit(code), id=booking("1002"), unreadable=both, **changes)


def test_an_unreadable_enrolment_with_the_same_unit_makes_the_other_fail() -> None:
    with pytest.raises(Failed) as caught:
        check_rivals(provisioned(unit()), ["ictweb304"], [rival()])
    assert caught.value.message == (
        "Enrolment 1002 of the same client has the same unit and cannot be read, so the agent "
        f"cannot tell whose result it is. {WHY} PHONE is no text."
    )
    assert caught.value.remedy == REMEDY


@pytest.mark.parametrize(
    "other",
    [
        rival("ICTWEB305"),
        rival(course=evolve(COURSE, talent_course_id="127"), contact_logs=()),
        evolve(rival(), unreadable=()),
    ],
)
def test_another_unit_another_talent_course_or_a_readable_enrolment_is_no_reason(
    other: Enrolment,
) -> None:
    check_rivals(provisioned(unit()), ["ICTWEB304"], [other])
