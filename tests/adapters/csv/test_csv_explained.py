"""The explanation of a folder: each heading, word, date and cell, and no personal data."""

from __future__ import annotations

from pathlib import Path

import pytest
from attrs import asdict

from support.csv.explaining import column, explained, file
from support.csv.import_files import LOGS, PERTH, SMALL
from talent_powerpro.adapters.csv import FileMapping, ImportFaults, ImportMapping
from talent_powerpro.adapters.csv.column_seen import NotUnderstood, WordSeen
from talent_powerpro.adapters.csv.columns import tables
from talent_powerpro.adapters.csv.explained import explain_folder


def test_a_folder_without_faults_is_explained_column_by_column(tmp_path: Path) -> None:
    found = explained(tmp_path, {"contact_logs.csv": LOGS})
    assert (found.faults, found.settings) == (0, ())
    courses = file(found, "courses.csv")
    assert (courses.found, courses.rows) == (True, 1)
    assert (courses.encoding, courses.delimiter) == ("utf-8", ",")
    assert [each.title for each in courses.columns][:2] == ["Course Code", "Course Name"]
    assert column(found, "courses.csv", "Talent Course ID").samples == ("126",)
    assert column(found, "contact_logs.csv", "Contact Date").dates == {"dd/mm/yyyy HH:MM": 1}
    assert file(found, "enrolments.csv").lacking == (
        *("Enrolment Date", "Expected Start Date", "Expected End Date", "Deferment Date"),
        *("Extension Date", "Withdrawal Date", "Completion Date"),
    )


def test_of_a_file_that_is_not_there_nothing_is_said(tmp_path: Path) -> None:
    assert asdict(file(explained(tmp_path, {}), "contact_logs.csv")) == {
        "file": "contact_logs.csv",
        "found": False,
        "rows": 0,
        "encoding": "",
        "delimiter": "",
        "columns": (),
        "lacking": (),
        "faults": (),
        "is_own": False,
    }


def test_people_are_shown_by_shape_alone(tmp_path: Path) -> None:
    clients = SMALL["clients.csv"].replace("Mobile", "Wohnort").replace("2000,,", "2000,Perth,")
    units = SMALL["units.csv"].replace("2022,,,", "2022,,,Joana was ill")
    found = explained(tmp_path, {"clients.csv": clients, "units.csv": units})
    text = repr(found)
    for personal in ("GOMEZ", "JOANA", "Joana", "jg11", "0021000017", "12/12/2000", "Perth", "DPC"):
        assert personal not in text
    assert column(found, "clients.csv", "Email").samples == ("aa99@aa.aa",)
    unused = column(found, "clients.csv", "Wohnort")
    assert (unused.title, unused.filled, unused.samples) == ("", 1, ("Aaaaa",))
    assert column(found, "enrolments.csv", "Client Code").samples == ("9999999999",)
    assert column(found, "units.csv", "Short Comment").samples == ("Aaaaa aaa aaa",)


def test_only_cells_of_columns_that_say_nothing_of_who_a_person_is_are_shown(
    tmp_path: Path,
) -> None:
    files = {
        table.file: f"{','.join(each.title for each in table.columns)}\n"
        f"{','.join('Zoe9' for _ in table.columns)}\n"
        for table in tables(PERTH)
    }
    found = explained(tmp_path, {**files})
    fields = {(of.file, each.title): each.field for of in tables(PERTH) for each in of.columns}
    shown = {
        of.file: {fields[of.file, each.title] for each in of.columns if each.samples == ("Zoe9",)}
        for of in found.files
    }
    assert shown == {
        "courses.csv": {
            *("code", "name", "archived", "export_to_talent"),
            *("talent_course_id", "talent_group_key"),
        },
        "clients.csv": set(),
        "enrolments.csv": {
            *("course_code", "booking_status", "enrolment_date", "expected_start_date"),
            *("expected_end_date", "deferment_date", "extension_date", "withdrawal_date"),
            *("completion_date", "export", "export_date"),
        },
        "units.csv": {"code", "name", "type", "start_date", "outcome", "outcome_date"},
        "contact_logs.csv": {"contact_date", "contact_type"},
    }
    shapes = {each.samples for of in found.files for each in of.columns}
    assert shapes == {("Zoe9",), ("Aaa9",)}
    counted = {
        (of.file, fields[of.file, each.title])
        for of in found.files
        for each in of.columns
        if each.words
    }
    assert counted == {
        ("courses.csv", "archived"),
        ("courses.csv", "export_to_talent"),
        ("enrolments.csv", "booking_status"),
        ("enrolments.csv", "export"),
        ("units.csv", "type"),
        ("units.csv", "outcome"),
        ("contact_logs.csv", "contact_type"),
    }


