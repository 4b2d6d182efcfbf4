"""`set-export` and `clear-export`: the guide's bulk screen, and preventing a participant."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from support.cli.installed import install
from support.cli.rto import GUIDE, Rto, rto
from talent_powerpro.adapters.sql import SqlPowerPro
from talent_powerpro.errors import EditedMeanwhile
from talent_powerpro.sandbox import Sandbox

COURSE = "ICT30120-A"
JOANA = "2021000017"


@pytest.fixture
def joana(tmp_path: Path) -> Rto:
    return rto(tmp_path).imported()


def boxes(of: Rto) -> dict[str, str]:
    """The export box and date of each client, as `tab` shows them."""
    tabs = (json.loads(of.command("tab", each, "--json").stdout)["tab"] for each in ENROLMENTS)
    return {tab["client_name"]: f"{tab['export']} {tab['export_date']}" for tab in tabs}


ENROLMENTS = ("1001", "1002", "1003")
BEFORE = {
    "JOANA GOMEZ": "True 2022-06-02",
    "PINK PANTHER": "False None",
    "LEN CASTER": "False None",
}


def test_without_a_choice_the_enrolled_clients_are_listed_and_nothing_is_set(joana: Rto) -> None:
    listed = joana.command("set-export", COURSE)
    assert listed.exit_code == 0
    assert [" ".join(line.split()) for line in listed.stdout.splitlines()[2:6]] == [
        "Confirmed Client Name Code Enrolment ID Current Export date",
        "[x] CASTER, LEN 2021000019 1003 [ ]",
        "[x] GOMEZ, JOANA 2021000017 1001 [x] 02/06/2022",
        "[x] PANTHER, PINK 2021000018 1002 [ ]",
    ]
    assert (
        "Nothing was set. To set a date, choose clients with --client CODE or --all"
        in listed.stdout
    )
    printed = json.loads(joana.command("set-export", COURSE, "--json").stdout)
    assert (printed["schema"], printed["course_code"]) == (2, COURSE)
    names = [each["name"] for each in printed["enrolled"]]
    assert names == ["CASTER, LEN", "GOMEZ, JOANA", "PANTHER, PINK"]
    assert boxes(joana) == BEFORE


def test_a_client_may_be_chosen_by_email_name_or_enrolment(joana: Rto) -> None:
    words = ("--client", "JG11@pm.me", "--client", "panther", "--client", "1003", "--json")
    done = joana.command("set-export", COURSE, *words, "--date", "02/06/2999")
    assert done.exit_code == 0, done.output
    changed = json.loads(done.stdout)["changes"]
    codes = [each["client"]["client_code"] for each in changed]
    assert codes == ["2021000019", JOANA, "2021000018"]


def test_a_name_that_matches_nobody_chooses_nobody(joana: Rto) -> None:
    words = ("--client", "gome", "--client", "pink", "--date", "02/06/2999")
    done = joana.command("set-export", COURSE, *words)
    assert done.exit_code == 2
    assert "No client in PowerPro matches 'gome'. Perhaps you mean:" in done.stderr
    assert "JOANA GOMEZ (2021000017)" in done.stderr
    assert boxes(joana) == BEFORE


def test_the_chosen_clients_are_set_and_shown_before_and_after(joana: Rto) -> None:
    words = ("--client", JOANA, "--client", " 2021000018 ", "--date", "02/06/2999")
    done = joana.command("set-export", COURSE, *words)
    assert done.exit_code == 0
    assert done.stdout.startswith("2 will be enrolled, 0 will not. Today is ")
    assert [" ".join(line.split()) for line in done.stdout.splitlines()[7:11]] == [
        "Confirmed Client Name Code Enrolment ID Before After",
        "[x] CASTER, LEN 2021000019 1003 [ ] not chosen",
        "[x] GOMEZ, JOANA 2021000017 1001 [x] 02/06/2022 [x] 02/06/2999",
        "[x] PANTHER, PINK 2021000018 1002 [ ] [x] 02/06/2999",
    ]
    assert done.stdout.endswith("2 changed, 0 already set.\n")
    assert "Warnings" not in done.stdout
    again = joana.command("set-export", COURSE, *words)
    assert again.stdout.endswith("0 changed, 2 already set.\n")
    assert boxes(joana) == {
        "JOANA GOMEZ": "True 2999-06-02",
        "PINK PANTHER": "True 2999-06-02",
        "LEN CASTER": "False None",
    }


def test_today_is_the_date_in_the_rtos_zone(joana: Rto, monkeypatch: pytest.MonkeyPatch) -> None:
    in_perth_already_the_next_day = datetime(2028, 2, 28, 23, tzinfo=UTC)
    monkeypatch.setattr(
        "talent_powerpro.cli.commands.set_export.now_utc", lambda: in_perth_already_the_next_day
    )
    done = joana.command("set-export", COURSE, "--client", JOANA, "--date", " Today ")
    assert done.stdout.startswith("1 will be enrolled, 0 will not. Today is 29/02/2028")
    assert boxes(joana)["JOANA GOMEZ"] == "True 2028-02-29"


def test_6_the_bulk_screen_also_clears_and_shows_the_courses_name(joana: Rto) -> None:
    listed = joana.command("set-export", COURSE)
    heading = f"{COURSE} Certificate III - Information Technology"
    assert f"Enrolled clients of {heading}\n" in listed.stdout
    done = joana.command("set-export", COURSE, "--all", "--clear")
    assert (done.exit_code, boxes(joana)) == (0, BEFORE | {"JOANA GOMEZ": "False 2022-06-02"})
    assert f"Talent LMS export/Date of {heading}\n" in done.stdout
    assert done.stdout.endswith("1 changed, 2 already cleared.\n")
    again = joana.command("set-export", COURSE, "--client", JOANA, "--clear", "--json")
    assert json.loads(again.stdout)["course_name"] == "Certificate III - Information Technology"


# --- faults -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "fault"),
    [
        (["--all"], "--date is missing"),
        (["--client", JOANA], "--date is missing"),
        (["--date", "02/06/2999"], "No clients are chosen"),
        (["--dry-run"], "No clients are chosen"),
        (["--clear"], "No clients are chosen"),
        (["--all", "--clear", "--date", "02/06/2999"], "--date and --clear cannot be combined."),
        (["--all", "--client", JOANA, "--date", "02/06/2999"], "--client and --all"),
        (["--all", "--date", "31/02/2999"], "is not a date"),
    ],
)
def test_wrong_options_set_no_client(joana: Rto, words: list[str], fault: str) -> None:
    done = joana.command("set-export", COURSE, *words)
    assert done.exit_code == 2
    assert fault in done.stderr
    assert boxes(joana) == BEFORE


def test_an_unknown_course_is_a_fault(joana: Rto) -> None:
    done = joana.command("set-export", "ICT")
    assert done.exit_code == 2
    assert "The store has no course ICT." in done.stderr


def edited_meanwhile(*_: object) -> None:
    raise EditedMeanwhile("Enrolment 1001: Talent LMS export date is now 03/06/2022.")


def test_a_persons_edit_in_between_wins_and_is_reported(
    joana: Rto, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(SqlPowerPro, "set_export", edited_meanwhile)
    done = joana.command("set-export", COURSE, "--all", "--date", "02/06/2999")
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr == (
        "Enrolment 1001: Talent LMS export date is now 03/06/2022. Some clients may be set "
        "already. Run the command again.\n"
    )


# --- plugins ----------------------------------------------------------------------

NEEDS_A_MOBILE = """\
from talent_powerpro.rules.conditions import GUIDE
from talent_powerpro.plugins.hooks import hookimpl
import attrs

