"""Faults of files, headers and lines, and their messages."""

from __future__ import annotations

import os
from io import FileIO
from pathlib import Path

import pytest

from support.csv.import_files import (
    LOGS,
    PERTH,
    SMALL,
    faults,
    only_fault,
    read,
    rows,
    with_line,
)
from talent_powerpro.adapters.csv import ImportFaults, read_folder, sheet
from talent_powerpro.adapters.csv.faults import shown
from talent_powerpro.errors import SettingsFault
from talent_powerpro.plain_files import open_plain
from talent_powerpro.ports.import_set import Kind

AS_CSV = 'Save it as "CSV UTF-8 (Comma delimited)" in a spreadsheet, or export it again.'
REQUIRED = ("courses.csv", "clients.csv", "enrolments.csv", "units.csv")


# --- files ------------------------------------------------------------------------


@pytest.mark.parametrize("name", REQUIRED)
def test_a_required_file_that_is_missing_is_a_fault(tmp_path: Path, name: str) -> None:
    fault = only_fault(tmp_path, {name: None})
    assert (fault.file, fault.line, fault.problem) == (name, None, "is missing")
    assert str(tmp_path) in fault.remedy


def test_a_folder_that_is_missing_is_one_fault(tmp_path: Path) -> None:
    assert refused(tmp_path / "nowhere") == "does not exist"


