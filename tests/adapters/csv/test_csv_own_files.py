"""Files with the headings that `export` writes, under settings that map another system's."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.csv.import_files import PERTH, SMALL, rows, write
from talent_powerpro.adapters.csv import (
    FileMapping,
    ImportFaults,
    ImportMapping,
    read_folder,
    write_folder,
)
from talent_powerpro.adapters.csv.explained import explain_folder
from talent_powerpro.ports.import_set import ImportSet, Kind

CLIENTS = SMALL["clients.csv"]
THEIRS = {
    "clients.csv": CLIENTS.replace("Code,", "Student No,"),
    "enrolments.csv": SMALL["enrolments.csv"]
    .replace("Talent LMS Export,", "Do not export,")
    .replace("Confirmed,Yes", "CONF,N"),
}
WORDS = {
    "Talent LMS Export": {"Yes": "No", "No": "Yes", "N": "Yes"},
    "Booking Status": {"CONF": "Confirmed", "": "Confirmed"},
}
MAPPING = ImportMapping(
    FileMapping({"Student No": "Code", "Do not export": "Talent LMS Export"}, WORDS)
)


def read(folder: Path, mapping: ImportMapping = MAPPING) -> ImportSet:
    return read_folder(folder, timezone=PERTH, mapping=mapping)


def exported(tmp_path: Path) -> tuple[ImportSet, Path]:
    """What the other system's files hold, and a folder with the same as we write it."""
    theirs, ours = tmp_path / "theirs", tmp_path / "ours"
    theirs.mkdir()
    imported = read(write(theirs, THEIRS))
    write_folder(ours, imported, timezone=PERTH)
    return imported, ours


def named(name: str) -> ImportMapping:
    return ImportMapping(MAPPING.every, {"clients": FileMapping(file=name)})


def test_our_own_files_are_read_by_our_headings_and_words(tmp_path: Path) -> None:
    imported, ours = exported(tmp_path)
    back = read(ours)
    for kind in (Kind.CLIENT, Kind.ENROLMENT, Kind.UNIT):
        assert [row.key for row in rows(back, kind)] == [row.key for row in rows(imported, kind)]
    (enrolment,) = rows(back, Kind.ENROLMENT)
    assert enrolment.cells["export"] is True
    assert enrolment.cells["booking_status"] == "Confirmed"
    said = "has the headings that `export` writes, and was read by them, without the headings of"
    assert [each for each in back.warnings if said in each] == [
        f"{file}: {said} the settings." for file in ("clients.csv", "enrolments.csv")
    ]


def test_a_blank_stays_blank_and_another_systems_word_is_understood(tmp_path: Path) -> None:
    _, ours = exported(tmp_path)
    path = ours / "enrolments.csv"
    text = path.read_text("utf-8")
    for word, meant in (("", ""), ("conf", "Confirmed"), ("CONFIRMED", "CONFIRMED")):
        path.write_text(text.replace("Confirmed", word), "utf-8")
        assert rows(read(ours), Kind.ENROLMENT)[0].cells["booking_status"] == meant


def test_a_file_of_another_name_may_be_ours_under_its_usual_name(tmp_path: Path) -> None:
    _, ours = exported(tmp_path)
    mapping = named("Students.csv")
    (client,) = rows(read(ours, mapping), Kind.CLIENT)
    assert client.cells["surname"] == "GOMEZ"
    # Where the named file is there, it counts.
    (ours / "Students.csv").write_text(THEIRS["clients.csv"].replace("GOMEZ", "CASTER"), "utf-8")
    (client,) = rows(read(ours, mapping), Kind.CLIENT)
    assert client.cells["surname"] == "CASTER"


