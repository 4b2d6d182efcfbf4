"""Checks of required values, unique keys and references between files."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.csv.import_files import (
    LOGS,
    SMALL,
    faults,
    only_fault,
    read,
    rows,
    with_line,
)
from talent_powerpro.ports.import_set import Kind


@pytest.mark.parametrize(
    ("name", "column"),
    [
        ("courses.csv", "Course Code"),
        ("courses.csv", "Talent Course ID"),
        ("courses.csv", "Talent Group Key"),
        ("clients.csv", "Code"),
        ("clients.csv", "USI"),
        ("clients.csv", "Secondary ID"),
        ("clients.csv", "Mobile"),
        ("enrolments.csv", "Enrolment ID"),
        ("enrolments.csv", "Client Code"),
        ("enrolments.csv", "Course Code"),
        ("units.csv", "Enrolment ID"),
        ("units.csv", "Unit Code"),
    ],
)
def test_each_column_of_codes_refuses_a_spreadsheets_number(
    tmp_path: Path, name: str, column: str
) -> None:
    header, line, _ = SMALL[name].split("\n")
    cells = line.split(",")
    cells[header.split(",").index(column)] = "2.02E+09"
    found = faults(tmp_path, {name: f"{header}\n{','.join(cells)}\n"})
    assert (found[0].file, found[0].line, found[0].column) in [
        (name, 2, column),
        ("enrolments.csv", 2, column),
    ]
    damaged = [fault for fault in found if fault.value == "2.02E+09"]
    assert [(fault.file, fault.column) for fault in damaged] == [(name, column)]


@pytest.mark.parametrize(
    ("name", "line", "column"),
    [
        ("courses.csv", ",IT,No,Yes,126,", "Course Code"),
        ("clients.csv", ",GOMEZ,JOANA,,,,,,jg11@pm.me", "Code"),
        ("enrolments.csv", ",0021000017,ICT30120-A,Confirmed,Yes,", "Enrolment ID"),
        ("enrolments.csv", "1002,,ICT30120-A,Confirmed,Yes,", "Client Code"),
        ("enrolments.csv", "1002,0021000017,,Confirmed,Yes,", "Course Code"),
        ("units.csv", ",ICTWEB305,,,,,,", "Enrolment ID"),
        ("units.csv", "1001,,Build simple web pages,,,,,", "Unit Code"),
    ],
)
def test_a_blank_key_is_a_fault(tmp_path: Path, name: str, line: str, column: str) -> None:
    fault = only_fault(tmp_path, with_line(name, line))
    assert (fault.file, fault.line, fault.column) == (name, 3, column)
    assert fault.problem == "is blank"
    assert fault.remedy == "Fill it in. Every row needs a value here."


def test_a_contact_log_needs_its_enrolment_date_and_type(tmp_path: Path) -> None:
    lines = ",02/06/2022 14:59,Called,,\n1001,,Called,,\n1001,02/06/2022 14:59,,,\n"
    found = faults(tmp_path, {"contact_logs.csv": LOGS + lines})
    assert [(fault.file, fault.line, fault.column, fault.problem) for fault in found] == [
        ("contact_logs.csv", 3, "Enrolment ID", "is blank"),
        ("contact_logs.csv", 4, "Contact Date", "is blank"),
        ("contact_logs.csv", 5, "Contact Type", "is blank"),
    ]


def test_the_other_cells_may_be_blank(tmp_path: Path) -> None:
    imported = read(tmp_path, with_line("courses.csv", "B,,,,,"))
    assert rows(imported, Kind.COURSE)[1].cells["talent_course_id"] == ""


@pytest.mark.parametrize(
    ("name", "column", "value"),
    [
        ("courses.csv", "Course Code", "ICT30120-A"),
        ("clients.csv", "Code", "0021000017"),
        ("enrolments.csv", "Enrolment ID", "1001"),
        (
            "units.csv",
            "Enrolment ID, Unit Code, Type, Start Date",
            "1001, ICTWEB304, Unit, 16/05/2022",
        ),
    ],
)
def test_a_duplicate_key_is_a_fault_that_names_both_lines(
    tmp_path: Path, name: str, column: str, value: str
) -> None:
    fault = only_fault(tmp_path, with_line(name, SMALL[name].splitlines()[1]))
    assert (fault.file, fault.line, fault.column) == (name, 3, column)
    assert (fault.value, fault.problem) == (value, "is already on line 2")
    assert fault.remedy == "Delete one of the two rows, or correct the one that is wrong."


def test_duplicates_are_found_beside_rows_of_their_own_and_lines_that_are_no_rows(
    tmp_path: Path,
) -> None:
    bad = "1001,B,,Unit,31/02/2022,,,"
    lines = ["1001,C,,,,,,", "Total: 7", "1001,D,,,,,,", bad, bad, "1001,C,,,,,,", "1001,C,,,,,,"]
    found = faults(tmp_path, with_line("units.csv", "\n".join(lines)))
    assert [(fault.line, fault.problem) for fault in found] == [
        (4, "looks like the last line of a report"),
        (6, "is not a date"),
        (7, "is not a date"),
        (8, "is already on line 3"),
        (9, "is already on line 3"),
    ]


def test_the_faults_of_a_line_come_in_the_order_of_the_checks(tmp_path: Path) -> None:
    line = "1009,ICTWEB304,,,,,soon,"
    found = faults(tmp_path, with_line("units.csv", f"{line}\n{line}"))
    of_each = ["is not a date", "is not in enrolments.csv"]
    repeated = ["is not a date", "is already on line 3", "is not in enrolments.csv"]
    assert [(fault.line, fault.problem) for fault in found] == [
        *((3, problem) for problem in of_each),
        *((4, problem) for problem in repeated),
    ]


def test_a_unit_written_in_two_ways_is_a_duplicate(tmp_path: Path) -> None:
    again = "1001,ICTWEB304,Another name,,2022-05-16,,,"
    assert only_fault(tmp_path, with_line("units.csv", again)).line == 3


def test_without_a_start_date_column_units_of_one_code_and_type_are_duplicates(
    tmp_path: Path,
) -> None:
    units = "Enrolment ID,Unit Code,Outcome\n1001,ICTWEB304,\n1001,ICTWEB304,20\n"
    assert only_fault(tmp_path, {"units.csv": units}).value == "1001, ICTWEB304"


def test_a_duplicate_contact_log_is_a_fault(tmp_path: Path) -> None:
    again = "1001,2022-06-02 14:59,Enrolment exported to Talent LMS,PP-TALENT,\n"
    assert only_fault(tmp_path, {"contact_logs.csv": LOGS + again}).line == 3


def test_contact_logs_that_differ_in_enrolment_time_or_type_are_rows_of_their_own(
    tmp_path: Path,
) -> None:
    lines = ("1002,02/06/2022 14:59,A", "1001,02/06/2022 15:00,A", "1001,02/06/2022 14:59,B")
    logs = "\n".join(("Enrolment ID,Contact Date,Contact Type", "1001,02/06/2022 14:59,A", *lines))
    enrolments = with_line("enrolments.csv", "1002,0021000017,ICT30120-A,,,")
    imported = read(tmp_path, {**enrolments, "contact_logs.csv": logs})
    assert len(rows(imported, Kind.CONTACT_LOG)) == 4


def test_a_key_that_could_not_be_parsed_is_not_a_duplicate(tmp_path: Path) -> None:
    lines = "1001,ICTWEB304,,Unit,31/02/2022,,,\n1001,ICTWEB304,,Unit,30/02/2022,,,"
    found = faults(tmp_path, with_line("units.csv", lines))
    assert [(fault.line, fault.column) for fault in found] == [(3, "Start Date"), (4, "Start Date")]


@pytest.mark.parametrize(
    ("name", "line", "column", "value"),
    [
        ("enrolments.csv", "1002,21000017,ICT30120-A,,,", "Client Code", "21000017"),
        ("enrolments.csv", "1002,0021000017,ict30120-a,,,", "Course Code", "ict30120-a"),
        ("units.csv", "1002,ICTWEB304,,,,,,", "Enrolment ID", "1002"),
    ],
)
def test_an_unknown_code_is_a_fault(
    tmp_path: Path, name: str, line: str, column: str, value: str
) -> None:
    fault = only_fault(tmp_path, with_line(name, line))
    assert (fault.file, fault.line, fault.column, fault.value) == (name, 3, column, value)
    assert fault.problem.startswith("is not in ")


def test_a_contact_log_of_an_unknown_enrolment_is_a_fault(tmp_path: Path) -> None:
    fault = only_fault(tmp_path, {"contact_logs.csv": f"{LOGS}7,02/06/2022 14:59,Called,,\n"})
    assert str(fault) == (
        'contact_logs.csv, line 3, Enrolment ID: "7" is not in enrolments.csv. Add the enrolment '
        "to enrolments.csv, or correct the code. Leading zeros and capitals must match."
    )


def test_references_to_a_file_that_was_not_read_completely_are_not_checked(tmp_path: Path) -> None:
    clients = f'{SMALL["clients.csv"]}2021000018,"PINK "THE" PANTHER",,,,,,,\n'
    enrolments = f"{SMALL['enrolments.csv']}1002,2021000018,ICT30120-A,,,\n"
    fault = only_fault(tmp_path, {"clients.csv": clients, "enrolments.csv": enrolments})
    assert (fault.file, fault.line) == ("clients.csv", 3)
    other = f"{SMALL['enrolments.csv']}1002,2021000018,OTHER,,,\n"
    found = faults(tmp_path, {"clients.csv": clients, "enrolments.csv": other})
    assert [(fault.file, fault.column) for fault in found] == [
        ("clients.csv", ""),
        ("enrolments.csv", "Course Code"),
    ]


def test_a_client_row_with_another_fault_still_counts_as_a_client(tmp_path: Path) -> None:
    clients = SMALL["clients.csv"].replace("12/12/2000", "12/13/2000")
    assert only_fault(tmp_path, {"clients.csv": clients}).column == "Date of Birth"
