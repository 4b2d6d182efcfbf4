"""The command `engagement`: whole pages, the file, the same as JSON, and what it refuses."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest

from support.cli.handed_on import edit, shown
from support.cli.rto import Rto, rto
from support.sql.guide_rows import by_hand

PANTHER = ("2021000018", "PINK PANTHER", "ICT30120-A", "1002")
GOMEZ = ("2021000017", "JOANA GOMEZ", "ICT30120-A", "1001")
COLUMNS = (
    *("enrolment_id", "unit_id", "user_id", "course_id", "read_at", "unit_name"),
    *("status", "progress", "time", "score", "enrolled", "completed", "source"),
)
SEEN = (
    (
        *("1001", "", "7", "126", "2022-06-13 03:00:00.000000", "", "Incomplete", "66%", "1h"),
        *("", "2022-06-02T06:59:00+00:00", "", "roster"),
    ),
    (
        *("1001", "901", "7", "126", "2022-06-13 03:00:00.000000", "ICTWEB304", "Completed", ""),
        *("20m", "90", "", "13/06/2022, 11:00", "units"),
    ),
    (
        *("1002", "", "8", "126", "2022-06-13 17:30:00.000000", "", "Not started", "0%"),
        *("", "", "", "", "roster"),
    ),
)


@pytest.fixture
def world(tmp_path: Path) -> Rto:
    """The guide's RTO with three rows of engagement, of two students."""
    made = rto(tmp_path).imported()
    for row in SEEN:
        values = ", ".join(f"'{each}'" for each in row)
        edit(made, f"INSERT INTO engagement ({', '.join(COLUMNS)}) VALUES ({values})")
    return made


NO_OUTCOME = "As TalentLMS gave it, with the date on which a run read it. It is no outcome.\n"
GOMEZ_PAGE = """\
JOANA GOMEZ (2021000017), ICT30120-A
------------------------------------
enrolment 1001, Talent user 7
Talent unit     Status      Progress  Time  Score  Enrolled          Completed          Read
(whole course)  Incomplete  66%       1h           02/06/2022 14:59                     13/06/2022 11:00
ICTWEB304       Completed             20m   90                       13/06/2022, 11:00  13/06/2022 11:00
from roster
from units
"""  # noqa: E501  # a table as it is printed
PANTHER_PAGE = """\
PINK PANTHER (2021000018), ICT30120-A
-------------------------------------
enrolment 1002, Talent user 8
Talent unit     Status       Progress  Time  Score  Enrolled  Completed  Read
(whole course)  Not started  0%                                          14/06/2022 01:30
from roster
"""


@pytest.mark.parametrize(
    ("wanted", "page"),
    [
        ("2021000017", GOMEZ_PAGE + NO_OUTCOME),
        ("panther", PANTHER_PAGE + NO_OUTCOME),
        ("1002", PANTHER_PAGE + NO_OUTCOME),
        (
            "caster",
            "No engagement is kept. Set engagement = true in the settings, section [results].\n",
        ),
    ],
)
def test_a_client_is_shown_with_what_talentlms_said_of_each_enrolment(
    world: Rto, wanted: str, page: str
) -> None:
    ran = world.command("engagement", "--client", wanted)
    assert (ran.exit_code, ran.stdout, ran.stderr) == (0, page, "")


def test_where_it_is_kept_the_page_says_when_it_comes(world: Rto) -> None:
    with world.settings_file.open("a", encoding="utf-8") as settings:
        settings.write("[results]\nengagement = true\n")
    ran = world.command("engagement", "--client", "caster")
    said = "No engagement is kept of them yet. It comes with the next look at their progress.\n"
    assert (ran.exit_code, ran.stdout, ran.stderr) == (0, said, "")


def as_json(who: tuple[str, ...], row: tuple[str, ...], read_at: str) -> Any:
    code, name, course, enrolment = who
    return {
        "client_code": code,
        "client_name": name,
        "course_code": course,
        "enrolment_id": enrolment,
        "seen": {**dict(zip(COLUMNS, row, strict=True)), "read_at": read_at},
    }


ALL_JSON = [
    as_json(GOMEZ, SEEN[0], "2022-06-13T03:00:00+00:00"),
    as_json(GOMEZ, SEEN[1], "2022-06-13T03:00:00+00:00"),
    as_json(PANTHER, SEEN[2], "2022-06-13T17:30:00+00:00"),
]


def test_json_has_every_value(world: Rto) -> None:
    found = shown(world, "engagement", "--client", "gomez")
    assert found == {"schema": 2, "engagement": ALL_JSON[:2]}
    assert shown(world, "engagement", "--client", "caster") == {"schema": 2, "engagement": []}


HEADINGS = [
    *("Client Code", "Name", "Course Code", "Enrolment ID", "Talent User ID", "Talent Course ID"),
    *("Talent Unit ID", "Talent unit", "Status", "Progress", "Time", "Score", "Enrolled"),
    *("Completed", "Read", "Source"),
]
CELLS = [
    [
        *(*GOMEZ, "7", "126", "", "(whole course)", "Incomplete", "66%", "1h"),
        *("", "02/06/2022 14:59", "", "13/06/2022 11:00", "roster"),
    ],
    [
        *(*GOMEZ, "7", "126", "901", "ICTWEB304", "Completed", "", "20m"),
        *("90", "", "13/06/2022, 11:00", "13/06/2022 11:00", "units"),
    ],
    [
        *(*PANTHER, "8", "126", "", "(whole course)", "Not started", "0%", ""),
        *("", "", "", "14/06/2022 01:30", "roster"),
    ],
]


def cells(file: Path) -> list[list[str]]:
    with file.open(encoding="utf-8-sig", newline="") as opened:
        return list(csv.reader(opened))


def test_the_file_has_a_row_for_each_and_is_replaced_only_with_force(world: Rto) -> None:
    file = world.folder / "e.csv"
    ran = world.command("engagement", "--csv", str(file))
    assert (ran.exit_code, ran.stderr) == (0, "")
    assert ran.stdout == f"3 rows of 2 clients written to {file}.\n"
    assert cells(file) == [HEADINGS, *CELLS]
    words = ("engagement", "--client", "panther", "--csv", str(file))
    refused = world.command(*words)
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert refused.stderr.startswith(f"error: {file} already exists\n")
    assert cells(file) == [HEADINGS, *CELLS]
    told = shown(world, *words, "--force")
    assert told == {"schema": 2, "engagement": ALL_JSON[2:], "file": str(file)}
    assert cells(file) == [HEADINGS, CELLS[2]]


def test_it_has_to_be_told_whom_or_where_to(world: Rto) -> None:
    refused = world.command("engagement")
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert "Name a client with --client CODE, or a file with --csv FILE." in refused.stderr


def test_a_row_that_cannot_be_read_is_named_and_ends_with_1(world: Rto) -> None:
    with by_hand(world.store) as hand:
        hand.execute("PRAGMA ignore_check_constraints = ON")
        hand.execute("UPDATE engagement SET read_at = 'soon' WHERE unit_id = '901'")
    for words in ((), ("--json",)):
        ran = world.command("engagement", "--client", "gomez", *words)
        assert ran.exit_code == 1
        assert "read_at is 'soon', which is not a date and time in UTC" in ran.stderr
    file = world.folder / "e.csv"
    assert world.command("engagement", "--csv", str(file)).exit_code == 1
    assert cells(file) == [HEADINGS, CELLS[0], CELLS[2]]
