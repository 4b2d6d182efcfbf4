"""`plan`: its whole page, the same as JSON, and the file that `apply` reads."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve

from support.cli.handed_on import rows
from support.cli.of_the_moment import headed
from support.cli.rto import KEY, Rto
from support.cli.sydney import DUE, named_sydney
from talent_powerpro.cli.exits import Exit
from talent_powerpro.sandbox import Sandbox, guide_portal, serve

HOLDING = 'foreign_secondary_ids = "hold"'


@pytest.fixture
def holding(tmp_path: Path, url: str) -> Rto:
    """Joana would be held, and Pink provisioned."""
    return named_sydney(tmp_path, url, policy=HOLDING)


PINK = """\
provisioning: 1002 PINK PANTHER (2021000018), ICT30120-A
    new Talent user Pink Panther, pink.panther@example.com
    Secondary ID of client 2021000018: (blank) -> the new Talent user's id
    New Talent user enrolled in Talent course 126
    New Talent user added to Talent group 77eD6LXHH
    contact log of enrolment 1002: Enrolled in Talent Course: 126 Pink Panther added to Talent \
Group 77eD6LXHH ...
"""
FOREIGN = (
    "JOANA GOMEZ (2021000017) has the Secondary ID 'DPC000129', which is not a TalentLMS user id "
    "and may belong to another system. If you release this hold, the TalentLMS user id replaces it."
)
CLEAR = "Keep a copy of 'DPC000129' if you need it, then clear the field: Client > Secondary ID."
HELD = f"""\
Needs attention
held: provisioning: 1001 JOANA GOMEZ (2021000017), ICT30120-A
    {FOREIGN}
    -> {CLEAR}"""
NEW = "1 of these holds is new. After the next run, `talent-powerpro holds` says how to answer."


def test_the_page_names_who_is_written_and_who_is_held_and_writes_nothing(
    holding: Rto, portal: Sandbox
) -> None:
    shown = holding.command("plan", *DUE, env={"TALENTLMS_API_KEY": KEY})
    first, rest = headed(shown.stdout).split("\n", 1)
    assert (shown.exit_code, shown.stderr) == (Exit.DONE, "")
    assert first.startswith("Plan of ")
    assert first.endswith(" for export dates of 02/06/2022, Sydney")
    end = "A run now would make 5 writes for 1 record.\n"
    assert rest == f"{PINK}\n{HELD}\n\n{NEW}\n\n{end}"
    assert list(portal.users) == ["1"]
    assert rows(holding, "SELECT * FROM contact_logs") == []


def test_a_hold_that_a_run_has_kept_is_shown_with_how_to_answer_it(holding: Rto) -> None:
    assert holding.command("run", *DUE).exit_code == Exit.ATTENTION
    shown = headed(holding.command("plan", *DUE).stdout).split("\n", 1)[1]
    answers = (
        " Or release it: talent-powerpro release 1f6896ac --why REASON."
        " Or keep PowerPro as it is: talent-powerpro keep 1f6896ac --why REASON"
    )
    assert shown == f"\n{HELD}{answers}\n\nA run now would write nothing.\n"


def test_the_page_is_about_those_alone_whom_a_person_named(holding: Rto) -> None:
    shown = holding.command("plan", *DUE, "--only", "provisioning", "--client", "panther")
    rest = headed(shown.stdout).split("\n", 1)[1]
    end = "A run now would make 5 writes for 1 record.\n"
    assert rest == f"Only for client 2021000018.\n{PINK}\n{end}"


def without_ids(document: dict[str, Any]) -> dict[str, Any]:
    """The plan without the id and the times of the moment."""
    assert document.pop("made_at").startswith(document.pop("today"))
    assert document.pop("run_id")
    return document


def test_json_and_the_file_have_the_whole_plan(holding: Rto) -> None:
    out = holding.folder / "plan.json"
    words = (*DUE, "--only", "provisioning", "--client", "gomez")
    shown = holding.command("plan", *words, "--json", "--out", str(out))
    assert (shown.exit_code, shown.stderr) == (Exit.DONE, "")
    assert json.loads(shown.stdout) == json.loads(out.read_text("utf-8"))
    place: dict[str, Any] = {
        "enrolment_id": "1001",
        "client_code": "2021000017",
        "client_name": "JOANA GOMEZ",
        "course_code": "ICT30120-A",
    }
    cause: dict[str, Any] = {"reason": "secondary-id-replaced", "message": FOREIGN, "remedy": CLEAR}
    held: dict[str, Any] = {"stage": "provisioning", "status": "held"}
    facts = ["client 2021000017", "Secondary ID DPC000129"]
    hold: dict[str, Any] = {
        **cause,
        "id": "1f6896ac",
        "releasable": True,
        "facts": facts,
        "both": [],
    }
    named: dict[str, Any] = {**place, "id": "1f6896ac", "new": False, "both": [], "detail": ""}
    shared: dict[str, Any] = {**held, **cause, "releasable": True}
    found = without_ids(json.loads(shown.stdout))
    assert found == {
        "records": [
            {**place, **held, **cause, "writes": [], "remarks": [], "new": False, "holds": [hold]}
        ],
        "unchanged": {"provisioning": 0},
        "not_reached": {},
        "stopped": None,
        "unreadable": [],
        "lists": {
            "missed": [],
            "no_export_date": [],
            "unmet": [],
            "closed_before_results": [],
            "unmatched": [],
            "other_items": 0,
        },
        "export_day": "2022-06-02",
        "stages": ["provisioning"],
        "targets": {
            "enrolments": [],
            "clients": ["2021000017"],
            "courses": [],
            "although_not_today": "",
        },
        "rto": "Sydney",
        "portal": "127.0.0.1",
        "schema": 2,
        "blocks": [
            {
                "cause": shared,
                "named": [named],
            }
        ],
    }


def test_changes_are_said_by_the_exit_code_where_it_is_asked_for(holding: Rto) -> None:
    assert holding.command("plan", *DUE, "--exit-code").exit_code == Exit.CHANGES
    held_alone = (*DUE, "--exit-code", "--client", "gomez")
    assert holding.command("plan", *held_alone).exit_code == Exit.DONE


def test_a_plan_that_was_stopped_has_the_code_of_what_stopped_it(tmp_path: Path) -> None:
    with serve(Sandbox(evolve(guide_portal(), calls_per_hour=20))) as url:
        sparing = named_sydney(tmp_path, url, talentlms="reserve = 0.9")
        stopped = sparing.command("plan", *DUE, "--exit-code")
    assert stopped.exit_code == Exit.QUOTA
    assert stopped.stdout.endswith("\nIt lacks 2 enrolments: 1001, 1002.\n")


def test_a_folder_is_no_file_to_write_to(holding: Rto) -> None:
    refused = holding.command("plan", *DUE, "--out", str(holding.folder))
    assert (refused.exit_code, refused.stdout) == (Exit.SETTINGS, "")
    assert "Invalid value for '--out': File '" in refused.stderr
    assert "is a directory." in refused.stderr
