"""`clear-export`: its whole page and JSON, and what it says of a person's edit in between."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from support.cli.handed_on import rows
from support.cli.rto import Rto, rto
from support.sql.guide_rows import by_hand
from talent_powerpro.adapters.sql import SqlPowerPro
from talent_powerpro.cli.exits import Exit
from talent_powerpro.errors import EditedMeanwhile

PAGE = """\
Talent LMS export/Date of ICT30120-A Certificate III - Information Technology
-----------------------------------------------------------------------------
Confirmed  Client Name   Code        Enrolment ID  Before          After
[x]        GOMEZ, JOANA  2021000017  1001          [x] 02/06/2022  [ ] 02/06/2022
1 changed, 0 already cleared.
"""


@pytest.fixture
def joana(tmp_path: Path) -> Rto:
    return rto(tmp_path).imported()


def boxes(of: Rto) -> list[tuple[object, ...]]:
    return rows(of, "SELECT id, export, export_date FROM enrolments ORDER BY id")


def test_the_page_shows_the_one_enrolment_before_and_after(joana: Rto) -> None:
    cleared = joana.command("clear-export", "gomez")
    assert (cleared.exit_code, cleared.stdout, cleared.stderr) == (Exit.DONE, PAGE, "")
    assert boxes(joana) == [("1001", 0, "2022-06-02"), ("1002", 0, None), ("1003", 0, None)]
    again = joana.command("clear-export", "1001", "--json")
    assert (again.exit_code, json.loads(again.stdout)) == (
        Exit.DONE,
        {
            "schema": 2,
            "changes": [
                {
                    "client": {
                        "enrolment_id": "1001",
                        "client_code": "2021000017",
                        "name": "GOMEZ, JOANA",
                        "confirmed": True,
                        "export": False,
                        "export_date": "2022-06-02",
                        "course_name": "Certificate III - Information Technology",
                        "unreadable": [],
                    },
                    "export": False,
                    "export_date": "2022-06-02",
                    "warnings": [],
                    "left_out": False,
                }
            ],
        },
    )


def test_a_persons_edit_in_between_wins(joana: Rto, monkeypatch: pytest.MonkeyPatch) -> None:
    def edited_meanwhile(*_: object) -> None:
        raise EditedMeanwhile("Enrolment 1001: Talent LMS export date is now 03/06/2022.")

    before = boxes(joana)
    monkeypatch.setattr(SqlPowerPro, "set_export", edited_meanwhile)
    refused = joana.command("clear-export", "1001")
    assert (refused.exit_code, refused.stdout) == (Exit.ATTENTION, "")
    assert refused.stderr == (
        "Enrolment 1001: Talent LMS export date is now 03/06/2022. Nothing was changed. "
        "Run the command again.\n"
    )
    assert boxes(joana) == before


def test_an_enrolment_that_cannot_be_read_stays_as_it_is(joana: Rto) -> None:
    with by_hand(joana.store) as hand:
        hand.execute("PRAGMA ignore_check_constraints = ON")
        hand.execute("UPDATE clients SET date_of_birth = 'soon' WHERE code = '2021000017'")
    before = boxes(joana)
    left = joana.command("clear-export", "1001")
    assert (left.exit_code, boxes(joana)) == (Exit.ATTENTION, before)
    assert "date_of_birth is 'soon', which is not a date such as" in left.stdout
