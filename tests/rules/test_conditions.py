"""The guide's nine conditions: when each is met, and its reason when it is not."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from attrs import evolve

from support.the_guide import COURSE, EXPORT_DATE, JOANA, LOG, TODAY, enrolment
from talent_powerpro.model import Enrolment
from talent_powerpro.records.due import Day
from talent_powerpro.rules.conditions import GUIDE, Condition, unmet

YESTERDAY, TOMORROW = EXPORT_DATE - timedelta(days=1), EXPORT_DATE + timedelta(days=1)


def reasons(due: Enrolment, day: Day = TODAY) -> dict[str, str]:
    return {each.condition: each.reason for each in unmet(due, day)}


def of_course(**changes: Any) -> Enrolment:
    return enrolment(course=evolve(COURSE, **changes))


def dated(field: str, day: date) -> dict[str, Any]:
    return {field: day}


def of_client(**changes: Any) -> Enrolment:
    return enrolment(client=evolve(JOANA, **changes))


def test_the_guides_own_enrolment_meets_them_all() -> None:
    """The Agent will typically be provisioning PowerPro Enrolments that match ... criteria"""
    assert reasons(enrolment()) == {}


def test_they_stand_in_the_guides_order_and_words() -> None:
    assert [(each.name, each.sentence) for each in GUIDE] == [
        ("course-not-archived", "The PP Course is not archived"),
        ("course-exported", "The PP Course E-Learning Export option is checked"),
        ("talent-course-id-numeric", "The PP Course E-Learning Cohort field is numeric"),
        ("booking-confirmed", "The PP Enrolment Booking Status is Confirmed (green tick)"),
        ("enrolment-active", "The PP Enrolment is active (not withdrawn or completed)"),
        ("enrolment-exported", "The PP Enrolment E-Learning Export option is checked"),
        (
            "export-date-is-today",
            "The PP Enrolment E-Learning Export date matches today's date",
        ),
        (
            "not-yet-provisioned",
            "There is no Provisioning Contact Log associated with the Enrolment",
        ),
        ("client-has-email", "The Student has an email address"),
    ]


def test_three_of_them_cannot_be_dropped() -> None:
    assert [each.name for each in GUIDE if not each.droppable] == [
        "talent-course-id-numeric",
        "not-yet-provisioned",
        "client-has-email",
    ]


def test_a_condition_of_an_rtos_own_may_be_dropped_unless_it_says_otherwise() -> None:
    assert Condition("odd", "an RTO's own", lambda enrolment, day: None, "").droppable


def test_all_unmet_conditions_are_reported_not_only_the_first() -> None:
    nothing_right = enrolment(
        client=evolve(JOANA, email=""),
        course=evolve(COURSE, archived=True, export_to_talent=False, talent_course_id="x"),
        booking_status="Tentative",
        withdrawal_date=YESTERDAY,
        export=False,
        export_date=None,
        contact_logs=(LOG,),
    )
    assert list(reasons(nothing_right)) == [each.name for each in GUIDE]


def test_each_unmet_condition_names_the_field_by_its_menu_path() -> None:
    (fault,) = unmet(of_course(talent_course_id=""), TODAY)
    assert fault.where == "Course > E-Learning (Talent LMS) tab > Talent Course ID"
    data = "Home > Enrolments and Results > Course data"
    assert [each.where for each in GUIDE] == [
        "Course details",
        "Course > E-Learning (Talent LMS) tab > Export to Talent LMS",
        "Course > E-Learning (Talent LMS) tab > Talent Course ID",
        f"{data} > Booking status",
        f"{data} > Withdrawal Date or Completion Date",
        f"{data} > Talent LMS export/Date",
        f"{data} > Talent LMS export/Date",
        "Home > Enrolments and Results > Contact Log",
        "Client > Main > Email",
    ]


# --- the course -------------------------------------------------------------------


def test_the_pp_course_is_not_archived() -> None:
    """The PP Course is not archived"""
    assert reasons(of_course(archived=True)) == {"course-not-archived": "the course is archived"}


def test_the_pp_course_e_learning_export_option_is_checked() -> None:
    """The PP Course E-Learning Export option is checked"""
    assert reasons(of_course(export_to_talent=False)) == {
        "course-exported": 'the course\'s "Export to Talent LMS" box is not ticked'
    }


@pytest.mark.parametrize("typed", ["126", "126 ", " 126", "0126"])
def test_the_pp_course_e_learning_cohort_field_is_numeric(typed: str) -> None:
    """The PP Course E-Learning Cohort field is numeric"""
    assert reasons(of_course(talent_course_id=typed)) == {}


@pytest.mark.parametrize("typed", ["0", "00", "١٢٦", "12.0", "-126", "1 26", "ICT30120", "126a"])
def test_a_cohort_that_is_not_a_number_above_zero_is_shown_as_typed(typed: str) -> None:
    assert reasons(of_course(talent_course_id=typed)) == {
        "talent-course-id-numeric": f"the Talent Course ID {typed!r} is not a number"
    }


@pytest.mark.parametrize("typed", ["", "  "])
def test_a_blank_cohort_has_a_reason_of_its_own(typed: str) -> None:
    assert reasons(of_course(talent_course_id=typed)) == {
        "talent-course-id-numeric": "the course has no Talent Course ID"
    }


# --- the enrolment ----------------------------------------------------------------


@pytest.mark.parametrize("status", ["Confirmed", " confirmed "])
def test_the_pp_enrolment_booking_status_is_confirmed(status: str) -> None:
    """The PP Enrolment Booking Status is Confirmed (green tick)"""
    assert reasons(enrolment(booking_status=status)) == {}


@pytest.mark.parametrize(
    ("status", "told"), [("Tentative", "Tentative"), ("", "blank"), ("Not confirmed ", None)]
)
def test_another_booking_status_is_named_in_the_reason(status: str, told: str | None) -> None:
    assert reasons(enrolment(booking_status=status)) == {
        "booking-confirmed": f"the booking status is {told or status.strip()}"
    }


@pytest.mark.parametrize(
    ("field", "word"), [("withdrawal_date", "withdrawn"), ("completion_date", "completed")]
)
@pytest.mark.parametrize("ended", [date(2021, 12, 31), YESTERDAY, EXPORT_DATE])
def test_the_pp_enrolment_is_active_not_withdrawn_or_completed(
    field: str, word: str, ended: date
) -> None:
    """The PP Enrolment is active (not withdrawn or completed)"""
    assert reasons(enrolment(**dated(field, ended))) == {
        "enrolment-active": f"the enrolment was {word} on {ended:%d/%m/%Y}"
    }


@pytest.mark.parametrize("field", ["withdrawal_date", "completion_date"])
def test_a_withdrawal_or_completion_still_to_come_leaves_it_active(field: str) -> None:
    assert reasons(enrolment(**dated(field, TOMORROW))) == {}


def test_an_enrolment_has_ended_by_today_not_by_the_export_day() -> None:
    day = Day(EXPORT_DATE, YESTERDAY)
    ended_today = enrolment(export_date=YESTERDAY, withdrawal_date=EXPORT_DATE)
    assert list(reasons(ended_today, day)) == ["enrolment-active"]


def test_a_hosts_own_status_overrules_both_dates() -> None:
    assert reasons(enrolment(active=True, withdrawal_date=YESTERDAY)) == {}
    assert reasons(enrolment(active=False)) == {"enrolment-active": "the enrolment is not active"}


def test_the_pp_enrolment_e_learning_export_option_is_checked() -> None:
    """To prevent ... being provisioned in Talent, simply uncheck the E-Learning export checkbox"""
    assert reasons(enrolment(export=False)) == {
        "enrolment-exported": "the enrolment's export box is not ticked"
    }


@pytest.mark.parametrize(
    ("export_date", "told"),
    [
        (YESTERDAY, "the export date 01/06/2022 has passed"),
        (TOMORROW, "the export date 03/06/2022 is still to come"),
        (None, "the enrolment has no export date"),
    ],
)
def test_the_pp_enrolment_e_learning_export_date_matches_todays_date(
    export_date: date | None, told: str
) -> None:
    """The PP Enrolment E-Learning Export date matches today's date"""
    assert reasons(enrolment(export_date=EXPORT_DATE)) == {}
    assert reasons(enrolment(export_date=export_date)) == {"export-date-is-today": told}


