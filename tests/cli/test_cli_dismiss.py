"""`dismiss`: what it says, what it records, and rows that are listed again."""

from __future__ import annotations

import getpass
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from support.cli.handed_on import edit, rows
from support.cli.rto import Rto, rto
from talent_powerpro.cli.commands.dismiss import now_utc
from talent_powerpro.cli.exits import Exit

NOW = datetime(2022, 6, 20, 1, tzinfo=UTC)


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Rto:
    """The guide's RTO, where Pink and Len were missed."""
    monkeypatch.setattr("talent_powerpro.cli.commands.dismiss.now_utc", lambda: NOW)
    made = rto(tmp_path).imported()
    missed = "UPDATE enrolments SET export = 1, export_date = '2022-06-18' WHERE id > '1001'"
    edit(made, missed)
    return made


def dismissed(enrolment_id: str, who: str, why: str) -> tuple[object, ...]:
    passed = "the export date 18/06/2022 has passed"
    at = "2022-06-20 01:00:00.000000"
    return ("missed", enrolment_id, "2022-06-18", passed, who, why, at)


def dismissals(world: Rto) -> list[tuple[object, ...]]:
    return [row[1:] for row in rows(world, "SELECT * FROM dismissals ORDER BY sequence")]


def test_each_row_is_one_line_and_is_recorded_with_who_and_why(world: Rto) -> None:
    words = ("panther", "1003", "--why", "on leave", "--who", "Pauline")
    done = world.command("dismiss", "missed", *words)
    assert (done.exit_code, done.stdout, done.stderr) == (
        Exit.DONE,
        "LEN CASTER (2021000019), enrolment 1003: off the list missed.\n"
        "PINK PANTHER (2021000018), enrolment 1002: off the list missed.\n",
        "",
    )
    assert dismissals(world) == [
        dismissed(each, "Pauline", "on leave") for each in ("1003", "1002")
    ]


def test_json_has_the_rows_and_the_account_dismisses_where_nobody_is_named(world: Rto) -> None:
    done = world.command("dismiss", "missed", "caster", "--why", "on leave", "--json")
    assert (done.exit_code, done.stderr) == (Exit.DONE, "")
    assert json.loads(done.stdout) == {
        "schema": 2,
        "dismissed": [
            {
                "list": "missed",
                "enrolment_id": "1003",
                "client_code": "2021000019",
                "client_name": "LEN CASTER",
                "course_code": "ICT30120-A",
                "reasons": ["the export date 18/06/2022 has passed"],
                "where": ["Home > Enrolments and Results > Course data > Talent LMS export/Date"],
                "since": "2022-06-18",
                "days": 2,
                "items": ["2022-06-18"],
            }
        ],
    }
    assert dismissals(world) == [dismissed("1003", getpass.getuser(), "on leave")]


def test_a_row_is_listed_again_and_others_stay_dismissed(world: Rto) -> None:
    words = ("panther", "caster", "--why", "on leave", "--who", "Pauline")
    world.command("dismiss", "missed", *words)
    again = world.command("dismiss", "missed", "panther", "--again")
    assert (again.exit_code, again.stdout) == (Exit.DONE, "1 dismissal forgotten.\n")
    assert dismissals(world) == [dismissed("1003", "Pauline", "on leave")]
    printed = world.command("dismiss", "missed", "caster", "--again", "--json")
    (row,) = json.loads(printed.stdout)["listed_again"]
    assert (printed.exit_code, row["enrolment_id"], row["who"]) == (Exit.DONE, "1003", "Pauline")
    assert dismissals(world) == []
    none = world.command("dismiss", "missed", "caster", "--again")
    assert (none.exit_code, none.stdout) == (Exit.DONE, "0 dismissals forgotten.\n")


def test_a_reason_is_needed(world: Rto) -> None:
    refused = world.command("dismiss", "missed", "caster")
    assert (refused.exit_code, refused.stdout) == (Exit.SETTINGS, "")
    assert refused.stderr == (
        "error: The reason is blank. Give one with --why REASON. It is recorded.\n"
    )
    assert dismissals(world) == []


def test_other_lists_have_no_such_row(world: Rto) -> None:
    refused = world.command("dismiss", "closed", "caster", "--why", "seen")
    assert (refused.exit_code, refused.stdout) == (Exit.SETTINGS, "")
    assert refused.stderr == (
        "error: Enrolment 1003 is not on the list closed. Show it with `talent-powerpro closed`.\n"
    )


def test_the_moment_is_in_utc() -> None:
    before = datetime.now(UTC)
    assert before <= now_utc() <= datetime.now(UTC)
