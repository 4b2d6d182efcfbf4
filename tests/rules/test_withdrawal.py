"""Withdrawn and cancelled enrolments: since when, and whose Talent courses are still needed."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from attrs import evolve

from support.the_guide import COMPETENT, COURSE, JOANA, LOG, enrolment, provisioned, rules, unit
from talent_powerpro.model import Enrolment
from talent_powerpro.records.due import Day
from talent_powerpro.records.last_look import LastLook
from talent_powerpro.records.work_lists import ListName
from talent_powerpro.rules.policy import Policy
from talent_powerpro.rules.rules import Rules
from talent_powerpro.rules.withdrawal import (
    Withdrawal,
    courses_needed,
    courses_of,
    gone,
    listed_withdrawn,
    needs_its_courses,
    to_suspend,
    withdrawal,
)

TODAY = date(2022, 6, 15)
YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)
DAY = Day(TODAY, TODAY)
SEEN = LastLook(provisioned().id)
LOOKED = evolve(SEEN, left_on=YESTERDAY, looked_on=TODAY)
DONE = unit(outcome=COMPETENT, outcome_date=YESTERDAY)


def there(**changes: Any) -> Enrolment:
    """Joana's provisioned enrolment with one open unit."""
    return provisioned(unit(), **changes)


# --- what ended it ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "look", "found"),
    [
        ({}, SEEN, None),
        ({"withdrawal_date": TOMORROW}, SEEN, None),
        ({"withdrawal_date": TODAY}, SEEN, Withdrawal("withdrawn", TODAY)),
        ({"withdrawal_date": YESTERDAY, "completion_date": TODAY}, None, "yesterday"),
        ({"withdrawal_date": TODAY, "completion_date": YESTERDAY}, None, None),
        ({"completion_date": YESTERDAY}, LOOKED, None),
        ({"completion_date": YESTERDAY, "booking_status": "Cancelled"}, LOOKED, None),
        ({"booking_status": "Tentative"}, LOOKED, None),
        ({"booking_status": " cancelled"}, LOOKED, Withdrawal("cancelled", YESTERDAY)),
        ({"booking_status": "Withdrawn"}, SEEN, Withdrawal("cancelled", None)),
        ({"booking_status": "Canceled"}, None, Withdrawal("cancelled", None)),
        (
            {"booking_status": "Cancelled", "withdrawal_date": TODAY},
            LOOKED,
            Withdrawal("cancelled", YESTERDAY),
        ),
        (
            {"booking_status": "Cancelled", "withdrawal_date": YESTERDAY},
            LOOKED,
            Withdrawal("withdrawn", YESTERDAY),
        ),
        ({"withdrawal_date": YESTERDAY, "active": True}, SEEN, None),
        ({"active": False}, LOOKED, None),
        ({"withdrawal_date": YESTERDAY, "active": False}, LOOKED, "yesterday"),
    ],
)
def test_the_earlier_one_of_withdrawal_and_cancellation_counts(
    changes: dict[str, Any], look: LastLook | None, found: Withdrawal | str | None
) -> None:
    wished = Withdrawal("withdrawn", YESTERDAY) if found == "yesterday" else found
    assert withdrawal(there(**changes), look, TODAY) == wished


@pytest.mark.parametrize(
    ("changes", "policy"),
    [
        ({"unreadable": ("A date cannot be read.",)}, Policy()),
        ({"contact_logs": ()}, Policy()),
        ({}, Policy(drop_conditions=frozenset({"enrolment-active"}))),
    ],
    ids=["unreadable", "not provisioned", "still in scope"],
)
def test_who_is_not_known_to_have_left_the_scope_is_not_gone(
    changes: dict[str, Any], policy: Policy
) -> None:
    left = there(withdrawal_date=YESTERDAY)
    assert gone(left, SEEN, rules(), DAY) == Withdrawal("withdrawn", YESTERDAY)
    assert gone(evolve(left, **changes), SEEN, rules(policy), DAY) is None


# --- when it may be suspended -----------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "look", "may"),
    [
        ({"withdrawal_date": YESTERDAY}, LOOKED, True),
        ({"withdrawal_date": YESTERDAY}, SEEN, False),
        ({"withdrawal_date": TODAY}, evolve(LOOKED, left_on=TODAY), False),
        ({"withdrawal_date": YESTERDAY, "units": (DONE,)}, SEEN, True),
        ({"withdrawal_date": YESTERDAY, "units": (DONE,)}, None, True),
        ({"withdrawal_date": YESTERDAY}, None, False),
        ({"withdrawal_date": date(2022, 5, 16), "units": (DONE,)}, None, True),
        ({"withdrawal_date": date(2022, 5, 15), "units": (DONE,)}, None, False),
        ({"withdrawal_date": date(2021, 5, 15)}, None, False),
        ({"withdrawal_date": date(2021, 5, 15)}, LOOKED, True),
        ({"booking_status": "Cancelled"}, LOOKED, True),
        ({"booking_status": "Cancelled"}, None, False),
        ({}, LOOKED, False),
    ],
)
def test_never_on_the_day_itself_and_never_before_the_last_look(
    changes: dict[str, Any], look: LastLook | None, may: bool
) -> None:
    assert (to_suspend(there(**changes), look, rules(), DAY) is not None) is may


# --- courses ----------------------------------------------------------------------