@pytest.mark.parametrize(("days_ago", "due"), [(0, True), (7, True), (8, False), (-1, False)])
def test_a_window_reaches_back_and_never_ahead(days_ago: int, due: bool) -> None:
    day = Day(EXPORT_DATE, EXPORT_DATE, window=7)
    export_date = EXPORT_DATE - timedelta(days=days_ago)
    assert (not reasons(enrolment(export_date=export_date), day)) is due


def test_without_a_window_it_is_that_day_alone() -> None:
    day = Day(EXPORT_DATE, EXPORT_DATE)
    assert list(reasons(enrolment(export_date=YESTERDAY), day)) == ["export-date-is-today"]


def test_the_export_day_may_be_another_than_today() -> None:
    day = Day(EXPORT_DATE, YESTERDAY)
    assert reasons(enrolment(export_date=YESTERDAY), day) == {}
    assert list(reasons(enrolment(export_date=EXPORT_DATE), day)) == ["export-date-is-today"]


def test_without_a_date_all_other_conditions_are_looked_at() -> None:
    """Those that come after the date too: else a student would be provisioned twice."""
    unfit = evolve(
        enrolment(export_date=None, contact_logs=(LOG,)),
        course=evolve(COURSE, archived=True),
        client=evolve(JOANA, email=""),
    )
    told = [each.condition for each in unmet(unfit, evolve(TODAY, any_date=True))]
    assert told == ["course-not-archived", "not-yet-provisioned", "client-has-email"]


