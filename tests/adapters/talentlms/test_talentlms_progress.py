"""Course statuses to values: labels, moments, printed dates."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from support.talentlms.portal_answers import (
    said,
    status,
    unit,
)
from talent_powerpro.adapters.talentlms import responses
from talent_powerpro.errors import NoAnswer
from talent_powerpro.model import (
    CourseProgress,
    TalentUnit,
    UnitProgress,
)

WEB = TalentUnit("3163", "ICTWEB304 Build simple web pages", "Unit")


def units_of(answer: dict[str, Any], date_format: str = "DDMMYYYY") -> tuple[UnitProgress, ...]:
    read = responses.progress(said(answer), date_format=lambda: date_format)
    assert isinstance(read, CourseProgress)
    return read.units


def never_asked() -> str:
    raise AssertionError("the date format was asked for")


def missing(fields: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if name not in names}


def test_progress_is_labels_and_moments() -> None:
    never = {"completed_on": "", "completed_on_timestamp": None}
    answer = status(unit(), unit(id=3164, completion_status="Not attempted", **never))
    assert responses.progress(said(answer), date_format=never_asked) == CourseProgress(
        (
            UnitProgress(
                WEB,
                "Completed",
                datetime(2022, 6, 13, tzinfo=UTC),
            ),
            UnitProgress(
                TalentUnit("3164", "ICTWEB304 Build simple web pages", "Unit"), "Not attempted"
            ),
        )
    )


@pytest.mark.parametrize("stamp", [1655078400, "1655078400", " 1655078400 "])
def test_a_timestamp_is_a_moment_in_utc(stamp: object) -> None:
    (read,) = units_of(status(unit(completed_on_timestamp=stamp, completed_on="nonsense")))
    assert read.completed == datetime(2022, 6, 13, tzinfo=UTC)


@pytest.mark.parametrize("stamp", [None, "", "0", 0, " "])
def test_an_empty_timestamp_without_text_is_no_date(stamp: object) -> None:
    answer = status(unit(completed_on_timestamp=stamp, completed_on=""))
    read = responses.progress(said(answer), date_format=never_asked)
    assert isinstance(read, CourseProgress)
    assert read.units[0].completed is None


def test_a_unit_without_any_date_fields_has_no_date() -> None:
    bare = missing(unit(), "completed_on", "completed_on_timestamp", "completion_status", "type")
    assert units_of(status(bare)) == (
        UnitProgress(TalentUnit("3163", "ICTWEB304 Build simple web pages"), ""),
    )


@pytest.mark.parametrize(
    ("date_format", "printed"),
    [
        ("DDMMYYYY", "03/11/2025, 23:59:59"),
        ("DDMMYYYY", "03/11/2025, 11:59:59 PM"),
        ("DDMMYYYY", "3/11/2025, 9:05"),
        ("DDMMYYYY", "03/11/2025"),
        ("MMDDYYYY", "11/03/2025, 23:59:59"),
        ("MMDDYYYY", "11/03/2025, 12:00:00 am"),
        ("YYYYMMDD", "2025/11/03, 23:59:59"),
        ("YYYYMMDD", "2025/11/03, 11:59:59\u202fPM"),
    ],
)
@pytest.mark.parametrize("stamp", [None, "", "0"])
def test_without_a_timestamp_the_text_gives_a_bare_date_as_printed(
    date_format: str, printed: str, stamp: object
) -> None:
    answer = status(unit(completed_on=printed, completed_on_timestamp=stamp))
    (read,) = units_of(answer, date_format)
    assert read.completed == date(2025, 11, 3)
    assert not isinstance(read.completed, datetime)


@pytest.mark.parametrize(
    ("date_format", "printed"),
    [
        ("MMDDYYYY", "31/12/2025, 23:59:59"),
        ("DDMMYYYY", "12/31/2025, 23:59:59"),
        ("YYYYMMDD", "31/12/2025, 23:59:59"),
        ("DDMMYYYY", "2025/12/31, 23:59:59"),
        ("DDMMYYYY", "31/12/25, 23:59:59"),
        ("DDMMYYYY", "31/12/2025, 24:00:00"),
        ("DDMMYYYY", "31/12/2025, 13:00:00 PM"),
        ("DDMMYYYY", "31/12/2025 at noon"),
        ("DDMMYYYY", "30/02/2025, 10:00:00"),
        ("DDMMYYYY", "31/12/0000, 10:00:00"),
        ("DDMMYYYY", "yesterday"),
        ("DDMMYYYY", "٣/11/2025"),
        ("", "31/12/2025, 23:59:59"),
        ("MDY", "31/12/2025, 23:59:59"),
    ],
)
def test_the_order_of_day_and_month_is_never_guessed(date_format: str, printed: str) -> None:
    answer = status(unit(completed_on=printed, completed_on_timestamp=None))
    (found,) = units_of(answer, date_format)
    assert found == UnitProgress(WEB, "Completed", None, found.unreadable)
    assert found.unreadable == (
        f'The completion date "{printed}" of Talent unit ICTWEB304 Build simple web pages '
        "(id 3163) cannot be read as a date in the portal's format "
        f"{date_format or '(not given)'}."
    )


@pytest.mark.parametrize("stamp", ["soon", "-5", -5, 1.5, 10**17, "9" * 18, "9" * 19])
def test_a_timestamp_that_is_no_time_is_unreadable_not_read_over(stamp: object) -> None:
    (found,) = units_of(status(unit(completed_on_timestamp=stamp)))
    assert found == UnitProgress(WEB, "Completed", None, found.unreadable)
    assert found.unreadable == (
        f'The completion date "{stamp}" of Talent unit ICTWEB304 Build simple web pages '
        "(id 3163) cannot be read as a timestamp."
    )


def test_one_unreadable_date_leaves_the_other_units_their_dates() -> None:
    """31/31/2026 on a survey, beside a unit that was completed."""
    survey = unit(id="9", name="Survey", completed_on="31/31/2026", completed_on_timestamp=None)
    odd, good = units_of(status(survey, unit()))
    assert (odd.completed, good.unreadable) == (None, "")
    assert "31/31/2026" in odd.unreadable
    assert good.completed is not None


def test_units_as_an_object_with_number_keys_are_read_as_the_list_they_are() -> None:
    as_list = status(unit(id="1"), unit(id="2"), unit(id="10"))
    answer = {**as_list, "units": {"10": unit(id="10"), "2": unit(id="2"), "1": unit(id="1")}}
    assert units_of(answer) == units_of(as_list)


@pytest.mark.parametrize("units", [{}, {"a": {}}, {"1": {}, "x": {}}, {"-1": {}}])
def test_an_object_with_other_keys_is_no_list_of_units(units: object) -> None:
    with pytest.raises(NoAnswer, match="units should be a list"):
        units_of({**status(), "units": units})


def test_sections_may_be_listed_and_units_left_out() -> None:
    (read,) = units_of(status(unit(type="Section", completed_on="", completed_on_timestamp="")))
    assert read.unit.is_section
    assert units_of(status()) == ()
    assert units_of(status(units=None)) == ()
