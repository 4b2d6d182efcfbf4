"""Holds that a person can finish: released, kept, and one cause as one block (issue 10, section 4).

How each case of the field ends (P3, H1, H2, H3 and R12) is in `tests/field/`; what is said and can
be answered on the way is here.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from support.cli.college import DAY, College, report_of, statuses, students
from support.cli.rto import Rto
from talent_powerpro.sandbox import serve

CONFIRMED = '[policy.competent_outcomes]\nPP126 = "20 - Competency achieved/pass"'
NOAH, CHARLOTTE = ("Noah", "Brown", "126"), ("Charlotte", "Williams", "126")
CREDIT = "60 - Credit transfer/national recognition"
USI = "2GF2UGXXV8"


@pytest.fixture
def portal() -> College:
    return College("126")


@pytest.fixture
def url(portal: College) -> Iterator[str]:
    with serve(portal) as served:
        yield served


def by_hand(world: Rto, statement: str, *values: object) -> None:
    """Edit the store as a person does in PowerPro."""
    with closing(sqlite3.connect(world.store)) as hand, hand:
        hand.execute(statement, values)


def listed(world: Rto) -> Mapping[str, Any]:
    found: Mapping[str, Any] = json.loads(world.command("holds", "--json").stdout)
    return found


def family(folder: Path, url: str, *, usi: str = "", talentlms: str = "") -> Rto:
    """Two clients with one e-mail, both due today. Charlotte is the first of them."""
    due = {"C1": CHARLOTTE, "C2": NOAH}
    world = students(folder, url, due, talentlms=talentlms, policy=CONFIRMED)
    by_hand(world, "UPDATE clients SET email = 'family@pm.example', usi = ?", usi)
    return world


def run(world: Rto, *words: str) -> Result:
    return world.command("run", "--date", DAY, "--json", *words)


# --- section 1 line 3: one Talent user of two clients (P3) ------------------------


def test_1_3_a_shared_email_is_released_with_both_codes_and_results_stay_held(
    tmp_path: Path, url: str, portal: College
) -> None:
    world = family(tmp_path, url)
    assert statuses(run(world)) == {"C1": "provisioned", "C2": "held"}
    (hold,) = listed(world)["holds"]
    assert (
        "Noah Brown (C2) and Charlotte Williams (C1) have the same e-mail"
        in (hold["hold"]["message"])
    )
    assert "its results count for none of these clients" in hold["hold"]["message"]

    why = ("--why", "siblings, one device")
    for codes in (("C1", "C3"), ("C2", "C2")):
        assert world.command("release", hold["id"], *why, "--both", *codes).exit_code == 2
    released = world.command("release", hold["id"], *why, "--both", "C2", "C1")
    assert released.exit_code == 0, released.output

    portal.complete(next(iter(portal.users)), "126", "1261")
    after = run(world)
    assert statuses(after)["C2"] == "provisioned"
    assert statuses(after, "results") == {"C1": "held", "C2": "held"}
    for each in listed(world)["holds"]:
        no = world.command("release", each["id"], *why, "--both", "C1", "C2")
        assert no.exit_code == 2
        assert "cannot be released" in no.stderr


def test_1_3_the_release_of_a_shared_email_is_never_a_ready_command_and_shows_no_usi(
    tmp_path: Path, url: str
) -> None:
    world = family(tmp_path, url, usi=USI)
    new = world.command("plan", "--date", DAY).stdout
    assert "--both" not in new, "No run has held it yet."
    assert "talent-powerpro release" not in new
    for page in (
        world.command("run", "--date", DAY),
        world.command("plan", "--date", DAY),
        world.command("holds"),
    ):
        said = " ".join(page.stdout.split())
        assert "release it with the option --both and the codes of both clients" in said
        assert "talent-powerpro release" not in said
        assert not re.search(r"--both C\d", said)
        assert "have the same USI, so they may be one person entered twice" in said
        assert USI not in said


# --- section 4: facts (H1) --------------------------------------------------------


@pytest.mark.parametrize("retry_held", ["0m", "1h"])
def test_4_a_hold_about_a_user_to_be_created_has_the_same_id_in_the_next_run(
    tmp_path: Path, url: str, portal: College, retry_held: str
) -> None:
    """Whether the record is asked about again, or still waits."""
    world = family(tmp_path, url, talentlms=f'retry_held = "{retry_held}"')
    first = run(world)
    (hold,) = listed(world)["holds"]
    assert re.fullmatch(r"[0-9a-f]{8,}", hold["id"])
    assert "the Talent user to be created" in hold["hold"]["message"]
    again = run(world)
    (same,) = listed(world)["holds"]
    assert same["id"] == hold["id"]
    created = f"Talent User {next(iter(portal.users))},"
    assert (created in same["hold"]["message"]) == (retry_held == "0m")
    assert [each.exit_code for each in (first, again)] == [1, 0]  # It is not new again.
    assert world.command("sync-log").stdout.count("Held: Noah Brown (C2)") == 1


# --- section 4: keep (H2, R12) ----------------------------------------------------


def provisioned(folder: Path, url: str, portal: College, profile: str, outcome: str) -> Rto:
    """Noah is provisioned, has completed the first unit, and has an outcome by a person."""
    world = students(folder, url, {"C1": NOAH}, policy=f'profile = "{profile}"\n{CONFIRMED}')
    assert statuses(run(world)) == {"C1": "provisioned"}
    portal.complete(next(iter(portal.users)), "126", "1261")
    if outcome:
        by_hand(world, "UPDATE units SET outcome = ?", outcome)
    return world


def outcome_of(world: Rto) -> str:
    with closing(sqlite3.connect(world.store)) as hand:
        found: str = hand.execute("SELECT outcome FROM units").fetchone()[0]
    return found


def test_4_a_kept_credit_transfer_is_never_held_again_while_the_facts_stand(
    tmp_path: Path, url: str, portal: College
) -> None:
    world = provisioned(tmp_path, url, portal, "careful", CREDIT)
    assert statuses(run(world), "results") == {"C1": "held"}
    (hold,) = listed(world)["holds"]
    kept = world.command("keep", hold["id"], "--why", "certificate seen", "--who", "Pauline")
    assert kept.exit_code == 0
    assert kept.stdout.startswith(f"{hold['id']} kept by Pauline: ICTWEB304 already has")
    for _ in range(2):
        quiet = run(world)
        assert (quiet.exit_code, statuses(quiet, "results")) == (0, {})
        assert report_of(quiet)["unchanged"]["results"] == 1
        assert listed(world)["holds"] == []
    (answer,) = listed(world)["answers"]
    assert answer["id"] == hold["id"]
    assert answer["answer"]["decision"] == "keep"
    assert (answer["answer"]["who"], answer["answer"]["why"]) == ("Pauline", "certificate seen")
    assert outcome_of(world) == CREDIT
    assert answer["lapsed"] is False

    # A new fact: the trainer's outcome is another one.
    by_hand(world, "UPDATE units SET outcome = '51 - Recognition of prior learning'")
    assert statuses(run(world), "results") == {"C1": "held"}
    assert listed(world)["holds"][0]["id"] != hold["id"]
    (answer,) = listed(world)["answers"]
    assert answer["lapsed"] is True
    shown = world.command("holds").stdout
    assert "Kept as PowerPro has it" not in shown
    assert "Lapsed (applies again only if the same facts return)" in shown
    assert "Pauline: keep of enrolment EC1, outcome-replaced" in shown


def test_4_under_guide_a_remark_is_kept_and_the_trainers_own_outcome_stands(
    tmp_path: Path, url: str, portal: College
) -> None:
    """Case R12: written by the agent, then set by hand to 30."""
    world = provisioned(tmp_path, url, portal, "guide", "")
    assert statuses(run(world), "results") == {"C1": "written"}
    by_hand(world, "UPDATE units SET outcome = '30 - Competency not achieved/fail'")
    written = run(world)
    assert statuses(written, "results") == {"C1": "written"}
    assert outcome_of(world).startswith("20")
    assert run(world).exit_code == 0  # Nothing to write; the remark can still be answered.
    found = listed(world)
    assert found["holds"] == []
    (remark,) = found["remarks"]
    assert (remark["remark"]["reason"], remark["remark"]["held"]) == ("outcome-replaced", False)
    assert f"keep {remark['id']} --why REASON" in world.command("holds").stdout
    assert world.command("release", remark["id"], "--why", "no").exit_code == 2
    assert world.command("keep", remark["id"], "--why", "assessor decided").exit_code == 0
    assert listed(world)["remarks"] == []

    by_hand(world, "UPDATE units SET outcome = '30 - Competency not achieved/fail'")
    quiet = run(world)
    assert (quiet.exit_code, statuses(quiet, "results")) == (0, {})
    assert outcome_of(world).startswith("30")


def test_4_a_person_may_change_their_mind(tmp_path: Path, url: str, portal: College) -> None:
    world = provisioned(tmp_path, url, portal, "careful", CREDIT)
    run(world)
    (hold,) = listed(world)["holds"]
    assert world.command("keep", hold["id"], "--why", "seen").exit_code == 0
    assert world.command("release", hold["id"], "--why", "seen again").exit_code == 0
    (answer,) = listed(world)["answers"]
    assert answer["answer"]["decision"] == "release"
    assert statuses(run(world), "results") == {"C1": "written"}


# --- section 4: one cause, one block (H3) -----------------------------------------


def test_4_holds_of_one_cause_are_one_block_released_together(
    tmp_path: Path, url: str, portal: College
) -> None:
    """Nobody confirmed what completing a unit of this course means."""
    three = {f"C{number}": ("Noah", f"Brown{number}", "126") for number in range(3)}
    world = students(tmp_path, url, three, policy='profile = "careful"')
    run(world)
    for user in list(portal.users):
        portal.complete(user, "126", "1261")
    said = world.command("run", "--date", DAY).stdout
    cause = "Your RTO has not confirmed that completing PP126 units in TalentLMS means competent."
    assert said.count(cause) == 1
    shown = " ".join(world.command("holds").stdout.split())
    assert shown.count(cause) == 1
    (block,) = listed(world)["blocks"]
    ids = [each["id"] for each in block["named"]]
    assert len(set(ids)) == 3
    assert f"talent-powerpro release {' '.join(ids)} --why REASON" in shown
    assert world.command("release", *ids, "--why", "board minutes 5").exit_code == 0
    assert set(statuses(run(world), "results").values()) == {"written"}
