"""`holds` and `release`: held records listed and released."""

from __future__ import annotations

import getpass
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from support.cli.rto import Rto, rto
from support.cli.standing import FOREIGN, stand


@pytest.fixture
def held(tmp_path: Path, url: str) -> Rto:
    """Joana's Secondary ID is another system's, and this RTO keeps those."""
    world = rto(tmp_path, url, policy='foreign_secondary_ids = "hold"').imported()
    assert world.command("run", "--date", "02/06/2022").exit_code == 1
    return world


def holds(world: Rto) -> list[Mapping[str, Any]]:
    found: list[Mapping[str, Any]] = json.loads(world.command("holds", "--json").stdout)["holds"]
    return found


def test_holds_says_that_no_records_are_held(tmp_path: Path) -> None:
    listed = rto(tmp_path).imported().command("holds")
    assert (listed.exit_code, listed.stdout) == (0, "No records are held.\n")


def test_a_plan_offers_to_answer_only_what_a_run_has_held(tmp_path: Path, url: str) -> None:
    world = rto(tmp_path, url, policy='foreign_secondary_ids = "hold"').imported()
    due = ("--date", "02/06/2022")
    before = world.command("plan", *due)
    assert before.exit_code == 0
    assert "talent-powerpro keep" not in before.stdout
    assert "then clear the field: Client > Secondary ID." in before.stdout
    new = "1 of these holds is new. After the next run, `talent-powerpro holds` says how to answer."
    assert new in before.stdout
    shown = json.loads(world.command("plan", *due, "--json").stdout)
    (hold,) = shown["records"][0]["holds"]
    refused = world.command("keep", hold["id"], "--why", "seen")
    assert refused.exit_code == 2
    assert "The hold of a plan can be answered once a run has held it." in refused.stderr
    assert world.command("run", *due).exit_code == 1
    after = world.command("plan", *due).stdout
    assert f"talent-powerpro keep {hold['id']} --why REASON" in after
    assert "No run has held" not in after
    assert world.command("keep", hold["id"], "--why", "seen").exit_code == 0


def test_the_next_run_writes_a_released_record_and_the_release_is_listed(held: Rto) -> None:
    (hold,) = holds(held)
    told = held.command("holds").stdout
    assert (
        f"{hold['id']}  provisioning: JOANA GOMEZ (2021000017), ICT30120-A, enrolment 1001\n"
        "          secondary-id-replaced: JOANA GOMEZ (2021000017) has the Secondary ID "
    ) in told
    assert f"talent-powerpro release {hold['id']} --why REASON" in told
    again = held.command("run", "--date", "02/06/2022")
    assert f"talent-powerpro release {hold['id']} --why REASON" in again.stdout
    released = held.command("release", hold["id"], "--why", "kept on paper", "--who", "Pauline")
    assert released.exit_code == 0
    assert held.command("run", "--date", "02/06/2022").exit_code == 0
    assert holds(held) == []
    told = held.command("holds").stdout
    assert "Released (each lapses when its facts change)" in told
    assert "Pauline: enrolment 1001, secondary-id-replaced" in told


def test_who_is_required_where_the_system_has_no_user_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nobody() -> str:
        raise OSError("no user name")

    monkeypatch.setattr(getpass, "getuser", nobody)
    world = rto(tmp_path).imported()
    stand(world, FOREIGN)
    refused = world.command("release", FOREIGN.id, "--why", "seen")
    assert refused.exit_code == 2
    assert "The name is blank." in refused.stderr


def test_an_unknown_id_and_a_blank_reason_are_reported_together(tmp_path: Path) -> None:
    refused = rto(tmp_path).imported().command("release", "beef", "--why", " ")
    assert refused.exit_code == 2
    assert (
        "The reason is blank. Give one with --why REASON. It is recorded with the release."
        in refused.stderr
    )
    assert "No current hold has the id beef." in refused.stderr