def test_a_file_in_place_of_the_folder_is_one_fault(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    assert refused(tmp_path / "file") == "is not a folder"


def test_a_folder_with_a_name_that_cannot_be_looked_up_is_one_fault(tmp_path: Path) -> None:
    assert refused(tmp_path / ("x" * 300)).startswith("cannot be read (")


def refused(folder: Path) -> str:
    """The problem of the one fault of *folder*."""
    with pytest.raises(ImportFaults) as caught:
        read_folder(folder, timezone=PERTH)
    (fault,) = caught.value.faults
    assert fault.file == str(folder)
    assert fault.line is None
    assert fault.remedy == "Name the folder to which the import files were exported."
    return fault.problem


def test_a_file_that_cannot_be_read_is_a_fault(tmp_path: Path) -> None:
    (tmp_path / "contact_logs.csv").mkdir()
    fault = only_fault(tmp_path, {})
    assert (fault.file, fault.line) == ("contact_logs.csv", None)
    assert fault.problem.startswith("cannot be read (")


def test_a_file_that_this_account_may_not_read_is_a_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def opened(path: Path, *, inside: Path) -> FileIO:
        assert inside == tmp_path
        if path.name == "clients.csv":
            raise PermissionError(13, "Permission denied", str(path))
        return open_plain(path, inside=inside)

    monkeypatch.setattr(sheet, "open_plain", opened)
    assert str(only_fault(tmp_path, {})) == (
        "clients.csv cannot be read (Permission denied). "
        "Close the file in other programs, and check that this account may read it."
    )


def test_a_file_that_is_changed_while_its_header_is_read_is_a_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    units = tmp_path / "units.csv"

    def encoding_of(opened: FileIO) -> str:
        if os.path.samestat(os.fstat(opened.fileno()), units.stat()):
            units.write_text("Enrolment ID\n", encoding="utf-8")
        return "utf-8"

    monkeypatch.setattr(sheet, "encoding_of", encoding_of)
    assert str(only_fault(tmp_path, {})) == (
        "units.csv was changed while it was read. Import again when the export has ended."
    )


@pytest.mark.parametrize("content", [b"", b"\n\r\n , ,\n", b"\xef\xbb\xbf", b"\xff\xfe"])
def test_an_empty_file_is_a_fault(tmp_path: Path, content: bytes) -> None:
    fault = only_fault(tmp_path, {"courses.csv": content})
    assert (fault.file, fault.line, fault.problem) == ("courses.csv", None, "is empty")


def test_nul_bytes_are_a_fault_that_names_the_first_line(tmp_path: Path) -> None:
    fault = only_fault(tmp_path, {"units.csv": SMALL["units.csv"].encode() + b"1\0\n2\0\n"})
    assert str(fault) == (
        "units.csv, line 3 contains a NUL byte: the file is damaged or is not a text file. "
        f"{AS_CSV}"
    )


def test_utf_16_without_its_mark_is_a_fault(tmp_path: Path) -> None:
    raw = SMALL["clients.csv"].encode("utf-16-le")
    assert "NUL" in only_fault(tmp_path, {"clients.csv": raw}).problem


def test_undecodable_bytes_are_a_fault_on_each_of_their_lines(tmp_path: Path) -> None:
    raw = SMALL["clients.csv"].encode() + b"1,Zo\xeb\x81\n2,Ann\n3,\x9d\n"
    found = faults(tmp_path, {"clients.csv": raw})
    assert [str(fault) for fault in found] == [
        f"clients.csv, line {line} contains bytes that cannot be read as text (cp1252). {AS_CSV}"
        for line in (3, 5)
    ]


# --- header and lines -------------------------------------------------------------


def test_missing_required_columns_are_all_named(tmp_path: Path) -> None:
    found = faults(tmp_path, {"clients.csv": "\nSurname;USI\nGOMEZ;\n"})
    assert [(fault.line, fault.column, fault.problem) for fault in found] == [
        (2, "Code", "is missing"),
        (2, "Given Names", "is missing"),
        (2, "Email", "is missing"),
    ]
    remedies = {fault.remedy for fault in found}
    assert remedies == {"Add the column. Columns may be in any order."}


@pytest.mark.parametrize(
    ("above", "line"),
    [
        ("Report\nEmail,Surname\n", 2),
        ("Report\nEmail,Fax\n", 1),
        ("Report\nEmail,USI,Surname\n", 2),
        ("Report,,\nEmail,USI\n", 2),
        ("Email,Report\nEmail,USI\n", 2),
        ("Email,USI\nEmail,USI,Surname\n", 2),
        ("Email,USI\nEmail,Surname\n", 1),
    ],
)
def test_the_header_is_the_line_with_the_most_of_the_titles(
    tmp_path: Path, above: str, line: int
) -> None:
    found = faults(tmp_path, {"clients.csv": above})
    assert {fault.line for fault in found if fault.problem == "is missing"} == {line}


def test_a_known_column_that_appears_twice_is_a_fault(tmp_path: Path) -> None:
    header, line, _ = SMALL["clients.csv"].split("\n")
    fault = only_fault(tmp_path, {"clients.csv": f"{header},e mail, EMAIL \n{line}\n"})
    assert (fault.line, fault.column) == (1, "Email")
    assert fault.problem == "appears more than once"


def test_a_header_that_cannot_be_split_into_cells_is_a_fault(tmp_path: Path) -> None:
    fault = only_fault(tmp_path, {"clients.csv": '"Co"de,Surname\n1,GOMEZ\n'})
    assert (fault.file, fault.line, fault.value) == ("clients.csv", 1, '"Co"de,Surname')
    assert fault.remedy == (
        'Write a quotation mark inside a quoted cell twice (""), or export the file again.'
    )


def test_a_filled_cell_beyond_the_header_is_a_fault_and_a_blank_one_is_not(tmp_path: Path) -> None:
    line = "2021000018,PANTHER,PINK,,,,,,,\n2021000019,CASTER,LEN,,,,,,,x,"
    fault = only_fault(tmp_path, with_line("clients.csv", line))
    assert (fault.line, fault.value) == (4, "x")
    assert fault.problem == "is in a cell beyond the header, which has 9 columns"
    same = "2021000020,,,,,,,,x\n2021000019,CASTER,LEN,,,,,,,x"
    assert [fault.line for fault in faults(tmp_path, with_line("clients.csv", same))] == [4]


@pytest.mark.parametrize(
    "line",
    [
        "Total: 1 record(s)",
        "TOTAL,12",
        "Grand total,,,,,,,,12",
        "(12 rows affected)",
        "Page 1 of 3",
        "*** End of report ***",
        "Number of clients: 3",
        "Count: 3",
        "Printed 02/06/2022",
        "Generated by PowerPro",
    ],
)
def test_the_footer_of_a_report_is_a_fault(tmp_path: Path, line: str) -> None:
    fault = only_fault(tmp_path, with_line("clients.csv", line))
    assert (fault.line, fault.value) == (3, line.split(",")[0])
    assert fault.problem == "looks like the last line of a report"
    assert fault.remedy == "Delete the line, or export the file without totals."


@pytest.mark.parametrize("line", ["Total7,A,B", "TOTALLY", "7,Total", "Total,A,B"])
def test_a_row_that_begins_like_a_footer_is_read(tmp_path: Path, line: str) -> None:
    assert len(rows(read(tmp_path, with_line("clients.csv", line)), Kind.CLIENT)) == 2


def test_a_title_above_the_header_is_a_fault_and_the_rows_are_read(tmp_path: Path) -> None:
    titles = 'Clients of "Perth",, 2026\n"cut" off,\n'
    bad = SMALL["clients.csv"].replace("12/12/2000", "soon")
    found = faults(tmp_path, {"clients.csv": titles + bad})
    said = (
        "is above the line with the column headings. Delete the lines above the headings, or "
        "export the file without a title."
    )
    assert list(map(str, found)) == [
        f'clients.csv, line 1: "Clients of "Perth" 2026" {said}',
        f'clients.csv, line 2: ""cut" off," {said}',
        'clients.csv, line 4, Date of Birth: "soon" is not a date. '
        "Write dd/mm/yyyy, day first, such as 16/05/2022, or yyyy-mm-dd.",
    ]


def test_a_column_that_is_missing_hides_no_fault_of_its_rows(tmp_path: Path) -> None:
    clients = "Surname,Given Names,E mail address,Date of Birth\nGOMEZ,JOANA,a@pm.me,soon\nX,Y,,\n"
    found = faults(tmp_path, {"clients.csv": clients})
    assert [(fault.line, fault.column, fault.problem) for fault in found] == [
        (1, "Code", "is missing"),
        (1, "Email", "is missing"),
        (2, "Date of Birth", "is not a date"),
    ]
    assert found[1].remedy == (
        'Rename the column "E mail address" to Email, if that is the one, or map it with '
        "[import.columns] in the settings."
    )


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
    lines = "2,A,B,,,,31/02/2000,,\n3,C,D,,,,,,,x"
    with pytest.raises(ImportFaults) as caught:
        read(tmp_path, with_line("clients.csv", lines))
    assert str(caught.value).split("\n") == [
        'clients.csv, line 3, Date of Birth: "31/02/2000" is not a date. '
        "Write dd/mm/yyyy, day first, such as 16/05/2022, or yyyy-mm-dd.",
        'clients.csv, line 4: "x" is in a cell beyond the header, which has 9 columns. '
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


def test_sixty_characters_of_a_value_are_shown() -> None:
    assert shown("x" * 60) == "x" * 60
    assert shown("x" * 61) == "x" * 60 + "..."
