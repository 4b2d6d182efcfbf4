"""`reconcile`: the page, the file for a spreadsheet, and the exit codes."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from support.cli.handed_on import edit
from support.cli.rto import Rto, rto
from talent_powerpro.sandbox import PortalEnrolment, PortalUser, Sandbox, guide_portal, serve


@pytest.fixture
def world(tmp_path: Path) -> Iterator[Rto]:
    """The guide's RTO after provisioning, and a stranger whose name is a formula."""
    sandbox = Sandbox(guide_portal())
    with serve(sandbox) as url:
        made = rto(tmp_path, url).imported()
        assert made.command("run", "--date", "02/06/2022").exit_code == 0
        sandbox.users["50"] = PortalUser("50", "zoe", "=1+1", "Stranger", "zoe@x.example")
        sandbox.enrolments["50", "126"] = PortalEnrolment("50", "126")
        yield made


def test_the_page_names_the_person_and_the_remedy(world: Rto) -> None:
    shown = world.command("reconcile")
    assert shown.exit_code == 0
    assert shown.stdout.splitlines() == [
        "In TalentLMS, and on no enrolment in PowerPro",
        "---------------------------------------------",
        "Talent user 50, =1+1 Stranger (zoe@x.example), ICT30120-A",
        "    -> Enrol the student in PowerPro, or remove the user from the Talent course: "
        "TalentLMS > Courses > Certificate III in Information Technology > Users.",
        "",
        "1 difference between 2 learners in 1 Talent course and PowerPro.",
    ]
    assert world.command("reconcile", "--exit-code").exit_code == 7


def test_the_file_is_for_a_spreadsheet_and_for_the_owner_alone(world: Rto) -> None:
    file = world.folder / "differences.csv"
    world.command("reconcile", "--csv", str(file))
    (row,) = csv.DictReader(file.read_text(encoding="utf-8-sig").splitlines())
    assert (row["kind"], row["talent_user_id"]) == ("only-in-talent", "50")
    assert row["talent_user"] == "'=1+1 Stranger (zoe@x.example)"
    assert file.stat().st_mode & 0o777 == 0o600
    refused = world.command("reconcile", "--csv", str(world.folder / "no" / "such"))
    assert refused.exit_code == 2
    assert "Choose another file." in refused.stderr


def test_json_has_all_of_it(world: Rto) -> None:
    done = world.command("reconcile", "--json")
    assert (done.exit_code, done.stderr) == (0, "")
    shown = json.loads(done.stdout)
    (one,) = shown["reconciled"].pop("differences")
    assert (one["kind"], one["talent_user_id"]) == ("only-in-talent", "50")
    assert shown == {
        "schema": 2,
        "reconciled": {"courses": 1, "people": 2, "brought": [], "not_compared": []},
    }


def test_a_course_that_cannot_be_compared_exits_1(world: Rto) -> None:
    edit(world, "UPDATE courses SET talent_course_id = '999'")
    shown = world.command("reconcile", "--exit-code")
    assert (shown.exit_code, shown.stdout) == (
        1,
        "Could not be compared\n"
        "---------------------\n"
        "TalentLMS has no course 999, the Talent Course ID of ICT30120-A.\n"
        "\n"
        "0 differences between 0 learners in 1 Talent course and PowerPro.\n",
    )


def test_equal_rosters_exit_0_with_the_exit_code_option_too(tmp_path: Path, url: str) -> None:
    made = rto(tmp_path, url).imported()
    shown = made.command("reconcile", "--exit-code")
    assert shown.exit_code == 0
    assert shown.stdout == "0 differences between 0 learners in 1 Talent course and PowerPro.\n"
    assert made.command("reconcile", "--course", "NOPE").exit_code == 2
