"""What is said of a column of an import file: its words, dates, and cells not understood."""

from __future__ import annotations

from pathlib import Path

from support.csv.explaining import column, explained
from support.csv.import_files import SMALL, with_line
from talent_powerpro.adapters.csv import FileMapping, ImportMapping
from talent_powerpro.adapters.csv.column_seen import (
    ExplainedColumn,
    NotUnderstood,
    WordSeen,
    shape,
)


def test_the_first_three_different_cells_are_samples(tmp_path: Path) -> None:
    lines = "".join(f"1001,U{n},,,,,,\n" for n in (1, 1, 2, 3, 4))
    header = SMALL["units.csv"].splitlines()[0]
    found = explained(tmp_path, {"units.csv": f"{header}\n{lines}"})
    assert column(found, "units.csv", "Unit Code").samples == ("U1", "U2", "U3")
    assert column(found, "units.csv", "Enrolment ID").samples == ("9999",)
    assert column(found, "units.csv", "Unit Name").samples == ()


def test_a_long_cell_and_letters_of_any_script_have_a_shape() -> None:
    assert (
        shape("Ab9 \N{LATIN SMALL LETTER E WITH ACUTE}\N{CJK UNIFIED IDEOGRAPH-65E5}+") == "Aa9 aa+"
    )
    assert shape("e\N{COMBINING ACUTE ACCENT}") == "aa"
    assert shape("x" * 30) == "a" * 30
    assert shape("x" * 31) == "a" * 30 + "..."


def test_words_are_counted_with_what_they_stand_for(tmp_path: Path) -> None:
    enrolments = SMALL["enrolments.csv"] + (
        "1002,0021000017,ICT30120-A,conf,,\n1003,0021000017,ICT30120-A,CONF,J,\n"
        "1004,0021000017,ICT30120-A,,Maybe,\n"
    )
    words = {"Booking Status": {"CONF": "Confirmed", "": "Booked", "W": "Waiting"}}
    words["Talent LMS Export"] = {"J": "Yes"}
    mapping = ImportMapping(FileMapping(values=words))
    found = explained(tmp_path, {"enrolments.csv": enrolments}, mapping)
    assert column(found, "enrolments.csv", "Booking Status").words == (
        WordSeen("conf", "Confirmed", 2, mapped=True),
        WordSeen("Confirmed", "Confirmed", 1),
        WordSeen("", "Booked", 1, mapped=True),
        WordSeen("W", "Waiting", 0, mapped=True),
    )
    export = column(found, "enrolments.csv", "Talent LMS Export")
    assert [(each.word, each.mapped) for each in export.words] == [
        ("Yes", False),
        ("J", True),
        ("Maybe", False),
    ]
    assert export.not_understood == (NotUnderstood("Maybe", 1, 5, "is neither yes nor no"),)
    assert found.faults == 1


def test_words_of_people_are_counted_only_where_they_are_mapped(tmp_path: Path) -> None:
    mapping = ImportMapping(FileMapping(values={"Preferred Name": {"none": ""}}))
    clients = SMALL["clients.csv"].replace("JOANA,JOANA", "JOANA,None") + "2,B,C,D,,,,,x@y.zz\n"
    found = explained(tmp_path, {"clients.csv": clients}, mapping)
    preferred = column(found, "clients.csv", "Preferred Name")
    assert preferred.words == (WordSeen("Aaaa", "", 1, mapped=True),)


def test_only_so_many_words_and_wrong_cells_are_kept(tmp_path: Path) -> None:
    units = SMALL["units.csv"] + "".join(
        f"1001,U{n},,,{n}/99/2022,{n}0 - x,,\n" for n in (*range(1, 36), 1, 35)
    )
    found = explained(tmp_path, {"units.csv": units})
    outcome = column(found, "units.csv", "Outcome")
    assert (len(outcome.words), outcome.other_words) == (30, 6)
    assert outcome.words[0] == WordSeen("10 - x", "10 - x", 2)
    start = column(found, "units.csv", "Start Date")
    assert len(start.not_understood) == 30
    assert start.not_understood[0] == NotUnderstood("1/99/2022", 2, 3, "is not a date")
    assert found.faults == 37


