"""Sorting enrolments: due, missed, without a date, waiting, in scope, closed."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from attrs import evolve

from support.the_guide import (
    COURSE,
    EXPORT_DATE,
    JOANA,
    LOG,
    TODAY,
    booking,
    enrolment,
    numbers,
    provisioned,
    rules,
    unit,
)
from talent_powerpro.model import Enrolment
from talent_powerpro.records.due import Day, Due, DueMark
from talent_powerpro.records.report import Lists
from talent_powerpro.rules.policy import Policy
from talent_powerpro.rules.selection import (
    Selection,
    is_in_scope,
    select,
)

YESTERDAY, TOMORROW = EXPORT_DATE - timedelta(days=1), EXPORT_DATE + timedelta(days=1)


def selected(
    *enrolments: Enrolment,
    policy: Policy | None = None,
    day: Day = TODAY,
    marks: tuple[DueMark, ...] = (),
) -> Selection:
    return select(enrolments, rules(policy), day, marks)


def begun(export_date: date | None = YESTERDAY) -> tuple[DueMark, ...]:
    return (DueMark(booking(), export_date),)


def test_an_enrolment_that_meets_all_conditions_is_due() -> None:
    (due,) = selected(enrolment()).due
    assert due.enrolment == enrolment()
    assert due.day == TODAY


def test_an_enrolment_whose_date_has_passed_and_that_meets_all_else_is_missed() -> None:
    told = selected(enrolment(export_date=YESTERDAY))
    (missed,) = told.lists.missed
    assert missed.reasons == ("the export date 01/06/2022 has passed",)
    assert missed.where == ("Home > Enrolments and Results > Course data > Talent LMS export/Date",)
    assert told.due == ()


@pytest.mark.parametrize(("days", "is_listed"), [(30, True), (31, False)])
def test_missed_ones_are_listed_for_missed_days(days: int, is_listed: bool) -> None:
    old = enrolment(export_date=EXPORT_DATE - timedelta(days=days))
    assert bool(selected(old).lists.missed) is is_listed
    assert selected(old).lists.unmet == ()


def test_an_enrolment_with_more_unmet_than_its_date_waits_with_all_its_reasons() -> None:
    told = selected(enrolment(export_date=YESTERDAY, client=evolve(JOANA, email="")))
    (waiting,) = told.lists.unmet
    assert waiting.reasons == (
        "the export date 01/06/2022 has passed",
        "the client has no e-mail address",
    )
    assert told.lists.missed == ()


def test_an_enrolment_with_a_date_in_the_future_waits() -> None:
    told = selected(enrolment(export_date=TOMORROW))
    assert numbers(told.lists.unmet) == ["1001"]
    assert told.lists.missed == ()


def test_a_ticked_box_without_a_date_is_listed() -> None:
    told = selected(enrolment(export_date=None, booking_status=""))
    (undated,) = told.lists.no_export_date
    assert undated.reasons == ("the booking status is blank", "the enrolment has no export date")


def test_unticked_and_provisioned_ones_are_on_no_list() -> None:
    told = selected(enrolment(export=False), enrolment("1002", contact_logs=(LOG,)))
    assert told == Selection((), Lists())
    told = selected(enrolment(export=False), enrolment("1003"))
    assert [due.enrolment.id for due in told.due] == ["1003"]


def test_a_run_that_sets_the_date_aside_lists_no_missing_date() -> None:
    blank = enrolment(export_date=None, booking_status="Hold")
    told = selected(blank, day=evolve(TODAY, any_date=True))
    assert (told.lists.no_export_date, numbers(told.lists.unmet)) == ((), ["1001"])


def test_all_lists_have_those_whose_box_is_not_ticked_too() -> None:
    rows = (enrolment(export=False), enrolment("1002", export=False, export_date=None))
    lists = select(rows, rules(), TODAY, (), lists_all=True).lists
    assert numbers(lists.unmet) == ["1001", "1002"]
    assert (lists.missed, lists.no_export_date) == ((), ())


def test_a_date_that_a_window_still_allows_is_not_missed() -> None:
    day = Day(EXPORT_DATE, YESTERDAY, 0)
    told = selected(enrolment(export_date=EXPORT_DATE - timedelta(days=2)), day=day)
    (missed,) = told.lists.missed
    assert (missed.since, missed.items) == (date(2022, 5, 31), ("2022-05-31",))


def test_a_window_makes_yesterdays_due() -> None:
    day = Day(EXPORT_DATE, EXPORT_DATE, 7)
    assert selected(enrolment(export_date=YESTERDAY), policy=Policy.careful(), day=day).due


# --- begun or due enrolments stay due ---------------------------------------------


def test_an_enrolment_found_due_before_stays_due_after_its_date_has_passed() -> None:
    long_ago = date(2022, 1, 1)
    (due,) = selected(enrolment(export_date=long_ago), marks=begun(long_ago)).due
    assert due.day == Day(EXPORT_DATE, long_ago)


def test_it_does_not_stay_due_if_a_person_changed_its_export_date() -> None:
    for changed in (TOMORROW, EXPORT_DATE - timedelta(days=2), None):
        assert selected(enrolment(export_date=changed), marks=begun()).due == ()


def test_it_does_not_stay_due_while_another_condition_is_unmet() -> None:
    told = selected(enrolment(export_date=YESTERDAY, booking_status="Hold"), marks=begun())
    assert told.due == ()
    assert numbers(told.lists.unmet) == ["1001"]


def test_a_mark_without_an_export_date_makes_nothing_due() -> None:
    assert selected(enrolment(export_date=YESTERDAY), marks=begun(None)).due == ()


def test_a_run_that_set_the_date_aside_goes_on_without_one() -> None:
    (due,) = selected(enrolment(export_date=None), marks=begun(None)).due
    assert due.day == evolve(TODAY, any_date=True)


def test_a_mark_takes_the_place_of_the_window() -> None:
    long_ago = date(2022, 1, 1)
    week = Day(EXPORT_DATE, EXPORT_DATE, 7)
    (due,) = selected(enrolment(export_date=long_ago), day=week, marks=begun(long_ago)).due
    assert due.day == Day(EXPORT_DATE, long_ago, 0)


def test_the_mark_of_another_enrolment_is_not_its_own() -> None:
    other = (DueMark(booking("1002"), YESTERDAY),)
    assert selected(enrolment(export_date=YESTERDAY), marks=other).due == ()


# --- result fetching scope --------------------------------------------------------


def in_scope(enrolment: Enrolment) -> bool:
    return is_in_scope(enrolment, rules(), TODAY)


def test_there_is_a_provisioning_contact_log_associated_with_the_enrolment() -> None:
    """There is a Provisioning Contact Log associated with the Enrolment"""
    assert not in_scope(enrolment())
    assert in_scope(provisioned())


def test_a_cancelled_booking_and_an_archived_course_are_not_in_scope() -> None:
    assert not in_scope(provisioned(unit(), booking_status="Cancelled"))
    assert not in_scope(provisioned(unit(), course=evolve(COURSE, archived=True)))


def test_an_unreadable_candidate_is_tried_even_where_it_is_not_due() -> None:
    told = selected(enrolment(export_date=None, unreadable=("the date cannot be read",)))
    odd = enrolment(export_date=None, unreadable=("the date cannot be read",))
    assert told == Selection((), Lists(), (Due(odd, TODAY),))


def test_an_unreadable_enrolment_that_is_due_as_far_as_it_can_be_read_is_marked_due() -> None:
    """So it is still provisioned once a person has corrected it, on a later day."""
    told = selected(enrolment(unreadable=("the date of birth cannot be read",)))
    assert (len(told.due), told.unreadable) == (1, ())


def test_an_unreadable_enrolment_that_is_provisioned_is_left_to_the_results_stage() -> None:
    assert selected(provisioned(unreadable=("odd",))) == Selection((), Lists())
