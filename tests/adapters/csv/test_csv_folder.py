"""Import sets read from folders of valid import files."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

from support.csv.import_files import (
    LOGS,
    SMALL,
    read,
    rows,
    with_line,
)
from talent_powerpro.adapters.csv.folder import MOST
from talent_powerpro.adapters.csv.header import MOST_COLUMNS
from talent_powerpro.ports.import_set import Kind

PAGE = Path(__file__).parents[3] / "docs" / "reference" / "import-files.md"


def test_a_course_has_the_models_fields(tmp_path: Path) -> None:
    (course,) = rows(read(tmp_path, {}), Kind.COURSE)
    assert course.key == ("ICT30120-A",)
    assert course.cells == {
        "code": "ICT30120-A",
        "name": "Certificate III - Information Technology",
        "archived": False,
        "export_to_talent": True,
        "talent_course_id": "126",
        "talent_group_key": "77eD6LXHH",
    }


def test_a_client_has_the_models_fields_and_keeps_leading_zeros(tmp_path: Path) -> None:
    (client,) = rows(read(tmp_path, {}), Kind.CLIENT)
    assert client.key == ("0021000017",)
    assert client.cells == {
        "code": "0021000017",
        "surname": "GOMEZ",
        "given_names": "JOANA",
        "preferred_name": "JOANA",
        "usi": "",
        "secondary_id": "DPC000129",
        "date_of_birth": date(2000, 12, 12),
        "mobile": "",
        "email": "jg11@pm.me",
    }


def test_an_enrolment_has_only_cells_that_the_file_has_columns_for(tmp_path: Path) -> None:
    (enrolment,) = rows(read(tmp_path, {}), Kind.ENROLMENT)
    assert enrolment.key == ("1001",)
    assert enrolment.cells == {
        "id": "1001",
        "client_code": "0021000017",
        "course_code": "ICT30120-A",
        "booking_status": "Confirmed",
        "export": True,
        "export_date": date(2022, 6, 2),
    }


def test_a_unit_is_known_by_enrolment_code_and_type(tmp_path: Path) -> None:
    (unit,) = rows(read(tmp_path, {}), Kind.UNIT)
    assert unit.key == ("1001", "ICTWEB304", "Unit")
    assert unit.cells == {
        "enrolment_id": "1001",
        "code": "ICTWEB304",
        "name": "Build simple web pages",
        "type": "Unit",
        "start_date": date(2022, 5, 16),
        "outcome": "",
        "outcome_date": None,
        "short_comment": "",
    }


def test_a_type_is_set_even_without_its_column_because_it_is_part_of_the_key(
    tmp_path: Path,
) -> None:
    units = "Enrolment ID,Unit Code,Outcome\n1001,ICTWEB304,70 - Continuing enrolment\n"
    (unit,) = rows(read(tmp_path, {"units.csv": units}), Kind.UNIT)
    assert unit.key == ("1001", "ICTWEB304", "Unit")
    assert unit.cells == {
        "enrolment_id": "1001",
        "code": "ICTWEB304",
        "type": "Unit",
        "outcome": "70 - Continuing enrolment",
    }


def test_a_set_says_which_files_were_given(tmp_path: Path) -> None:
    assert read(tmp_path, {"contact_logs.csv": LOGS}).kinds == frozenset(Kind)
    (tmp_path / "contact_logs.csv").unlink()
    assert read(tmp_path, {}).kinds == frozenset(Kind) - {Kind.CONTACT_LOG}


def test_contact_logs_are_optional_and_their_times_the_rtos(tmp_path: Path) -> None:
    (log,) = rows(read(tmp_path, {"contact_logs.csv": LOGS}), Kind.CONTACT_LOG)
    assert log.key == ("1001", "2022-06-02T06:59:00+00:00", "Enrolment exported to Talent LMS")
    assert log.cells == {
        "enrolment_id": "1001",
        "contact_date": datetime(2022, 6, 2, 6, 59, tzinfo=UTC),
        "contact_type": "Enrolment exported to Talent LMS",
        "created_by": "PP-TALENT",
        "description": "Enrolled in Talent Course: 126",
    }


def test_rows_come_in_the_order_in_which_they_have_to_be_stored(tmp_path: Path) -> None:
    imported = read(tmp_path, {"contact_logs.csv": LOGS})
    assert [row.kind for row in imported.rows] == list(Kind)
    assert imported.warnings == ()


def test_a_file_may_have_a_header_alone(tmp_path: Path) -> None:
    headers = {name: SMALL[name].splitlines()[0] for name in ("enrolments.csv", "units.csv")}
    imported = read(tmp_path, {**headers})
    assert [row.kind for row in imported.rows] == [Kind.COURSE, Kind.CLIENT]


def test_case_blanks_and_order_of_headers_do_not_count(tmp_path: Path) -> None:
    courses = (
        " talent\N{NO-BREAK SPACE}course id ,COURSE  CODE,course name,Archived ,"
        "Export to  talent lms\n126, ICT30120-A ,IT,,ticked\n"
    )
    (course,) = rows(read(tmp_path, {"courses.csv": courses}), Kind.COURSE)
    assert course.cells == {
        "code": "ICT30120-A",
        "name": "IT",
        "archived": False,
        "export_to_talent": True,
        "talent_course_id": "126",
    }


def test_cells_missing_at_the_end_of_a_line_are_blank(tmp_path: Path) -> None:
    imported = read(tmp_path, with_line("clients.csv", "2021000018,PANTHER,PINK"))
    _, client = rows(imported, Kind.CLIENT)
    assert client.cells["email"] == ""
    assert client.cells["date_of_birth"] is None


def test_lines_of_blank_cells_are_skipped(tmp_path: Path) -> None:
    imported = read(tmp_path, with_line("clients.csv", "\n , ,,,,,,,\n"))
    assert len(rows(imported, Kind.CLIENT)) == 1


def test_unknown_columns_are_named_in_a_warning(tmp_path: Path) -> None:
    courses = (
        "Course Code,Course Name,Fax\x1b[2J,Archived,Export to Talent LMS,Talent Course ID,\n"
        "ICT30120-A,IT,08 9511,No,Yes,126,\n"
    )
    assert read(tmp_path, {"courses.csv": courses}).warnings == (
        'courses.csv: column "Fax\\x1b[2J" is unknown and was ignored.',
        "courses.csv: column 7 has no title and was ignored.",
    )


def test_columns_without_a_title_are_counted_in_one_warning(tmp_path: Path) -> None:
    courses = SMALL["courses.csv"].replace("Key\n", "Key,,,\n")
    assert read(tmp_path, {"courses.csv": courses}).warnings == (
        "courses.csv: 3 columns from column 7 on have no title and were ignored.",
    )
    stray = SMALL["courses.csv"].replace("\n", f"{',' * 1200}\n")
    assert read(tmp_path, {"courses.csv": stray}).warnings == (
        "courses.csv: 1,200 columns from column 7 on have no title and were ignored.",
    )


def test_a_column_beside_the_one_it_is_like_is_unknown(tmp_path: Path) -> None:
    courses = SMALL["courses.csv"].replace("Key\n", "Key,Course Nme\n")
    assert read(tmp_path, {"courses.csv": courses}).warnings == (
        'courses.csv: column "Course Nme" is unknown and was ignored.',
    )


def test_what_stands_before_the_header_is_named_with_the_other_warnings(tmp_path: Path) -> None:
    courses = "\N{ZERO WIDTH SPACE}sep=,\n" + SMALL["courses.csv"].replace("Key\n", "Key,Fax\n")
    assert read(tmp_path, {"courses.csv": courses}).warnings == (
        "courses.csv: invisible characters at its beginning were ignored.",
        'courses.csv: the line "sep=," before the header was ignored.',
        'courses.csv: column "Fax" is unknown and was ignored.',
    )


def test_an_ignored_column_is_compared_with_those_that_are_missing(tmp_path: Path) -> None:
    clients = SMALL["clients.csv"].replace("Secondary ID", "Secondry Id")
    assert read(tmp_path, {"clients.csv": clients}).warnings == (
        'clients.csv: column "Secondry Id" is unknown and was ignored. Did you mean Secondary ID?',
    )


def test_invisible_characters_in_a_heading_are_ignored_with_a_warning(tmp_path: Path) -> None:
    clients = SMALL["clients.csv"].replace("Surname", "Sur\N{SOFT HYPHEN}name")
    assert read(tmp_path, {"clients.csv": clients}).warnings == (
        "clients.csv: invisible characters in the heading Sur\\xadname were ignored.",
    )


def test_a_date_that_stands_for_no_date_is_blank_and_counted(tmp_path: Path) -> None:
    units = SMALL["units.csv"].replace("16/05/2022", "01/01/1900")
    more = "1001,A,,,01/01/1900,,30/12/1899,\n1001,B,,,30/12/1899,,,\n"
    imported = read(tmp_path, {"units.csv": units + more})
    assert {row.cells["start_date"] for row in rows(imported, Kind.UNIT)} == {None}
    assert imported.warnings == (
        "units.csv: Start Date 01/01/1900 stands for no date and was read as blank in 2 rows.",
        "units.csv: Start Date 30/12/1899 stands for no date and was read as blank in 1 row.",
        "units.csv: Outcome Date 30/12/1899 stands for no date and was read as blank in 1 row.",
    )


def test_an_unknown_column_may_appear_twice(tmp_path: Path) -> None:
    courses = (
        "Course Code,Course Name,Archived,Export to Talent LMS,Talent Course ID,Fax,Fax\n"
        "ICT30120-A,IT,No,Yes,126,,\n"
    )
    assert len(read(tmp_path, {"courses.csv": courses}).warnings) == 2


def test_a_repeated_unit_is_a_second_row(tmp_path: Path) -> None:
    again = "1001,ICTWEB304,Build simple web pages,Unit,16/08/2022,,,"
    imported = read(tmp_path, with_line("units.csv", again))
    assert len(rows(imported, Kind.UNIT)) == 2


def test_a_module_may_have_the_code_of_a_unit(tmp_path: Path) -> None:
    module = "1001,ICTWEB304,Build simple web pages,Module,16/05/2022,,,"
    imported = read(tmp_path, with_line("units.csv", module))
    assert [row.key[2] for row in rows(imported, Kind.UNIT)] == ["Unit", "Module"]


def test_the_page_names_the_largest_size_and_number_of_columns() -> None:
    page = " ".join(PAGE.read_text(encoding="utf-8").split())
    assert f"A file may have up to {MOST / 1000**3:g} GB;" in page
    assert f"A header may have up to {MOST_COLUMNS:,} columns with a title." in page
