"""Other systems' headings and words, mapped to the columns and words of the import files."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from support.csv.import_files import LOGS, PERTH, SMALL, rows, write
from talent_powerpro.adapters.csv import (
    FileMapping,
    ImportFault,
    ImportFaults,
    ImportMapping,
    read_folder,
)
from talent_powerpro.adapters.csv.profiles import PROFILES
from talent_powerpro.ports.import_set import ImportSet, Kind

CLIENTS = SMALL["clients.csv"]
ENROLMENTS = SMALL["enrolments.csv"]


def mapped(folder: Path, mapping: ImportMapping, changes: dict[str, str | None]) -> ImportSet:
    return read_folder(write(folder, changes), timezone=PERTH, mapping=mapping)


def faults(
    folder: Path, mapping: ImportMapping, changes: dict[str, str | None]
) -> tuple[ImportFault, ...]:
    with pytest.raises(ImportFaults) as caught:
        mapped(folder, mapping, changes)
    return caught.value.faults


def of_all(**columns: str) -> ImportMapping:
    return ImportMapping(FileMapping({k.replace("_", " "): v for k, v in columns.items()}))


def of_clients(headings: dict[str, str]) -> ImportMapping:
    return ImportMapping(files={"clients": FileMapping(headings)})


# --- headings ---------------------------------------------------------------------


def test_a_heading_stands_for_a_column_in_each_file_that_has_the_column(tmp_path: Path) -> None:
    changes = {name: text.replace("Enrolment ID", "Booking No") for name, text in SMALL.items()}
    imported = mapped(tmp_path, of_all(BOOKING_no=" enrolment  id "), {**changes})
    (enrolment,), (unit,) = rows(imported, Kind.ENROLMENT), rows(imported, Kind.UNIT)
    assert enrolment.cells["id"] == unit.cells["enrolment_id"] == "1001"
    assert imported.warnings == ()


def test_a_file_of_its_own_counts_before_all_files(tmp_path: Path) -> None:
    clients = CLIENTS.replace("Code,Surname", "Student No,Surname")
    enrolments = ENROLMENTS.replace("Client Code", "Student No")
    own = {"enrolments": FileMapping({"Student No": "Client Code"})}
    mapping = ImportMapping(FileMapping({"Student No": "Code"}), own)
    changes: dict[str, str | None] = {"clients.csv": clients, "enrolments.csv": enrolments}
    imported = mapped(tmp_path, mapping, changes)
    assert rows(imported, Kind.CLIENT)[0].key == ("0021000017",)
    assert rows(imported, Kind.ENROLMENT)[0].cells["client_code"] == "0021000017"


def test_two_headings_for_one_column_are_a_fault_with_what_to_write(tmp_path: Path) -> None:
    clients = CLIENTS.replace("Mobile", "Student No")
    (fault,) = faults(tmp_path, of_all(Student_No="Code"), {"clients.csv": clients})
    assert str(fault) == (
        'clients.csv, line 1, Code is what 2 headings stand for: "Code", "Student No". Choose '
        "one. Write the others into the settings as headings without a column, such as "
        '"Student No" = "" under [import.files.clients.columns].'
    )


def test_a_heading_mapped_to_nothing_is_not_used(tmp_path: Path) -> None:
    clients = CLIENTS.replace("Code,", "Student No,").replace("Mobile", "Code")
    headings = {"Student No": "Code", "Code": ""}
    imported = mapped(tmp_path, of_clients(headings), {"clients.csv": clients})
    (client,) = rows(imported, Kind.CLIENT)
    assert client.key == ("0021000017",)
    assert "mobile" not in client.cells
    assert imported.warnings == ()


def test_a_heading_that_is_there_twice_is_still_a_fault(tmp_path: Path) -> None:
    clients = CLIENTS.replace("Code,", "No,").replace("Mobile", "NO")
    (fault,) = faults(tmp_path, of_all(No="Code"), {"clients.csv": clients})
    assert (fault.column, fault.problem) == ("Code", "appears more than once")


def test_mapped_headings_find_delimiter_and_title_lines(tmp_path: Path) -> None:
    clients = "Report,of,clients\nNo;Last;First;Mail\n0021000017;GOMEZ;JO,ANA;jg11@pm.me\n"
    mapping = of_all(No="Code", Last="Surname", First="Given Names", Mail="Email")
    (fault,) = faults(tmp_path, mapping, {"clients.csv": clients})
    assert (fault.line, fault.problem) == (1, "is above the line with the column headings")
    clients = clients.split("\n", 1)[1]
    imported = mapped(tmp_path, mapping, {"clients.csv": clients})
    assert rows(imported, Kind.CLIENT)[0].cells["given_names"] == "JO,ANA"


def test_faults_name_the_column_by_our_title_and_the_cell_as_it_is(tmp_path: Path) -> None:
    clients = CLIENTS.replace("Date of Birth", "Born").replace("12/12/2000", "31/31/2000")
    (fault,) = faults(tmp_path, of_all(Born="Date of Birth"), {"clients.csv": clients})
    assert str(fault).startswith('clients.csv, line 2, Date of Birth: "31/31/2000" is not a date')


def test_a_file_may_have_another_name(tmp_path: Path) -> None:
    named = {
        "clients": FileMapping({"No": "Code"}, file="Student report.CSV"),
        "contact_logs": FileMapping(file="history.csv"),
    }
    clients = CLIENTS.replace("Code,", "No,")
    changes: dict[str, str | None] = {"clients.csv": None, "Student report.CSV": clients}
    imported = mapped(tmp_path, ImportMapping(files=named), changes)
    assert rows(imported, Kind.CLIENT)[0].key == ("0021000017",)
    assert imported.kinds == frozenset(Kind) - {Kind.CONTACT_LOG}
    changes |= {"history.csv": LOGS.replace("1001,", "1009,"), "Student report.CSV": ""}
    found = faults(tmp_path, ImportMapping(files=named), changes)
    assert [(fault.file, fault.problem) for fault in found] == [
        ("Student report.CSV", "is empty"),
        ("history.csv", "is not in enrolments.csv"),
    ]


# --- headings that no file has ----------------------------------------------------


def test_headings_that_no_file_has_are_faults_beside_all_others(tmp_path: Path) -> None:
    mapping = ImportMapping(
        FileMapping({"Student No": "Code", "Nothing": ""}),
        {"units": FileMapping({"Kode": "Unit Code", "Type": ""})},
    )
    # With exactly our headings, a file would be one of our own.
    changes: dict[str, str | None] = {
        "courses.csv": SMALL["courses.csv"].replace("Yes", "Maybe"),
        "clients.csv": CLIENTS.replace("USI,Secondary ID", "Unique ID,Secondary ID"),
        "units.csv": SMALL["units.csv"].replace("Short Comment", "Remark"),
    }
    found = [str(fault) for fault in faults(tmp_path, mapping, changes)]
    assert found == [
        'settings, [import.columns] "Student No" is no heading of clients.csv. Write the heading '
        "as the file has it, or delete the line. `import --explain` shows the headings of the "
        "files.",
        'settings, [import.columns] "Nothing" is no heading of courses.csv or clients.csv or '
        "enrolments.csv or units.csv. Write the heading as the file has it, or delete the line. "
        "`import --explain` shows the headings of the files.",
        'settings, [import.files.units.columns] "Kode" is no heading of units.csv. Write the '
        "heading as the file has it, or delete the line. `import --explain` shows the headings "
        "of the files.",
        'courses.csv, line 2, Export to Talent LMS: "Maybe" is neither yes nor no. Write Yes or '
        "No, or leave it blank for No.",
    ]


def test_a_file_that_is_missing_or_broken_says_nothing_of_a_heading(tmp_path: Path) -> None:
    mapping = ImportMapping(
        FileMapping({"When": "Contact Date", "Student No": "Code", "Booking": "Enrolment ID"}),
        {"contact_logs": FileMapping({"What": "Contact Type"})},
    )
    changes = {
        "clients.csv": "",
        "enrolments.csv": ENROLMENTS.replace("Enrolment ID", "Booking"),
    }
    found = faults(tmp_path, mapping, {**changes})
    assert [(fault.file, fault.problem) for fault in found] == [("clients.csv", "is empty")]
    # The file that is broken may be the one that has it.
    found = faults(tmp_path, of_all(Programme="Course Code"), {"courses.csv": ""})
    assert [(fault.file, fault.problem) for fault in found] == [("courses.csv", "is empty")]


# --- words ------------------------------------------------------------------------

WORDS = {"booking STATUS": {"conf": " Confirmed "}, "Talent LMS Export": {"J": "Yes", "": "No"}}


@pytest.mark.parametrize(
    ("status", "box", "confirmed", "export"),
    [
        ("CONF", "j", "Confirmed", True),
        ("conf ", "", "Confirmed", False),
        ("Cancelled", "yes", "Cancelled", True),
    ],
)
def test_words_stand_for_ours(
    tmp_path: Path, status: str, box: str, confirmed: str, export: bool
) -> None:
    line = f"{status},{box},02/06"
    enrolments = ENROLMENTS.replace("Confirmed,Yes,02/06", line)
    mapping = ImportMapping(FileMapping(values=WORDS))
    (enrolment,) = rows(mapped(tmp_path, mapping, {"enrolments.csv": enrolments}), Kind.ENROLMENT)
    assert enrolment.cells["booking_status"] == confirmed
    assert enrolment.cells["export"] is export


def test_a_files_own_words_are_added_and_count_first(tmp_path: Path) -> None:
    own = FileMapping(values={"Outcome": {"C": "20 - Competency achieved/pass"}})
    every = FileMapping(values={"Outcome": {"C": "Completed", "N": "30 - Not"}})
    units = SMALL["units.csv"].replace("16/05/2022,,", "16/05/2022,C,")
    units += "1001,ICTWEB305,,,,N,,\n"
    imported = mapped(tmp_path, ImportMapping(every, {"units": own}), {"units.csv": units})
    outcomes = [row.cells["outcome"] for row in rows(imported, Kind.UNIT)]
    assert outcomes == ["20 - Competency achieved/pass", "30 - Not"]


def test_a_word_may_stand_for_a_date_and_fill_a_key(tmp_path: Path) -> None:
    values = {
        "Outcome Date": {"never": ""},
        "Start Date": {"": "01/02/2022"},
        "Type": {"M": "Module"},
    }
    units = SMALL["units.csv"].replace("Unit,16/05/2022,,,", "m,,,never,")
    imported = mapped(tmp_path, ImportMapping(FileMapping(values=values)), {"units.csv": units})
    (unit,) = rows(imported, Kind.UNIT)
    assert unit.key == ("1001", "ICTWEB304", "Module")
    assert (unit.cells["start_date"], unit.cells["outcome_date"]) == (date(2022, 2, 1), None)


# --- profiles ---------------------------------------------------------------------

ENROLMENT = "1001,0021000017,ICT30120-A,Confirmed,Yes"
FILES: dict[tuple[str, str], dict[str, str]] = {
    ("vettrak", "fields of the API"): {
        "clients.csv": "ClientCode,Surname,GivenName,Email\n0021000017,GOMEZ,JOANA,jg11@pm.me\n",
        "units.csv": "Enrolment ID,Unit code,Outcome code\n1001,ICTWEB304,20\n",
    },
    ("vettrak", "importer and screens"): {
        "clients.csv": "Client code,Surname,Given name,Email\n0021000017,GOMEZ,JOANA,jg11@pm.me\n",
        "units.csv": "Enrolment ID,Unit code,Outcome code\n1001,ICTWEB304,20\n",
    },
    ("axcelerate", "screens"): {
        "clients.csv": "Code,Given Name,Surname,Email Address,Mobile Phone\n"
        "0021000017,JOANA,GOMEZ,jg11@pm.me,0400 000 000\n",
        "units.csv": "Enrolment ID,Unit Code,Competency Status,Activity Start Date\n"
        "1001,ICTWEB304,20,16/05/2022\n",
    },
    ("wisenet", "fields of the API"): {
        "clients.csv": "StudentId,FirstName,LastName,DateOfBirth,EmailAddress\n"
        "0021000017,JOANA,GOMEZ,2000-12-12T00:00:00,jg11@pm.me\n",
        "enrolments.csv": "CourseEnrolmentId,StudentId,Course Code,EnrolmentStatus,"
        f"Talent LMS Export\n{ENROLMENT}\n",
        "units.csv": "CourseEnrolmentId,Unit Code,Outcome\n1001,ICTWEB304,20\n",
    },
    ("wisenet", "screens"): {
        "clients.csv": "Code,First Name,Last Name,Email\n0021000017,JOANA,GOMEZ,jg11@pm.me\n",
        "units.csv": "Enrolment ID,Unit Code,Outcome Code,Start Date\n"
        "1001,ICTWEB304,20,16/05/2022\n",
    },
}
"""Made-up rows with the names that each profile knows, by the pages that show them."""


@pytest.mark.parametrize("of", FILES, ids=": ".join)
def test_a_profiles_names_are_understood(tmp_path: Path, of: tuple[str, str]) -> None:
    imported = mapped(tmp_path, ImportMapping(profile=of[0]), {**FILES[of]})
    (client,), (unit,) = rows(imported, Kind.CLIENT), rows(imported, Kind.UNIT)
    (enrolment,) = rows(imported, Kind.ENROLMENT)
    assert client.cells["surname"] == "GOMEZ"
    assert client.cells["given_names"] == "JOANA"
    assert client.cells["email"] == "jg11@pm.me"
    assert enrolment.cells["booking_status"] == "Confirmed"
    assert unit.cells["outcome"] == "20"
    assert imported.warnings == ()


def test_the_last_of_three_headings_for_one_column_is_the_one_to_write(tmp_path: Path) -> None:
    clients = CLIENTS.replace("Mobile", "Student No").replace("USI", "Number")
    mapping = of_all(Student_No="Code", Number="Code")
    (fault,) = faults(tmp_path, mapping, {"clients.csv": clients})
    assert fault.problem == 'is what 3 headings stand for: "Code", "Number", "Student No"'
    assert 'such as "Student No" = ""' in fault.remedy


def test_every_name_of_a_profile_is_tried() -> None:
    tried = {
        (profile, name.removesuffix(".csv"), heading)
        for (profile, _), files in FILES.items()
        for name, text in files.items()
        for heading in text.splitlines()[0].split(",")
    }
    known = {
        (profile, name, heading)
        for profile, files in PROFILES.items()
        for name, headings in files.items()
        for heading in headings
    }
    assert known <= tried


def test_the_settings_count_before_a_profile(tmp_path: Path) -> None:
    clients = FILES["axcelerate", "screens"]["clients.csv"].replace(
        "Email Address", "Email Address,Email"
    )
    clients = clients.replace("jg11@pm.me", "jg11@pm.me,other@pm.me")
    profile = ImportMapping(profile="axcelerate")
    (fault,) = faults(tmp_path, profile, {"clients.csv": clients})
    assert fault.problem == 'is what 2 headings stand for: "Email Address", "Email"'
    chosen = ImportMapping(
        files={"clients": FileMapping({"Email Address": ""})}, profile="axcelerate"
    )
    imported = mapped(tmp_path, chosen, {"clients.csv": clients})
    assert rows(imported, Kind.CLIENT)[0].cells["email"] == "other@pm.me"
