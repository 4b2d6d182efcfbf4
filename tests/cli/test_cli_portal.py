"""`portal`: a changed portal is refused until a person confirms it."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from support.cli.rto import Rto, rto

NOW = datetime(2022, 6, 2, 22, 30, tzinfo=UTC)


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


@pytest.fixture(autouse=True)
def _now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("talent_powerpro.cli.commands.portal.now_utc", lambda: NOW)


def page(settings: str, remembered: str) -> str:
    """The page of `portal` without ids that were set aside."""
    return (
        f"Portal in the settings            {settings}\n"
        f"Portal of stored Talent user ids  {remembered}\n"
    )


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
    assert world.command("portal").stdout == page("127.0.0.1", "127.0.0.1")


@pytest.mark.parametrize("words", [("run",), ("plan",), ("run", "--every", "10s")])
def test_another_portal_is_refused_with_2(moved: Rto, words: tuple[str, ...]) -> None:
    refused = moved.command(*words)
    assert refused.exit_code == 2
    assert "The portal is now localhost" in refused.stderr
    assert "the stored Talent user ids belong to 127.0.0.1" in refused.stderr
    assert "If it is a new portal, run `talent-powerpro portal --confirm-new`" in refused.stderr
    logged = moved.command("sync-log").stdout
    assert ("Stopped: The portal is now localhost" in logged) == (words[0] == "run")
    shown = moved.command("portal")
    assert (shown.exit_code, shown.stderr) == (0, "")
    assert shown.stdout == page("localhost", "127.0.0.1") + (
        "The portal has changed. Runs stop until you confirm it with one of:\n"
        "    talent-powerpro portal --confirm-new   "
        "(different portal: sets the stored ids aside)\n"
        "    talent-powerpro portal --confirm-same  (same portal, new address: keeps the ids)\n"
    )


def test_the_same_portal_at_a_new_address_keeps_its_ids(moved: Rto) -> None:
    confirmed = moved.command("portal", "--confirm-same")
    assert (confirmed.exit_code, confirmed.stderr) == (0, "")
    now = page("localhost", "localhost")
    said = "The stored Talent user ids were kept. localhost is the new address of 127.0.0.1."
    assert confirmed.stdout == f"{said}\n{now}"
    assert secondary_id(moved) == "7"
    again = moved.command("portal", "--confirm-same")
    said = "Nothing to confirm: the stored Talent user ids already belong to localhost."
    assert again.stdout == f"{said}\n{now}"
    assert moved.command("run").exit_code == 0


def test_the_old_portals_ids_are_set_aside_and_shown(moved: Rto) -> None:
    shown = moved.command("portal", "--confirm-new")
    assert (shown.exit_code, shown.stderr) == (0, "")
    assert shown.stdout == (
        "1 Talent user id was set aside. The next run looks for due clients in localhost by "
        "e-mail. Results of enrolments that were provisioned in the earlier portal cannot be "
        "fetched until the clients are enrolled in this one.\n"
        f"""{page("localhost", "localhost")}
Talent user ids set aside
-------------------------
Client      Talent user id  Portal     Set aside
2021000017  7               127.0.0.1  03/06/2022 06:30
"""
    )
    assert json.loads(moved.command("portal", "--json").stdout) == {
        "schema": 2,
        "portal": "localhost",
        "remembered": "localhost",
        "ids_set_aside": [
            {
                "client_code": "2021000017",
                "user_id": "7",
                "portal": "127.0.0.1",
                "at": "2022-06-02T22:30:00+00:00",
            }
        ],
    }
    assert secondary_id(moved) == ""
    ran = moved.command("run")
    assert ran.exit_code == 1
    assert "JOANA GOMEZ (2021000017) has no Secondary ID" in ran.stdout


def test_both_confirmations_at_once_are_refused(moved: Rto) -> None:
    refused = moved.command("portal", "--confirm-new", "--confirm-same")
    assert (refused.exit_code, refused.stdout) == (2, "")
    fault = "--confirm-new and --confirm-same cannot be combined. Leave one out."
    assert refused.stderr == f"error: {fault}\n"
    assert secondary_id(moved) == "7"
    assert moved.command("portal").stdout.startswith(page("localhost", "127.0.0.1"))


def test_a_portal_confirmed_before_the_first_write_is_stored(tmp_path: Path) -> None:
    name = "powerpro.talentlms.com"
    shown = rto(tmp_path).imported().command("portal", "--confirm-same")
    said = f"Nothing to confirm: no portal was stored yet. {name} is stored now."
    assert (shown.exit_code, shown.stdout) == (0, f"{said}\n{page(name, name)}")
