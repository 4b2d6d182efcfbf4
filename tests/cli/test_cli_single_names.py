"""Clients with one name: they fail before the sign-up, and stop nobody else (case S2)."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.cli.college import DAY, College, report_of, statuses, students
from talent_powerpro.sandbox import serve

PEOPLE = {
    "C1": ("", "Sukarno", "126"),
    "C2": ("", "Suharto", "126"),
    "C3": ("", "Megawati", "126"),
    "C4": ("Noah", "Brown", "126"),
    "C5": ("Mia", "Jones", "126"),
}
PROFILES = ("guide", "careful")


@pytest.mark.parametrize("profile", PROFILES)
def test_three_clients_with_one_name_do_not_stop_the_sign_ups_of_others(
    tmp_path: Path, profile: str
) -> None:
    portal = College("126")
    with serve(portal) as url:
        world = students(tmp_path, url, PEOPLE, policy=f'profile = "{profile}"')
        plan = world.command("plan", "--date", DAY, "--json")
        assert statuses(plan) == {
            "C1": "failed",
            "C2": "failed",
            "C3": "failed",
            "C4": "provisioned",
            "C5": "provisioned",
        }
        run = world.command("run", "--date", DAY, "--json")
    assert (run.exit_code, statuses(run)) == (1, statuses(plan))
    (failed, *_) = report_of(run)["records"]
    assert failed["reason"] == "name-incomplete"
    assert failed["message"].startswith("Sukarno (C1) has a blank field: Given names.")
    assert [each.action for each in portal.calls].count("usersignup") == 2


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize(
    ("choice", "names"), [("repeat", ("Sukarno", "Sukarno")), ("-", ("-", "Sukarno"))]
)
def test_single_name_says_what_is_sent_for_the_blank_one(
    tmp_path: Path, profile: str, choice: str, names: tuple[str, str]
) -> None:
    portal = College("126")
    with serve(portal) as url:
        policy = f'profile = "{profile}"\nsingle_name = "{choice}"'
        run = students(tmp_path, url, PEOPLE, policy=policy).command("run", "--date", DAY, "--json")
    assert (run.exit_code, set(statuses(run).values())) == (0, {"provisioned"})
    (sukarno,) = (each for each in portal.users.values() if each.email == "c1@pm.example")
    assert (sukarno.first_name, sukarno.last_name) == names


def test_a_blank_single_name_is_a_fault_of_the_settings(tmp_path: Path) -> None:
    with serve(College("126")) as url:
        world = students(tmp_path, url, PEOPLE)
    text = world.settings_file.read_text(encoding="utf-8")
    world.settings_file.write_text(text + 'single_name = " "\n', encoding="utf-8")
    refused = world.command("plan")
    assert refused.exit_code == 2
    assert "single_name" in refused.output