def test_the_course_of_the_contact_log_comes_before_the_present_one() -> None:
    moved = evolve(COURSE, talent_course_id="27")
    assert courses_of(there()) == ("126",)
    assert courses_of(there(course=moved)) == ("126", "27")
    odd = evolve(LOG, description="By hand")
    assert courses_of(there(course=moved, contact_logs=(odd,))) == ("27",)
    assert courses_of(there(course=evolve(COURSE, talent_course_id="x"), contact_logs=(odd,))) == ()


@pytest.mark.parametrize(
    ("other", "look", "needs"),
    [
        (there(), None, True),
        (there(completion_date=YESTERDAY), LOOKED, True),
        (there(unreadable=("A date cannot be read.",), withdrawal_date=YESTERDAY), LOOKED, True),
        (there(withdrawal_date=TODAY), LOOKED, True),
        (there(withdrawal_date=YESTERDAY), SEEN, True),
        (there(withdrawal_date=YESTERDAY), LOOKED, False),
        (there(withdrawal_date=date(2021, 5, 15)), None, False),
        (there(booking_status="Cancelled"), None, False),
        (there(booking_status="Cancelled"), LOOKED, False),
        (there(booking_status="Cancelled"), evolve(LOOKED, left_on=TODAY), True),
        (there(booking_status="Tentative"), LOOKED, True),
        (enrolment(), None, True),
        (enrolment(export=False), None, False),
        (enrolment(withdrawal_date=YESTERDAY), None, False),
    ],
)
def test_a_course_is_needed_until_the_last_look_at_a_withdrawn_enrolment(
    other: Enrolment, look: LastLook | None, needs: bool
) -> None:
    assert needs_its_courses(other, look, rules(), DAY) is needs
    courses = courses_needed([(other, look)], rules(), DAY)
    assert courses == ({"126"} if needs else frozenset())


def test_where_results_of_the_withdrawn_are_fetched_they_need_their_courses() -> None:
    dropped = rules(Policy(drop_conditions=frozenset({"enrolment-active"})))
    assert needs_its_courses(there(withdrawal_date=YESTERDAY), LOOKED, dropped, DAY)


# --- the list ---------------------------------------------------------------------

FIRST_LOOK = "First let a run of a later day look for results once more. Then take"
OUT = "in TalentLMS > Courses, if the student is to lose access."


def entry(left: Enrolment, look: LastLook | None, needed: set[str], of: Rules | None = None) -> Any:
    return listed_withdrawn(left, look, needed, of or rules(), DAY)


def test_the_entry_names_the_day_the_course_and_what_to_do() -> None:
    found = entry(there(withdrawal_date=YESTERDAY), LOOKED, set())
    assert found.reasons == (
        "withdrawn on 14/06/2022, and may still have access to Talent course 126",
    )
    assert found.where == (f"Take Talent user 7 out of Talent course 126 {OUT}",)
    assert (found.since, found.items) == (YESTERDAY, ("2022-06-14",))


def test_a_cancelled_enrolment_is_listed_from_the_day_on_which_a_run_found_it_so() -> None:
    found = entry(there(booking_status="Cancelled"), LOOKED, set())
    assert found.reasons == (
        "cancelled on 14/06/2022, and may still have access to Talent course 126",
    )
    assert found.since == YESTERDAY


def test_the_same_entry_before_the_last_look_says_to_wait() -> None:
    before = entry(there(withdrawal_date=YESTERDAY), SEEN, set())
    assert before.where == (f"{FIRST_LOOK} Talent user 7 out of Talent course 126 {OUT}",)
    after = entry(there(withdrawal_date=YESTERDAY), LOOKED, set())
    assert before.reasons == after.reasons


def test_a_course_that_another_enrolment_needs_is_to_be_left_alone() -> None:
    moved = there(withdrawal_date=YESTERDAY, course=evolve(COURSE, talent_course_id="127"))
    assert entry(moved, LOOKED, {"126", "127"}).where == (
        "Leave the student in Talent course 126 and 127: another enrolment needs it.",
    )
    assert entry(moved, LOOKED, {"126"}).where == (
        "Leave the student in Talent course 126: another enrolment needs it. "
        f"Take Talent user 7 out of Talent course 127 {OUT}",
    )


def test_without_ids_the_entry_speaks_of_the_student_and_of_talentlms() -> None:
    odd = evolve(LOG, description="By hand")
    nowhere = there(
        withdrawal_date=YESTERDAY,
        client=evolve(JOANA, secondary_id=" "),
        course=evolve(COURSE, talent_course_id=""),
        contact_logs=(odd,),
    )
    assert entry(nowhere, LOOKED, set()).reasons == (
        "withdrawn on 14/06/2022, and may still have access to TalentLMS",
    )
    named = evolve(nowhere, course=COURSE)
    assert entry(named, LOOKED, set()).where == (
        f"Take the student out of Talent course 126 {OUT}",
    )


def test_who_left_long_ago_or_without_a_day_or_was_dismissed_is_not_listed() -> None:
    recent = there(withdrawal_date=date(2022, 5, 16))
    assert entry(recent, LOOKED, set())
    assert entry(there(withdrawal_date=date(2022, 5, 15)), LOOKED, set()) is None
    assert entry(there(booking_status="Cancelled"), None, set()) is None
    assert entry(there(), LOOKED, set()) is None
    dismissed = frozenset({(ListName.WITHDRAWN, recent.id, "2022-05-16")})
    assert entry(recent, LOOKED, set(), evolve(rules(), dismissed=dismissed)) is None
