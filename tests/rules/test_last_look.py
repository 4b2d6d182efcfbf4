"""When an enrolment that left the scope is looked at for the last time."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from attrs import evolve

from support.the_guide import COMPETENT, booking, provisioned, rules, unit
from talent_powerpro import Policy
from talent_powerpro.model import EnrolmentId, UnitRowId
from talent_powerpro.records.last_look import Completion, LastLook
from talent_powerpro.records.work_lists import ListName
from talent_powerpro.rules.last_look import closed_on, due_since, seen, still_open

GUIDE = Policy.guide()
RULES = rules()
LEFT, TODAY = date(2022, 6, 5), date(2022, 6, 6)
IN_SCOPE = LastLook(booking())
OUTSIDE = LastLook(booking(), LEFT)
FOUND = (Completion(UnitRowId("ICTWEB304"), "ICTWEB304", date(2022, 6, 4)),)
LOOKED = LastLook(booking(), LEFT, TODAY, FOUND)
WITHDRAWN: dict[str, Any] = {"withdrawal_date": LEFT}


@pytest.mark.parametrize(
    ("dates", "closed"),
    [
        ({}, None),
        (WITHDRAWN, ("withdrawal", LEFT)),
        ({"completion_date": LEFT}, ("completion", LEFT)),
        ({"withdrawal_date": TODAY, "completion_date": LEFT}, ("completion", LEFT)),
        ({"withdrawal_date": LEFT, "completion_date": TODAY}, ("withdrawal", LEFT)),
        ({"withdrawal_date": date(2022, 6, 7)}, None),
    ],
)
def test_the_earlier_date_that_has_come_closes_an_enrolment(
    dates: dict[str, Any], closed: object
) -> None:
    assert closed_on(provisioned(**dates), TODAY) == closed


@pytest.mark.parametrize(
    ("dates", "look", "today", "since"),
    [
        (WITHDRAWN, IN_SCOPE, LEFT, None),
        (WITHDRAWN, IN_SCOPE, TODAY, LEFT),
        (WITHDRAWN, None, TODAY, LEFT),
        (WITHDRAWN, None, date(2022, 7, 5), LEFT),
        (WITHDRAWN, None, date(2022, 7, 6), None),
        (WITHDRAWN, OUTSIDE, date(2023, 1, 1), LEFT),
        (WITHDRAWN, LOOKED, TODAY, None),
        ({}, OUTSIDE, LEFT, None),
        ({}, OUTSIDE, TODAY, LEFT),
        ({}, IN_SCOPE, TODAY, None),
        ({}, None, TODAY, None),
    ],
)
def test_a_last_look_is_due_after_the_day_on_which_the_enrolment_left(
    dates: dict[str, Any], look: LastLook | None, today: date, since: date | None
) -> None:
    """If it was once seen in scope, or closed within `missed_days`."""
    assert due_since(provisioned(unit(), **dates), look, today, GUIDE) == since


def test_without_an_open_unit_there_is_nothing_to_look_for() -> None:
    done = provisioned(unit(outcome=COMPETENT), **WITHDRAWN)
    assert due_since(done, IN_SCOPE, TODAY, GUIDE) is None


@pytest.mark.parametrize(
    ("look", "in_scope", "remembered"),
    [
        (None, True, IN_SCOPE),
        (IN_SCOPE, True, None),
        (LOOKED, True, IN_SCOPE),
        (IN_SCOPE, False, LastLook(booking(), TODAY)),
        (OUTSIDE, False, None),
        (None, False, None),
    ],
)
def test_what_is_remembered_changes_with_the_scope_alone(
    look: LastLook | None, in_scope: bool, remembered: LastLook | None
) -> None:
    assert seen(provisioned(unit()), look, TODAY, GUIDE, in_scope=in_scope) == remembered


def test_a_withdrawal_date_is_the_day_of_leaving() -> None:
    gone = provisioned(unit(), **WITHDRAWN)
    assert seen(gone, IN_SCOPE, TODAY, GUIDE, in_scope=False) == LastLook(booking(), LEFT)


@pytest.mark.parametrize("look", [IN_SCOPE, OUTSIDE])
def test_one_that_left_with_every_unit_resulted_is_settled_on_the_day_after(
    look: LastLook,
) -> None:
    done = provisioned(unit(outcome=COMPETENT), **WITHDRAWN)
    settled = LastLook(booking(), LEFT, TODAY)
    assert seen(done, look, TODAY, GUIDE, in_scope=False) == settled
    assert seen(done, settled, date(2022, 6, 7), GUIDE, in_scope=False) is None
    on_the_day = LastLook(booking(), LEFT) if look is IN_SCOPE else None
    assert seen(done, look, LEFT, GUIDE, in_scope=False) == on_the_day


def test_a_completion_is_listed_until_it_has_a_result() -> None:
    listed = still_open(provisioned(unit(), **WITHDRAWN), LOOKED, TODAY, RULES)
    assert listed is not None
    assert listed.reasons == (
        "ICTWEB304 was completed in TalentLMS on 04/06/2022, before the withdrawal of 05/06/2022, "
        "and has no result. Enter it by hand, if it is right",
    )
    assert listed.where == ("Home > Enrolments and Results > Outcomes & Dates",)
    assert (listed.since, listed.items) == (LEFT, ("ICTWEB304 2022-06-04",))
    resulted = provisioned(unit(outcome="40 - Withdrawn"), **WITHDRAWN)
    assert still_open(resulted, LOOKED, TODAY, RULES) is None
    for look in (None, IN_SCOPE, OUTSIDE):
        assert still_open(provisioned(unit()), look, TODAY, RULES) is None


def test_a_completion_that_a_person_dismissed_is_not_listed_and_others_are() -> None:
    student = provisioned(unit(), unit("ICTWEB305"), **WITHDRAWN)
    other = Completion(UnitRowId("ICTWEB305"), "ICTWEB305", date(2022, 6, 4))
    look = LastLook(booking(), LEFT, TODAY, (*FOUND, other))
    ours = (ListName.CLOSED, booking(), "ICTWEB304 2022-06-04")

    def items(*dismissed: tuple[ListName, EnrolmentId, str]) -> tuple[str, ...]:
        listed = still_open(student, look, TODAY, evolve(RULES, dismissed=frozenset(dismissed)))
        return listed.items if listed else ()

    assert items(ours) == ("ICTWEB305 2022-06-04",)
    assert items(ours, (*ours[:2], "ICTWEB305 2022-06-04")) == ()
    every = ("ICTWEB304 2022-06-04", "ICTWEB305 2022-06-04")
    assert items((ListName.CLOSED, booking("2"), ours[2])) == every
    assert items((ListName.CLOSED, booking(), "ICTWEB304 2022-06-03")) == every


def test_an_enrolment_that_left_without_a_date_keeps_the_day_on_which_that_was_noticed() -> None:
    """Later runs do not move it, and it is settled once every unit has a result."""
    open_, done = provisioned(unit()), provisioned(unit(outcome=COMPETENT))
    assert seen(open_, OUTSIDE, date(2022, 7, 1), GUIDE, in_scope=False) is None
    assert seen(done, OUTSIDE, TODAY, GUIDE, in_scope=False) == LastLook(booking(), LEFT, TODAY)
    early = provisioned(unit(outcome=COMPETENT), withdrawal_date=date(2022, 6, 1))
    assert seen(early, OUTSIDE, TODAY, GUIDE, in_scope=False) == LastLook(booking(), LEFT, TODAY)


def test_another_way_out_is_told_as_the_day_on_which_it_left_the_scope() -> None:
    listed = still_open(provisioned(unit()), LOOKED, TODAY, RULES)
    assert listed is not None
    assert "before the enrolment left the scope on 05/06/2022" in listed.reasons[0]
