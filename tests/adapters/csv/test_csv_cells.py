"""Each type of cell: the texts it accepts, and those it refuses instead of guessing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from talent_powerpro.adapters.csv.cells import (
    CellError,
    code,
    day,
    form_of,
    moment_in,
    phone,
    secondary_id,
    text,
    unit_type,
    yes_no,
)
from talent_powerpro.ports.import_set import Cell

in_perth = moment_in(ZoneInfo("Australia/Perth"))
in_sydney = moment_in(ZoneInfo("Australia/Sydney"))


@pytest.mark.parametrize(
    "cell", ["007", "126.0", "1E05", "2E9", "E+05", "ICT30120-A", "1.2.3", "#1", "77eD6LXHH", ""]
)
def test_a_code_is_text_returned_unchanged(cell: str) -> None:
    assert code(cell) == cell


@pytest.mark.parametrize(
    "cell",
    ["2.02E+09", "2.02e+9", "1,23E+05", "2E+09", "-1.5E-05", "1.23E05", "1,23e5", "####"],
)
@pytest.mark.parametrize("read", [code, phone])
def test_a_number_that_a_spreadsheet_shortened_is_refused(
    read: Callable[[str], str], cell: str
) -> None:
    with pytest.raises(CellError) as caught:
        read(cell)
    assert "format the column as Text" in caught.value.remedy


@pytest.mark.parametrize("cell", ["10\n01", "10\t01", "10\x1b01"])
def test_a_code_with_a_line_break_or_control_character_is_refused(cell: str) -> None:
    with pytest.raises(CellError):
        code(cell)


def test_a_mobile_may_have_two_lines() -> None:
    assert phone("0412 345 678\n0498 765 432") == "0412 345 678\n0498 765 432"


def test_a_text_may_be_anything() -> None:
    assert text("2.02E+09\nand more") == "2.02E+09\nand more"


@pytest.mark.parametrize("cell", ["Yes", "YES", "y", "True", "1", "ticked", "Ticked"])
def test_a_ticked_box(cell: str) -> None:
    assert yes_no(cell) is True


@pytest.mark.parametrize("cell", ["No", "N", "false", "FALSE", "0", "", "unticked"])
def test_a_box_that_is_not_ticked(cell: str) -> None:
    assert yes_no(cell) is False


@pytest.mark.parametrize("cell", ["x", "maybe", "2", "-1", "Ja"])
def test_other_words_are_neither_yes_nor_no(cell: str) -> None:
    with pytest.raises(CellError):
        yes_no(cell)


@pytest.mark.parametrize(
    ("cell", "read"), [("Unit", "Unit"), ("MODULE", "Module"), ("unit", "Unit"), ("", "Unit")]
)
def test_a_type_is_unit_or_module_and_blank_is_unit(cell: str, read: str) -> None:
    assert unit_type(cell) == read


@pytest.mark.parametrize(
    ("read", "cell", "problem", "remedy"),
    [
        (
            unit_type,
            "Subject",
            "is neither Unit nor Module",
            "Write Unit or Module, or leave it blank for Unit.",
        ),
        (
            secondary_id,
            "7.0",
            "is a number with other characters in it, as spreadsheets and copied text leave them",
            "Write 7. In a spreadsheet, format the column as Text before saving.",
        ),
        (
            code,
            "10\n01",
            "contains a line break or a control character",
            "Remove it, so that the value is on one line.",
        ),
        (
            day,
            "02/06/2022 10:00",
            "has a time, but this column takes a date only",
            "Write dd/mm/yyyy, day first, such as 16/05/2022, or yyyy-mm-dd.",
        ),
    ],
)
def test_a_cell_that_is_refused_says_why_and_what_to_write(
    read: Callable[[str], Cell], cell: str, problem: str, remedy: str
) -> None:
    with pytest.raises(CellError) as caught:
        read(cell)
    fault = caught.value
    assert (str(fault), fault.problem, fault.remedy) == (problem, problem, remedy)


def test_a_time_that_stands_for_no_date_is_to_be_corrected() -> None:
    with pytest.raises(CellError) as caught:
        in_perth("30/12/1899 00:00")
    assert caught.value.problem == "stands for no date"
    assert caught.value.remedy.startswith("Correct it. Write ")


@pytest.mark.parametrize(
    ("cell", "hour"),
    [("12:00 AM", 0), ("1:00 am", 1), ("11:59 AM", 11), ("12:00 PM", 12), ("1:00 PM", 13)],
)
def test_hours_before_and_after_noon(cell: str, hour: int) -> None:
    found = moment_in(ZoneInfo("UTC"))(f"02/06/2022 {cell}")
    assert found is not None
    assert found.hour == hour


@pytest.mark.parametrize("cell", ["0:00 AM", "13:00 PM"])
def test_an_hour_that_no_twelve_hour_clock_has_is_a_fault(cell: str) -> None:
    with pytest.raises(CellError):
        in_perth(f"02/06/2022 {cell}")


def test_an_offset_may_have_minutes() -> None:
    assert in_perth("2022-06-02T10:00+09:30") == datetime(2022, 6, 2, 0, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    "cell",
    [
        "02/06/2022",
        "2/6/2022",
        "2022-06-02",
        "02/06/2022 00:00:00",
        "02/06/2022 12:00:00 AM",
        "02/06/2022 12:00:00\N{NARROW NO-BREAK SPACE}am",
        "2022-06-02T00:00:00",
        "2022-06-02 00:00:00.000",
        "02/06/2022  0:00",
        "02.06.2022",
        "2.6.2022 00:00",
        "2-Jun-2022",
        "02-JUNE-2022",
        "2 June 2022",
        "02/jun/2022",
        "20220602",
    ],
)
def test_a_date_is_day_first_or_iso_with_or_without_midnight(cell: str) -> None:
    assert day(cell) == date(2022, 6, 2)


@pytest.mark.parametrize(
    "cell",
    [
        "05/13/2022",
        "31/02/2022",
        "29/02/2023",
        "2022-13-05",
        "2022-6-2",
        "02/06/22",
        "02-06-2022",
        "2 Juno 2022",
        "02.06/2022",
        "2-June 2022",
        "02-Jun-22",
        "31-Jun-2022",
        "02062022",
        "20221305",
        "44714",
        "00/00/0000",
        "02/06/2022 14:59",
        "02/06/2022 00:00:01",
        "2022-06-02T00:00:00+08:00",
        "02/06/2022 25:00",
        "02/06/2022 00:00 AM",
        "02/06/2022 13:00 PM",
        "\u0660\u0662/06/2022",
        "########",
    ],
)
def test_any_other_date_is_a_fault_that_says_how_to_write_it(cell: str) -> None:
    with pytest.raises(CellError) as caught:
        day(cell)
    assert "dd/mm/yyyy" in caught.value.remedy


@pytest.mark.parametrize(
    ("name", "month"),
    [
        *[("jan", 1), ("FEBRUARY", 2), ("Mar", 3), ("april", 4), ("May", 5), ("Jul", 7)],
        *[("aug", 8), ("Sep", 9), ("Sept", 9), ("oct", 10), ("November", 11), ("Dec", 12)],
    ],
)
def test_a_month_may_be_named(name: str, month: int) -> None:
    assert day(f"02-{name}-2022") == date(2022, month, 2)


@pytest.mark.parametrize("cell", ["30/12/1899", "01/01/1900", "1753-01-01", "30/12/1899 00:00:00"])
def test_the_first_day_of_a_database_is_no_date(cell: str) -> None:
    assert day(cell) is None
    with pytest.raises(CellError, match="stands for no date"):
        in_perth(cell)


@pytest.mark.parametrize("cell", ["", "7", "007", "DPC000129", "12-7", "7a.0", ".", "ICT 7"])
def test_a_secondary_id_is_a_code(cell: str) -> None:
    assert secondary_id(cell) == cell


@pytest.mark.parametrize(
    ("cell", "write"),
    [
        ("7.0", "Write 7. "),
        ("7.00", "Write 7. "),
        ("12,345,678", "Write 12345678. "),
        ("1,234.00", "Write 1234. "),
        ('="0123"', "Write 0123. "),
        ("7\N{ZERO WIDTH SPACE}", "Write 7. "),
        ("7 8", "Write 78. "),
        ("'7", "Write 7. "),
        ("7.5", "Write the digits of the Talent user id alone. "),
        ("12,34", "Write the digits of the Talent user id alone. "),
        ("2.02E+09", "Export the file again. "),
    ],
)
def test_a_mangled_secondary_id_is_refused_with_what_to_write(cell: str, write: str) -> None:
    with pytest.raises(CellError) as caught:
        secondary_id(cell)
    assert caught.value.remedy.startswith(write)


@pytest.mark.parametrize("read", [day, in_perth])
def test_a_blank_date_is_none(read: Callable[[str], Cell]) -> None:
    assert read("") is None


@pytest.mark.parametrize(
    "cell",
    [
        "02/06/2022 14:59:02",
        "02/06/2022 2:59:02 PM",
        "2/6/2022 02:59:02pm",
        "02/06/2022 2:59:02 p.m.",
        "2022-06-02 14:59:02",
        "2022-06-02T14:59:02",
        "2022-06-02T14:59:02.0000000",
        "2022-06-02T14:59:02+08:00",
        "2022-06-02T06:59:02Z",
        "2022-06-02T02:59:02-0400",
    ],
)
def test_a_contact_date_is_in_the_rtos_zone_unless_it_has_an_offset(cell: str) -> None:
    assert in_perth(cell) == datetime(2022, 6, 2, 6, 59, 2, tzinfo=UTC)


def test_a_contact_date_is_in_utc_whatever_the_machines_zone() -> None:
    # Equal times of two zones have different texts, which are part of a contact log's key.
    found = in_perth("02/06/2022 14:59")
    assert isinstance(found, datetime)
    assert found.tzinfo is UTC


def test_seconds_may_be_missing_and_a_bare_date_is_its_midnight() -> None:
    assert in_perth("02/06/2022 14:59") == datetime(2022, 6, 2, 6, 59, tzinfo=UTC)
    assert in_perth("02/06/2022") == datetime(2022, 6, 1, 16, tzinfo=UTC)
    assert in_perth("02/06/2022 12:30 AM") == datetime(2022, 6, 1, 16, 30, tzinfo=UTC)
    assert in_perth("02/06/2022 12:30 PM") == datetime(2022, 6, 2, 4, 30, tzinfo=UTC)


def test_of_a_time_that_occurred_twice_the_earlier_is_taken() -> None:
    assert in_sydney("03/04/2022 02:30") == datetime(2022, 4, 2, 15, 30, tzinfo=UTC)


def test_a_time_that_the_clocks_skipped_is_a_fault() -> None:
    with pytest.raises(CellError, match="never occurred in Australia/Sydney"):
        in_sydney("02/10/2022 02:30")


@pytest.mark.parametrize(
    "cell",
    [
        "now",
        "06/13/2022 14:59",
        "02/06/2022 24:00",
        "02/06/2022 13:59 PM",
        "2022-06-02T14:59+24:00",
        "01/01/0001 00:00",
    ],
)
def test_any_other_contact_date_is_a_fault(cell: str) -> None:
    with pytest.raises(CellError) as caught:
        in_perth(cell)
    assert "dd/mm/yyyy HH:MM" in caught.value.remedy


@pytest.mark.parametrize(
    ("cell", "form"),
    [
        ("16/05/2022", "dd/mm/yyyy"),
        ("16.05.2022 10:00", "dd.mm.yyyy HH:MM"),
        ("16-May-2022", "dd-mmm-yyyy"),
        ("2022-05-16T00:00", "yyyy-mm-dd HH:MM"),
        ("20220516", "yyyymmdd"),
        ("12/13/2022 1:00 PM", "mm/dd/yyyy"),
        ("13/13/2022", "dd/mm/yyyy"),
        ("soon", ""),
    ],
)
def test_each_form_of_a_date_has_a_name(cell: str, form: str) -> None:
    assert form_of(cell) == form
