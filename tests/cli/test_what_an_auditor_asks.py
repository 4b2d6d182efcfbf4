"""Who decided competent, from which Talent unit and when: kept with each write, for seven years."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from support.cli.rto import Rto, rto
from support.csv.import_files import LOGS, SMALL, write
from support.patience import PATIENCE
from talent_powerpro.adapters.sql import SqlPowerPro
from talent_powerpro.sandbox import Sandbox, guide_portal, serve

PROFILES = ("guide", "careful")
CONFIRMED = (
    '[policy.competent_outcomes]\nICT30120-A = { outcome = "20 - Competency achieved/pass", '
    'confirmed_by = "P Jones", confirmed_on = "01/02/2022" }\n'
)
UNITS = SMALL["units.csv"] + "1001,ICTWEB305,Images,Unit,,,,\n"


def complete(url: str, unit: str, at: str) -> None:
    form = {"user_id": "7", "course_id": "126", "unit": unit, "at": at}
    answer = httpx.post(f"{url}/sandbox/complete", auth=("any", ""), data=form, timeout=PATIENCE)
    assert answer.status_code == 200


def written(folder: Path, profile: str, confirmed: str) -> tuple[Rto, list[dict[str, Any]]]:
    """Joana is provisioned, completes two units, and a run fetches both. Also its records."""
    files = folder / "files"
    files.mkdir()
    write(files, {"units.csv": UNITS})
    with serve(Sandbox(guide_portal())) as url:
        policy = f'profile = "{profile}"\n{confirmed}'
        world = rto(folder, url, policy=policy).imported(files)
        assert world.command("run", "--date", "02/06/2022").exit_code == 0
        today = datetime.now(UTC)
        complete(url, "ICTWEB304", (today - timedelta(minutes=2)).isoformat())
        complete(url, "ICTWEB305", (today - timedelta(minutes=2)).isoformat())
        ran = json.loads(world.command("run", "--json").stdout)
        again = json.loads(world.command("run", "--json").stdout)
    assert again["records"] == []
    return world, ran["records"]


def origin(world: Rto, code: str) -> dict[str, str]:
    shown = world.command("tab", "1001", "--unit", code).stdout
    return dict(re.findall(r"^(\S[\w/ ]*\w)  +(.+)$", shown, re.MULTILINE))


@pytest.mark.parametrize("profile", PROFILES)
def test_7_each_result_keeps_its_evidence_and_the_tab_shows_it(
    tmp_path: Path, profile: str
) -> None:
    world, records = written(tmp_path, profile, CONFIRMED)
    (record,) = (each for each in records if each["stage"] == "results")
    remarks = [each["message"] for each in record["remarks"]]
    assert [each for each in remarks if "Start Date" in each] == [
        "ICTWEB305 gets a result and has no Start Date. The national return needs one. Enter it: "
        "Home > Enrolments and Results > Outcomes & Dates > Start Date."
    ]
    shown = origin(world, "ICTWEB304")
    assert shown["Talent user"] == "7"
    assert shown["Talent course"] == "126"
    assert re.fullmatch(r"\d+ ICTWEB304 Build simple web pages", shown["Talent unit"])
    assert re.fullmatch(r"\d\d/\d\d/\d{4} \d\d:\d\d:\d\d", shown["Completed in TalentLMS"])
    assert shown["Confirmed by"] == "P Jones 01/02/2022"
    assert shown["Policy"] == profile
    assert shown["Agent version"]
    unit = json.loads(world.command("tab", "1001", "--unit", "ICTWEB304", "--json").stdout)
    (evidence,) = (each["evidence"] for each in unit["units"])
    assert (evidence["confirmed_by"], evidence["confirmed_on"]) == ("P Jones", "2022-02-01")
    assert evidence["completed"].endswith("+00:00")


def test_7_purge_spares_the_evidence_for_seven_years(tmp_path: Path) -> None:
    text = '[policy.competent_outcomes]\nICT30120-A = "20 - Competency achieved/pass"\n'
    world, _ = written(tmp_path, "careful", text)
    assert origin(world, "ICTWEB304")["Confirmed by"] == "nobody named"
    with SqlPowerPro(f"sqlite:///{world.store.as_posix()}") as store:
        assert store.journal.purge(datetime.now(UTC) + timedelta(days=1)) > 0
    purged = json.loads(world.command("purge", "--days", "1", "--json").stdout)
    assert purged["removed"]["evidence"] == 0
    assert origin(world, "ICTWEB304")["Talent user"] == "7"
    with SqlPowerPro(f"sqlite:///{world.store.as_posix()}") as store:
        assert store.evidence.purge(datetime.now(UTC) - timedelta(days=1)) == 0
        assert store.evidence.purge(datetime.now(UTC) + timedelta(days=1)) == 2
    assert "Talent user" not in origin(world, "ICTWEB304")


@pytest.mark.parametrize(
    ("value", "fault"),
    [
        ("20", 'ICT30120-A" is neither a text nor a table'),
        ('{ confirmed_by = "P Jones" }', "is neither a text nor a table"),
        ('{ outcome = "20 - Pass", confirmd_by = "P" }', "no such setting confirmd_by. Did you"),
        ('{ outcome = "20 - Pass", confirmed_on = "soon" }', "confirmed_on is not a date"),
        ('{ outcome = "20 - Pass", confirmed_on = 2022 }', "confirmed_on is not a date"),
        ('{ outcome = "Pass" }', "does not begin with an outcome code"),
    ],
)
def test_a_confirmation_with_a_fault_says_what_to_write(
    tmp_path: Path, value: str, fault: str
) -> None:
    world = rto(tmp_path, policy=f"[policy.competent_outcomes]\nICT30120-A = {value}\n")
    refused = world.command("tab", "1001")
    assert refused.exit_code == 2
    assert fault in refused.stderr


@pytest.mark.parametrize("day", ['"2022-02-01"', "2022-02-01"])
def test_the_day_of_a_confirmation_may_be_a_text_or_a_toml_date(tmp_path: Path, day: str) -> None:
    files = tmp_path / "files"
    files.mkdir()
    write(files, {"contact_logs.csv": LOGS})
    value = f'{{ outcome = "20 - Pass", confirmed_on = {day} }}'
    world = rto(tmp_path, policy=f"[policy.competent_outcomes]\nICT30120-A = {value}\n")
    assert world.imported(files).command("tab", "1001").exit_code == 0
