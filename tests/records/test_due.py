"""An enrolment that is due, and the dates that conditions compare with."""

from __future__ import annotations

from support.the_guide import EXPORT_DATE, TODAY, enrolment
from talent_powerpro.records.due import Day, Due, DueMark


def test_an_export_date_matches_one_day_alone_unless_a_window_is_given() -> None:
    day = Day(EXPORT_DATE, EXPORT_DATE)
    assert (day.window, day.any_date) == (0, False)


def test_a_due_enrolment_goes_by_its_enrolment_s_id() -> None:
    assert Due(enrolment("1002"), TODAY).enrolment_id == "1002"


def test_a_due_mark_of_another_export_date_is_another_mark() -> None:
    booked = enrolment()
    kept = {DueMark(booked.id, EXPORT_DATE), DueMark(booked.id, None)}
    assert DueMark(booked.id, EXPORT_DATE) in kept
    assert len(kept) == 2