def test_there_is_no_provisioning_contact_log_associated_with_the_enrolment() -> None:
    """There is no Provisioning Contact Log associated with the Enrolment"""
    told = {"not-yet-provisioned": "a provisioning contact log exists"}
    assert reasons(enrolment(contact_logs=(LOG,))) == told
    assert reasons(enrolment(contact_logs=(evolve(LOG, created_by="PAULINE"),))) == told
    assert reasons(enrolment(contact_logs=(evolve(LOG, contact_type="Phone call"),))) == {}


# --- the client -------------------------------------------------------------------


@pytest.mark.parametrize(
    "email", ["jg11@pm.me", "JG11@XPM.ME", " jg11@pm.me ", "o'brien+rto@mail.pm.me"]
)
def test_the_student_has_an_email_address(email: str) -> None:
    """The Student has an email address"""
    assert reasons(of_client(email=email)) == {}


@pytest.mark.parametrize("email", ["", "   "])
def test_a_blank_email_address_has_a_reason(email: str) -> None:
    assert reasons(of_client(email=email)) == {
        "client-has-email": "the client has no e-mail address"
    }


@pytest.mark.parametrize(
    "email",
    [
        "jg11",
        "jg11@pm",
        "@pm.me",
        "jg11@.",
        "jg11@@pm.me",
        "jg 11@pm.me",
        "jg11@pm.me; pink@pm.me",
        "jg11@pm.me,pink@pm.me",
        "Joana <jg11@pm.me>",
        "none@",
        "jg11@pm.me\x00",
        "jg\x1b11@pm.me",
        "jg11\N{ZERO WIDTH SPACE}@pm.me",
        '"jg11@pm.me"',
        "mailto:jg11@pm.me",
        "jg11@pm.me.",
        "jg11@pm..me",
        "jg11@.pm.me",
        "jg11@pm.me)",
        "[jg11@pm.me]",
    ],
)
def test_a_malformed_email_address_has_a_reason_of_its_own(email: str) -> None:
    assert reasons(of_client(email=email)) == {
        "client-has-email": f"the client's e-mail address {email!r} is not valid"
    }
