"""The outcome for completed units of a course, and who confirmed it."""

from __future__ import annotations

from datetime import date

import pytest
from attrs import evolve

from support.the_guide import COURSE, rules
from talent_powerpro import Policy
from talent_powerpro.errors import SettingsFault
from talent_powerpro.model import COMPETENT, CourseCode
from talent_powerpro.rules.competent_outcome import (
    CompetentOutcome,
    as_confirmed,
    confirmed_for,
)

PASS = CompetentOutcome("81 - Non-assessable", "P Jones", date(2022, 2, 1))


def test_a_text_is_an_outcome_without_a_name() -> None:
    assert as_confirmed(COMPETENT) == CompetentOutcome(COMPETENT, "", None)
    assert as_confirmed(PASS) == PASS


def test_a_course_that_is_not_named_is_not_confirmed() -> None:
    assert confirmed_for("A", {"A": PASS, "B": COMPETENT}) == PASS
    assert confirmed_for("B", {"A": PASS, "B": COMPETENT}) == CompetentOutcome(COMPETENT)
    assert confirmed_for("C", {"A": PASS}) is None


def test_the_outcome_of_a_table_is_written() -> None:
    of_course = rules(Policy(competent_outcomes={COURSE.code: PASS}))
    assert of_course.configured_outcome(COURSE) == PASS.outcome
    assert of_course.configured_outcome(evolve(COURSE, code=CourseCode("Other"))) == COMPETENT


def test_an_outcome_without_a_code_is_a_fault_in_a_table_too() -> None:
    with pytest.raises(SettingsFault, match="competent_outcomes\\[A\\]: 'Competent' does not"):
        Policy(competent_outcomes={"A": CompetentOutcome("Competent")})
