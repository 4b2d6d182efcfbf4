"""Students who have completed nothing for some time after provisioning."""

from __future__ import annotations

from datetime import date

import pytest
from attrs import evolve

from support.the_guide import enrolment, provisioned, rules
from talent_powerpro import Policy
from talent_powerpro.records.work_lists import ListName
from talent_powerpro.rules.not_started import not_started

RULES = rules()
SINCE, FORTNIGHT = date(2022, 6, 2), date(2022, 6, 16)


def test_the_entry_says_since_when() -> None:
    entry = not_started(provisioned(), 0, FORTNIGHT, RULES)
    assert entry is not None
    assert entry.reasons == ("Nothing is completed in Talent course 126 since 02/06/2022.",)
    assert entry.where == ("Ask the student whether they can log in to TalentLMS",)
    assert (entry.since, entry.items) == (SINCE, ("2022-06-02",))


@pytest.mark.parametrize("percentage", [None, 1, 100])
def test_who_has_begun_or_is_unknown_is_not_listed(percentage: int | None) -> None:
    assert not_started(provisioned(), percentage, FORTNIGHT, RULES) is None


def test_a_new_or_unprovisioned_student_is_not_listed() -> None:
    assert not_started(provisioned(), 0, date(2022, 6, 15), RULES) is None
    assert not_started(enrolment(), 0, FORTNIGHT, RULES) is None


def test_the_days_are_the_policys() -> None:
    early = rules(evolve(Policy.guide(), not_started_days=3))
    assert not_started(provisioned(), 0, date(2022, 6, 5), early)


def test_a_dismissed_student_is_not_listed() -> None:
    key = (ListName.NOT_STARTED, provisioned().id, "2022-06-02")
    assert not_started(provisioned(), 0, FORTNIGHT, evolve(RULES, dismissed={key})) is None
