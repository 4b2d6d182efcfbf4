"""Faults of files, headers and lines, and their messages."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.csv.import_files import (
    LOGS,
    PERTH,
    SMALL,
    faults,
    only_fault,
    read,
    with_line,
)
from talent_powerpro.adapters.csv import ImportFaults, read_folder
from talent_powerpro.errors import SettingsFault

REQUIRED = ("courses.csv", "clients.csv", "enrolments.csv", "units.csv")


# --- files ------------------------------------------------------------------------


@pytest.mark.parametrize("name", REQUIRED)
def test_a_required_file_that_is_missing_is_a_fault(tmp_path: Path, name: str) -> None:
    fault = only_fault(tmp_path, {name: None})
    assert (fault.file, fault.line, fault.problem) == (name, None, "is missing")
    assert str(tmp_path) in fault.remedy


def test_a_folder_that_is_missing_lacks_each_required_file(tmp_path: Path) -> None:
    with pytest.raises(ImportFaults) as caught:
        read_folder(tmp_path / "nowhere", timezone=PERTH)
    assert [fault.file for fault in caught.value.faults] == list(REQUIRED)


def test_a_file_that_cannot_be_read_is_a_fault(tmp_path: Path) -> None:
    (tmp_path / "contact_logs.csv").mkdir()
    fault = only_fault(tmp_path, {})
    assert (fault.file, fault.line) == ("contact_logs.csv", None)
    assert fault.problem.startswith("cannot be read (")


@pytest.mark.parametrize("content", [b"", b"\n\r\n , ,\n", b"\xef\xbb\xbf", b"\xff\xfe"])
def test_an_empty_file_is_a_fault(tmp_path: Path, content: bytes) -> None:
    fault = only_fault(tmp_path, {"courses.csv": content})
    assert (fault.file, fault.line, fault.problem) == ("courses.csv", None, "is empty")


def test_nul_bytes_are_a_fault_that_names_the_first_line(tmp_path: Path) -> None:
    fault = only_fault(tmp_path, {"units.csv": SMALL["units.csv"].encode() + b"1\0\n2\0\n"})
    assert (fault.file, fault.line) == ("units.csv", 3)
    assert "NUL" in fault.problem


def test_utf_16_without_its_mark_is_a_fault(tmp_path: Path) -> None:
    raw = SMALL["clients.csv"].encode("utf-16-le")
    assert "NUL" in only_fault(tmp_path, {"clients.csv": raw}).problem


def test_undecodable_bytes_are_a_fault_on_each_of_their_lines(tmp_path: Path) -> None:
    raw = SMALL["clients.csv"].encode() + b"1,Zo\xeb\x81\n2,Ann\n3,\x9d\n"
    found = faults(tmp_path, {"clients.csv": raw})
    assert [(fault.file, fault.line) for fault in found] == [
        ("clients.csv", 3),
        ("clients.csv", 5),
    ]


# --- header and lines -------------------------------------------------------------


def test_missing_required_columns_are_all_named(tmp_path: Path) -> None:
    found = faults(tmp_path, {"clients.csv": "\nSurname;USI\nGOMEZ;\n"})
    assert [(fault.line, fault.column, fault.problem) for fault in found] == [
        (2, "Code", "is missing"),
        (2, "Given Names", "is missing"),
        (2, "Email", "is missing"),
    ]


def test_a_known_column_that_appears_twice_is_a_fault(tmp_path: Path) -> None:
    header, line, _ = SMALL["clients.csv"].split("\n")
    fault = only_fault(tmp_path, {"clients.csv": f"{header},e mail, EMAIL \n{line}\n"})
    assert (fault.line, fault.column) == (1, "Email")
    assert fault.problem == "appears more than once"


def test_a_header_that_cannot_be_split_into_cells_is_a_fault(tmp_path: Path) -> None:
    fault = only_fault(tmp_path, {"clients.csv": '"Co"de,Surname\n1,GOMEZ\n'})
    assert (fault.file, fault.line, fault.value) == ("clients.csv", 1, '"Co"de,Surname')


def test_more_cells_than_the_header_has_are_a_fault_even_when_blank(tmp_path: Path) -> None:
    line = "2021000018,PANTHER, PINK,,,,,,,\n2021000019,CASTER,LEN,,,,,,,x,"
    found = faults(tmp_path, with_line("clients.csv", line))
    assert [(fault.line, fault.problem) for fault in found] == [
        (3, "has 10 cells, but the header has 9"),
        (4, "has 11 cells, but the header has 9"),
    ]


def test_a_stray_quotation_mark_is_a_fault_and_reading_goes_on(tmp_path: Path) -> None:
    lines = '2021000018,"PINK "THE" PANTHER"\n2021000019,CASTER,LEN,,,,31/02/2000,,'
    found = faults(tmp_path, with_line("clients.csv", lines))
    assert [(fault.line, fault.column) for fault in found] == [(3, ""), (4, "Date of Birth")]


def test_a_fault_names_the_first_line_of_a_record_with_line_breaks(tmp_path: Path) -> None:
    lines = '1001,A,"two\r\nlines",,,,,\r\n1001,B,,Subject,,,,'
    fault = only_fault(tmp_path, with_line("units.csv", lines))
    assert (fault.line, fault.column, fault.value) == (5, "Type", "Subject")


# --- all at once, and shown safely ------------------------------------------------


def test_every_fault_of_every_file_is_reported_at_once_in_the_order_of_files_and_lines(
    tmp_path: Path,
) -> None:
    found = faults(
        tmp_path,
        {
            "courses.csv": None,
            **with_line("clients.csv", "0021000017,A,B,,,1.0E+3,05/13/2022,,\n1,2,3,,,,x,,"),
            **with_line("units.csv", "1009,ICTWEB304,,Subject,31/02/2022,,,"),
            "contact_logs.csv": f"{LOGS}1009,soon,Called,,\n",
        },
    )
    assert [(fault.file, fault.line, fault.column) for fault in found] == [
        ("courses.csv", None, ""),
        ("clients.csv", 3, "Secondary ID"),
        ("clients.csv", 3, "Date of Birth"),
        ("clients.csv", 3, "Code"),
        ("clients.csv", 4, "Date of Birth"),
        ("units.csv", 3, "Type"),
        ("units.csv", 3, "Start Date"),
        ("units.csv", 3, "Enrolment ID"),
        ("contact_logs.csv", 3, "Contact Date"),
        ("contact_logs.csv", 3, "Enrolment ID"),
    ]


def test_a_fault_reads_as_one_line_with_file_line_column_value_and_remedy(
    tmp_path: Path,
) -> None:
    lines = "2,A,B,,,,31/02/2000,,\n3,C,D,,,,,,,"
    with pytest.raises(ImportFaults) as caught:
        read(tmp_path, with_line("clients.csv", lines))
    assert str(caught.value).split("\n") == [
        'clients.csv, line 3, Date of Birth: "31/02/2000" is not a date. '
        "Write dd/mm/yyyy, day first, such as 16/05/2022, or yyyy-mm-dd.",
        "clients.csv, line 4 has 10 cells, but the header has 9. "
        "Put quotation marks around any cell that contains the separator, such as a comma.",
    ]


def test_faults_of_import_files_are_settings_faults_so_that_the_command_ends_with_2(
    tmp_path: Path,
) -> None:
    with pytest.raises(SettingsFault) as caught:
        read(tmp_path, {"courses.csv": None})
    assert caught.value.reason == "import-files"
    assert "Nothing was imported" in caught.value.remedy


def test_a_value_is_shown_without_control_characters_and_cut(tmp_path: Path) -> None:
    fault = only_fault(
        tmp_path,
        with_line("clients.csv", f'2,,,,,,"\x1b[2J\n\N{RIGHT-TO-LEFT OVERRIDE}{"x" * 99}",,'),
    )
    assert fault.value.endswith("x" * 99)
    assert '"\\x1b[2J\\n\\u202exxx' in str(fault)
    assert 'xxx..." is not a date' in str(fault)
    assert len(str(fault)) < 250