def test_a_mapped_word_is_counted_after_however_many_others(tmp_path: Path) -> None:
    lines = "".join(f"1001,U{n},,,,{n}0 - x,,\n" for n in range(1, 36)) + "1001,V,,,,c,,\n"
    mapping = ImportMapping(FileMapping(values={"Outcome": {"C": "20"}}))
    found = explained(tmp_path, with_line("units.csv", lines), mapping)
    outcome = column(found, "units.csv", "Outcome")
    assert [each for each in outcome.words if each.mapped] == [WordSeen("c", "20", 1, mapped=True)]
    assert outcome.other_words == 5


def test_wrong_cells_of_people_are_joined_by_shape_with_the_first_line(tmp_path: Path) -> None:
    clients = SMALL["clients.csv"] + "".join(
        f"{n},B,C,,,,{born},,b@y.zz\n"
        for n, born in enumerate(("31/31/2000", "12/31/2000", "32/31/2000", ""))
    )
    found = explained(tmp_path, {"clients.csv": clients})
    assert column(found, "clients.csv", "Date of Birth") == ExplainedColumn(
        heading="Date of Birth",
        title="Date of Birth",
        origin="",
        filled=4,
        samples=("99/99/9999",),
        left_out=False,
        words=(),
        other_words=0,
        dates={"dd/mm/yyyy": 1},
        month_first=1,
        not_understood=(NotUnderstood("99/99/9999", 3, 3, "is not a date"),),
    )


def test_dates_are_counted_by_their_form_and_words_that_stand_for_one_as_words(
    tmp_path: Path,
) -> None:
    days = ("16/05/2022", "17/05/2022", "2022-05-18", "", "never")
    units = SMALL["units.csv"].splitlines()[0] + "".join(
        f"\n1001,U{n},,,{day},,," for n, day in enumerate(days)
    )
    mapping = ImportMapping(FileMapping(values={"Start Date": {"Never": ""}}))
    found = explained(tmp_path, {"units.csv": units}, mapping)
    start = column(found, "units.csv", "Start Date")
    assert (start.filled, start.samples) == (4, days[:3])
    assert start.dates == {"dd/mm/yyyy": 2, "yyyy-mm-dd": 1}
    assert start.words == (WordSeen("never", "", 1, mapped=True),)
    assert column(found, "units.csv", "Unit Code").dates == {}


def test_all_words_of_a_column_are_counted_where_some_are_mapped(tmp_path: Path) -> None:
    courses = SMALL["courses.csv"] + "B,BSB,,,,\nC,,,,,\n"
    mapping = ImportMapping(FileMapping(values={"Course Name": {"BSB": "Business"}}))
    found = explained(tmp_path, {"courses.csv": courses}, mapping)
    name = "Certificate III - Information Technology"
    assert column(found, "courses.csv", "Course Name").words == (
        WordSeen(name, name, 1),
        WordSeen("BSB", "Business", 1, mapped=True),
    )


def test_columns_left_out_are_not_looked_at(tmp_path: Path) -> None:
    clients = SMALL["clients.csv"].replace("12/12/2000", "nonsense")
    mapping = ImportMapping(FileMapping(values={"Date of Birth": {"unknown": ""}}))
    found = explained(tmp_path, {"clients.csv": clients}, mapping, ("date_of_birth",))
    assert found.faults == 0
    assert column(found, "clients.csv", "Date of Birth") == ExplainedColumn(
        heading="Date of Birth",
        title="Date of Birth",
        origin="",
        filled=1,
        samples=(),
        left_out=True,
        words=(),
        other_words=0,
        dates={},
        month_first=0,
        not_understood=(),
    )