def test_our_own_file_under_another_name_is_read_by_our_headings(tmp_path: Path) -> None:
    _, ours = exported(tmp_path)
    written = (ours / "clients.csv").rename(ours / "Students.csv")
    written.write_text("\N{ZERO WIDTH SPACE}" + written.read_text("utf-8-sig"), "utf-8")
    found = read(ours, named("Students.csv"))
    (client,) = rows(found, Kind.CLIENT)
    assert client.cells["surname"] == "GOMEZ"
    assert [each for each in found.warnings if each.startswith("Students.csv")] == [
        "Students.csv: invisible characters at its beginning were ignored.",
        "Students.csv: has the headings that `export` writes, and was read by them, without the "
        "headings of the settings.",
    ]


def test_words_of_another_system_are_understood_in_codes_and_ours_mean_what_they_say(
    tmp_path: Path,
) -> None:
    _, ours = exported(tmp_path)
    words = {
        "Booking Status": {"CONF": "Confirmed", "Confirmed": "Tentative"},
        "Course Code": {"OLD": "ICT30120-A"},
    }
    path = ours / "enrolments.csv"
    path.write_text(path.read_text("utf-8-sig").replace("ICT30120-A", "OLD"), "utf-8")
    mapping = ImportMapping(FileMapping({"Booking No": "Enrolment ID"}, words))
    (enrolment,) = rows(read(ours, mapping), Kind.ENROLMENT)
    cells = enrolment.cells
    assert (cells["course_code"], cells["booking_status"]) == ("ICT30120-A", "Confirmed")


def test_a_named_file_that_cannot_be_read_is_a_fault_although_one_of_ours_is_there(
    tmp_path: Path,
) -> None:
    _, ours = exported(tmp_path)
    (ours / "Students.csv").write_text("", "utf-8")
    with pytest.raises(ImportFaults) as caught:
        read(ours, named("Students.csv"))
    assert ("Students.csv", "is empty") in [(f.file, f.problem) for f in caught.value.faults]


@pytest.mark.parametrize("usual", [CLIENTS.replace("Surname", "Family"), None])
def test_a_file_of_the_usual_name_that_is_not_ours_is_no_substitute(
    tmp_path: Path, usual: str | None
) -> None:
    write(tmp_path, {"clients.csv": usual})
    with pytest.raises(ImportFaults) as caught:
        read(tmp_path, ImportMapping(files={"clients": FileMapping(file="Students.csv")}))
    assert ("Students.csv", "is missing") in [(f.file, f.problem) for f in caught.value.faults]


def test_our_headings_in_another_order_or_number_are_another_systems(tmp_path: Path) -> None:
    shorter = CLIENTS.replace(",Email", "").replace(",jg11@pm.me", "")
    write(tmp_path, {"clients.csv": shorter})
    with pytest.raises(ImportFaults) as caught:
        read(tmp_path, ImportMapping(files={"clients": FileMapping({"Student No": "Code"})}))
    assert '[import.files.clients.columns] "Student No"' in [f.column for f in caught.value.faults]


@pytest.mark.parametrize(
    "mapping",
    [
        ImportMapping(FileMapping(values={"Outcome": {"": "70 - Continuing"}})),
        ImportMapping(FileMapping({"Outcome": "Outcome"}, {"Outcome": {"": "70 - Continuing"}})),
        ImportMapping(FileMapping(values={"Outcome": {"": "70 - Continuing"}}), profile="vettrak"),
    ],
    ids=["words alone", "its own title", "a profile"],
)
def test_where_no_other_heading_is_mapped_the_words_count(
    tmp_path: Path, mapping: ImportMapping
) -> None:
    # Such a file may well be the other system's.
    (unit,) = rows(read(write(tmp_path, {}), mapping), Kind.UNIT)
    assert unit.cells["outcome"] == "70 - Continuing"


def test_an_explanation_says_which_files_are_ours(tmp_path: Path) -> None:
    _, ours = exported(tmp_path)
    explanation = explain_folder(ours, timezone=PERTH, mapping=MAPPING)
    assert [each.file for each in explanation.files if each.is_own] == [
        "clients.csv",
        "enrolments.csv",
    ]
    assert (explanation.settings, explanation.faults) == ((), 0)
