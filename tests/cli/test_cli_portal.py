"""`portal`: a changed portal is refused until a person confirms it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from support.cli.rto import Rto, rto


@pytest.fixture
def moved(tmp_path: Path, url: str) -> Rto:
    """The guide's RTO after its first run, with a portal whose name has changed since."""
    world = rto(tmp_path, url).imported()
    assert world.command("run", "--date", "02/06/2022").exit_code == 0
    text = world.settings_file.read_text(encoding="utf-8")
    world.settings_file.write_text(text.replace("127.0.0.1", "localhost"), encoding="utf-8")
    return world


def secondary_id(world: Rto) -> str:
    from talent_powerpro.adapters.sql import SqlPowerPro
    from talent_powerpro.model import EnrolmentId

    with SqlPowerPro(f"sqlite:///{world.store.as_posix()}") as store:
        found = store.enrolment(EnrolmentId("1001"))
        assert found
        return found.client.secondary_id


def test_before_the_first_write_no_portal_is_remembered(tmp_path: Path) -> None:
    shown = rto(tmp_path).imported().command("portal")
    assert shown.exit_code == 0
    assert "Portal in the settings            powerpro.talentlms.com" in shown.stdout
    assert "none yet: nothing was written" in shown.stdout


def test_the_portal_of_the_stored_ids_is_shown(tmp_path: Path, url: str) -> None:
    world = rto(tmp_path, url).imported()
    world.command("run", "--date", "02/06/2022")
    shown = json.loads(world.command("portal", "--json").stdout)
    assert shown == {
        "schema": 2,
        "portal": "127.0.0.1",
        "remembered": "127.0.0.1",
        "ids_set_aside": [],
    }
    assert "Runs stop" not in world.command("portal").stdout


@pytest.mark.parametrize("command", ["run", "plan"])
def test_another_portal_is_refused_with_2(moved: Rto, command: str) -> None:
    refused = moved.command(command)
    assert refused.exit_code == 2
    assert "The portal is now localhost" in refused.stderr
    assert "the stored Talent user ids belong to 127.0.0.1" in refused.stderr
    assert "If it is a new portal, run `talent-powerpro portal --confirm-new`" in refused.stderr
    assert (
        "The portal has changed. Runs stop until you confirm it with one of:"
        in moved.command("portal").stdout
    )


def test_repeated_runs_end_when_the_portal_has_changed(moved: Rto) -> None:
    ended = moved.command("run", "--every", "10s")
    assert ended.exit_code == 2
    assert "The portal is now localhost" in ended.stderr


def test_the_refusal_is_in_the_sync_log(moved: Rto) -> None:
    moved.command("run")
    assert "Stopped: The portal is now localhost" in moved.command("sync-log").stdout


def test_the_same_portal_at_a_new_address_keeps_its_ids(moved: Rto) -> None:
    confirmed = moved.command("portal", "--confirm-same")
    assert confirmed.exit_code == 0
    assert "ids were kept. localhost is the new address of 127.0.0.1." in confirmed.stdout
    assert secondary_id(moved) == "7"
    again = moved.command("portal", "--confirm-same")
    assert "Nothing to confirm: the stored Talent user ids already belong" in again.stdout
    assert moved.command("run").exit_code == 0


def test_the_old_portals_ids_are_set_aside_and_shown(moved: Rto) -> None:
    shown = moved.command("portal", "--confirm-new")
    assert shown.exit_code == 0
    assert "1 Talent user id was set aside. The next run looks for due clients" in shown.stdout
    assert "Talent user ids set aside" in shown.stdout
    assert "2021000017  7               127.0.0.1" in shown.stdout
    assert secondary_id(moved) == ""
    ran = moved.command("run")
    assert ran.exit_code == 1
    assert "JOANA GOMEZ (2021000017) has no Secondary ID" in ran.stdout


def test_a_new_portal_that_is_the_old_one_is_refused_with_2(tmp_path: Path, url: str) -> None:
    world = rto(tmp_path, url).imported()
    world.command("run", "--date", "02/06/2022")
    refused = world.command("portal", "--confirm-new")
    assert refused.exit_code == 2
    assert (
        "The portal has not changed: the stored Talent user ids belong to 127.0.0.1. Nothing was "
        "set aside." in " ".join(refused.stderr.split())
    )
    assert secondary_id(world) == "7"
    assert json.loads(world.command("portal", "--json").stdout)["ids_set_aside"] == []


def test_a_new_portal_confirmed_twice_sets_aside_what_it_was_the_first_time(moved: Rto) -> None:
    assert moved.command("portal", "--confirm-new").exit_code == 0
    assert moved.command("portal", "--confirm-new").exit_code == 2
    assert len(json.loads(moved.command("portal", "--json").stdout)["ids_set_aside"]) == 1


def test_both_confirmations_at_once_are_refused(moved: Rto) -> None:
    assert moved.command("portal", "--confirm-new", "--confirm-same").exit_code == 2
    assert secondary_id(moved) == "7"