@hookimpl
def conditions():
    {body}
"""


def test_a_plugins_condition_warns_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    body = (
        "return [attrs.evolve(GUIDE[0], name='never', "
        "why_not=lambda enrolment, day: 'nobody is let in')]"
    )
    install(tmp_path / "site", monkeypatch, closed=NEEDS_A_MOBILE.format(body=body))
    strict = with_plugins(rto(tmp_path)).imported()
    done = strict.command("set-export", COURSE, "--all", "--date", "02/06/2999")
    assert done.exit_code == 0
    assert done.stdout.count("Nobody is let in, so the agent") == 1
    assert "3 clients: 1003 CASTER, LEN" in done.stdout


@pytest.mark.parametrize("option", [(), ("--dry-run",)], ids=["set", "preview"])
def test_a_plugins_condition_that_raises_is_reported_and_nothing_is_set(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, option: tuple[str, ...]
) -> None:
    body = "return [attrs.evolve(GUIDE[0], name='broken', why_not=lambda enrolment, day: 1 / 0)]"
    install(tmp_path / "site", monkeypatch, broken=NEEDS_A_MOBILE.format(body=body))
    broken = with_plugins(rto(tmp_path)).imported()
    done = broken.command("set-export", COURSE, "--all", "--date", "02/06/2999", *option)
    assert done.exit_code == 2
    assert "Nothing was set." in done.stderr
    assert boxes(broken) == BEFORE


def with_plugins(of: Rto) -> Rto:
    text = of.settings_file.read_text(encoding="utf-8")
    of.settings_file.write_text(f"{text}[plugins]\nfind = true\n", encoding="utf-8")
    return of


# --- clear-export -----------------------------------------------------------------


def test_clearing_un_enrols_nobody(tmp_path: Path, url: str, portal: Sandbox) -> None:
    provisioned = rto(tmp_path, url).imported()
    provisioned.command("run", "--date", "02/06/2022")
    cleared = provisioned.command("clear-export", "1001")
    assert "already provisioned, so the client stays enrolled in TalentLMS" in cleared.stdout
    provisioned.command("run")
    assert ("7", "126") in portal.enrolments


# --- in bulk ----------------------------------------------------------------------


def many_clients(folder: Path, count: int) -> Path:
    """The guide's course with *count* confirmed clients and no export date."""
    folder.mkdir()
    codes = [f"C{number:03}" for number in range(count)]
    written: Mapping[str, list[dict[str, Any]]] = {
        "clients.csv": [
            {"Code": c, "Surname": f"S{c}", "Given Names": "G", "Email": f"{c}@example.com"}
            for c in codes
        ],
        "enrolments.csv": [
            {
                "Enrolment ID": f"E{c}",
                "Client Code": c,
                "Course Code": COURSE,
                "Booking Status": "Confirmed",
                "Talent LMS Export": "No",
            }
            for c in codes
        ],
        "units.csv": [],
    }
    (folder / "courses.csv").write_bytes((GUIDE / "courses.csv").read_bytes())
    for name, rows in written.items():
        header = (GUIDE / name).read_text(encoding="utf-8").splitlines()[0].split(",")
        with (folder / name).open("w", encoding="utf-8", newline="") as file:
            lines = csv.DictWriter(file, header)
            lines.writeheader()
            lines.writerows(rows)
    return folder


def test_a_run_provisions_exactly_the_clients_that_were_set(
    tmp_path: Path, url: str, portal: Sandbox
) -> None:
    of = rto(tmp_path, url, talentlms="width = 8").imported(many_clients(tmp_path / "files", 12))
    yesterday = datetime.now(UTC).date() - timedelta(days=1)
    chosen = [word for number in range(9) for word in ("--client", f"C{number:03}")]
    assert of.command("set-export", COURSE, *chosen, "--date", str(yesterday)).exit_code == 0
    ran = of.command("run", "--date", str(yesterday), "--json")
    assert ran.exit_code == 0
    records = json.loads(ran.stdout)["records"]
    done = [each["client_code"] for each in records if each["status"] == "provisioned"]
    assert sorted(done) == [f"C{number:03}" for number in range(9)]
    emails = {user.email for user in portal.users.values()}
    assert {f"C{number:03}@example.com" for number in range(9)} <= emails
    assert not {f"C{number:03}@example.com" for number in range(9, 12)} & emails
