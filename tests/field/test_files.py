"""Import files as other systems and spreadsheets write them, imported and then run on."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from attrs import field, frozen
from click.testing import Result

from support.cli.rto import rto
from support.field.situations import (
    PROFILES,
    FieldPortal,
    Right,
    Row,
    Student,
    Unit,
    frozen_clock,
    settings_of,
    write_files,
)
from talent_powerpro.sandbox import serve

Edit = Callable[[str], str]


@frozen
class Files:
    """Import files, and what importing them says."""

    name: str
    students: tuple[Student, ...] = (Student(),)
    edits: Mapping[str, Edit] = field(factory=dict)
    """Changes of the files' texts, by file name."""
    refused: tuple[str, ...] = ()
    """Texts of the refusal; none for files that are read."""
    warned: tuple[str, ...] = ()
    """Texts of warnings; none for files that are read without one."""
    people: Mapping[str, str] = field(factory=lambda: {"C1": "provisioned"})
    """The provisioning status of a run after the import."""


def imported(files: Files, profile: str, folder: Path) -> tuple[Result, Mapping[str, Any]]:
    """The import, and the report of a run after it; an empty report where it was refused."""
    row = Row(files.name, Right(), students=files.students)
    there = write_files(folder, files.students)
    for name, edit in files.edits.items():
        path = there / f"{name}.csv"
        path.write_bytes(edit(path.read_text("utf-8")).encode())
    portal = FieldPortal(row)
    with serve(portal) as url, frozen_clock(portal):
        world = rto(folder, url, policy=settings_of(row, profile))
        done = world.command("import", str(there))
        if done.exit_code:
            assert not world.store.exists()
            return done, {}
        return done, json.loads(world.command("run", "--json").stdout)


def before(text: str) -> Edit:
    return lambda given: text + given


def after(line: str) -> Edit:
    return lambda given: f"{given}{line}\r\n"


def replaced(old: str, new: str) -> Edit:
    def edit(given: str) -> str:
        assert old in given
        return given.replace(old, new)

    return edit


def id_of(cell: str) -> tuple[Student, ...]:
    return (Student(secondary_id=cell),)


def due(text: str) -> tuple[Student, ...]:
    return (Student(due=text),)


def refused_id(cell: str, shown: str, remedy: str) -> Files:
    return Files(
        f"P4 a Secondary ID of {shown}",
        students=id_of(cell),
        refused=(f'clients.csv, line 2, Secondary ID: "{shown}"', remedy),
    )


def no_date(text: str) -> Files:
    return Files(
        f"F1 the Withdrawal Date {text} is blank",
        students=(Student(dates={"Withdrawal Date": text}),),
        warned=(f"enrolments.csv: Withdrawal Date {text} stands for no date", "1 row"),
    )


def address(text: str) -> Files:
    return Files(
        f"F5 the e-mail {text} is malformed",
        students=(Student(email=text),),
        people={},
    )


ROWS = (
    refused_id("7.0", "7.0", "Write 7."),
    refused_id("1,234", "1,234", "Write 1234."),
    refused_id('="7"', '="7"', "Write 7."),
    refused_id("7\u200b", "7\\u200b", "Write 7."),
    no_date("30/12/1899"),
    no_date("01/01/1753"),
    Files(
        "F1 the unit Start Date 01/01/1900 is blank",
        students=(
            Student(units=(Unit(start="01/01/1900"), Unit("ICTWEB305", start="01/01/1900"))),
        ),
        warned=("units.csv: Start Date 01/01/1900 stands for no date", "2 rows"),
    ),
    *(
        Files(f"F2 the export date {text} is read", students=due(text))
        for text in ("6-Jun-2022", "06.06.2022", "20220606")
    ),
    Files(
        "F3 two byte-order marks", edits={"clients": before("\ufeff\ufeff")}, warned=("invisible",)
    ),
    Files(
        "F3 a zero-width space before a heading",
        edits={"clients": before("\u200b")},
        warned=("invisible",),
    ),
    Files(
        "F3 a first line sep=;",
        edits={"clients": lambda text: "sep=;\r\n" + text.replace(",", ";")},
        warned=('"sep=;"',),
    ),
    Files(
        "F3 a title line above the heading",
        edits={"clients": before("Client list of June\r\n")},
        refused=("clients.csv, line 1", "Client list of June", "Delete the lines above"),
    ),
    Files(
        "F4 a footer of the report",
        edits={"clients": after("Total: 1 record(s)" + "," * 5)},
        refused=("clients.csv, line 3", "Total: 1 record(s)"),
    ),
    Files(
        "F4 a footer of one cell",
        edits={"clients": after("Total: 1 record(s)")},
        refused=("clients.csv, line 3", "Total: 1 record(s)"),
    ),
    *map(address, ('"c1@x.example"', "mailto:c1@x.example", "c1@x.example.", "c1@x..example")),
    Files(
        "F6 blank cells beyond the heading are read",
        edits={"clients": replaced("c1@x.example", "c1@x.example,,,")},
    ),
    Files(
        "F6 a cell beyond the heading is refused",
        edits={"clients": replaced("c1@x.example", "c1@x.example,,note")},
        refused=("clients.csv, line 2", "note"),
    ),
    Files(
        "F7 a misspelt heading hides no other fault",
        students=(Student(fields={"Date of Birth": "31/02/2000"}),),
        edits={
            "clients": replaced("Email", "E-mail Address".replace("dd", "d")),
            "enrolments": replaced("EC1,C1", "EC1,C9"),
        },
        refused=("Rename the column", "31/02/2000", "C9"),
    ),
)


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("files", ROWS, ids=lambda files: files.name)
def test_files(files: Files, profile: str, tmp_path: Path) -> None:
    done, report = imported(files, profile, tmp_path)
    said = " ".join(done.stderr.split())
    assert done.exit_code == (2 if files.refused else 0), said
    assert [text for text in (*files.refused, *files.warned) if text not in said] == [], said
    if files.refused:
        return
    assert bool(files.warned) == bool(said)
    people = {each["client_code"]: each["status"] for each in report["records"]}
    assert people == files.people


def test_malformed_addresses_are_listed_with_their_value(tmp_path: Path) -> None:
    _, report = imported(address("mailto:c1@x.example"), "guide", tmp_path)
    (listed,) = report["lists"]["unmet"]
    assert "mailto:c1@x.example" in " ".join(listed["reasons"])