def test_columns_without_a_heading_are_not_shown(tmp_path: Path) -> None:
    clients = SMALL["clients.csv"].replace("Mobile,", ",").replace("Email\n", "Email,,x\n")
    headings = clients.splitlines()[0].split(",")
    found = explained(tmp_path, {"clients.csv": clients})
    shown = [each.heading for each in file(found, "clients.csv").columns]
    assert shown == list(filter(None, headings))


def test_what_maps_a_heading_is_said(tmp_path: Path) -> None:
    clients = SMALL["clients.csv"].replace("Code,", "No,").replace("Given Names", "First Name")
    clients = clients.replace("Mobile", "Email Address")
    own = {"clients": FileMapping({"Email Address": ""})}
    mapping = ImportMapping(FileMapping({"No": "Code", "Gone": "USI"}), own, "wisenet")
    found = explained(tmp_path, {"clients.csv": clients}, mapping)
    assert {
        each.heading: (each.title, each.origin)
        for each in file(found, "clients.csv").columns
        if each.origin
    } == {
        "No": ("Code", "[import.columns]"),
        "First Name": ("Given Names", "profile wisenet"),
        "Email Address": ("", "[import.files.clients.columns]"),
    }
    assert [fault.column for fault in found.settings] == ['[import.columns] "Gone"']
    assert found.faults == 1


def test_what_is_no_row_is_not_counted(tmp_path: Path) -> None:
    courses = SMALL["courses.csv"] + 'Total: 1\n"broken\nC2,x,No,No,1,k,beyond\nC3,y,No,No\n'
    found = explained(tmp_path, {"courses.csv": courses.replace('"broken\n', '"broken" x\n')})
    assert file(found, "courses.csv").rows == 2
    assert column(found, "courses.csv", "Talent Course ID").filled == 1
    assert found.faults == 3


def test_cells_missing_at_the_end_of_a_row_count_as_blank(tmp_path: Path) -> None:
    courses = (
        "Course Name,Archived,Export to Talent LMS,Talent Course ID,Course Code\n"
        "IT,No,Yes,126,ICT30120-A\nBusiness,No\nCooking\n"
    )
    mapping = ImportMapping(FileMapping(values={"Export to Talent LMS": {"": "Yes"}}))
    found = explained(tmp_path, {"courses.csv": courses}, mapping)
    code = column(found, "courses.csv", "Course Code")
    assert (code.filled, code.not_understood) == (1, (NotUnderstood("", 2, 3, "is blank"),))
    assert column(found, "courses.csv", "Export to Talent LMS").words == (
        WordSeen("", "Yes", 2, mapped=True),
        WordSeen("Yes", "Yes", 1),
    )


def test_files_that_cannot_be_read_have_their_faults(tmp_path: Path) -> None:
    changes = {"courses.csv": None, "units.csv": "", "clients.csv": "Surname\nGOMEZ\n"}
    found = explained(tmp_path, {**changes})
    assert [(each.file, each.found) for each in found.files if not each.columns] == [
        ("courses.csv", True),
        ("units.csv", True),
        ("contact_logs.csv", False),
    ]
    assert file(found, "units.csv").faults[0].problem == "is empty"
    assert [fault.column for fault in file(found, "clients.csv").faults] == [
        "Code",
        "Given Names",
        "Email",
    ]


def test_a_first_row_in_place_of_headings_is_not_shown(tmp_path: Path) -> None:
    rows = SMALL["clients.csv"].splitlines()[1] + "\n"
    found = explained(tmp_path, {"clients.csv": rows, "units.csv": "FAX,Ergebnis\nICT,C\n"})
    assert "GOMEZ" not in repr(found)
    clients = file(found, "clients.csv")
    assert (clients.found, clients.columns) == (True, ())
    assert list(map(str, clients.faults)) == [
        "clients.csv seems to have no line with headings. Export it with headings. If it has some, "
        "map one of them first."
    ]
    assert [each.heading for each in file(found, "units.csv").columns] == ["FAX", "Ergebnis"]


def test_headings_with_digits_are_shown_beside_one_that_is_known(tmp_path: Path) -> None:
    clients = SMALL["clients.csv"].replace("Mobile", "Address 2")
    found = explained(tmp_path, {"clients.csv": clients})
    assert column(found, "clients.csv", "Address 2").title == ""
    assert column(found, "clients.csv", "Surname").title == "Surname"


def test_faults_of_a_file_name_no_person(tmp_path: Path) -> None:
    titled = f"Report of JOANA GOMEZ\n{SMALL['clients.csv']}"
    found = explained(tmp_path, {"clients.csv": titled})
    (fault,) = file(found, "clients.csv").faults
    assert (fault.line, fault.value) == (1, "Aaaaaa aa AAAAA AAAAA")
    broken = explained(tmp_path, {"clients.csv": '"GOMEZ" JOANA,x\n'})
    assert "GOMEZ" not in repr(broken)


def test_a_folder_that_is_none_is_a_fault(tmp_path: Path) -> None:
    with pytest.raises(ImportFaults, match="does not exist"):
        explain_folder(tmp_path / "nowhere", timezone=PERTH)
