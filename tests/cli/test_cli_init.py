"""`init`: all that it prints, asks and warns of."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from support.cli.rto import command
from talent_powerpro.cli.app import app
from talent_powerpro.config.bootstrap import open_settings

URL = "https://acme.talentlms.com"
PARTS = (
    *("talent-powerpro.toml", "talentlms-key.txt", "new-user-password.txt"),
    *("courses.csv", "clients.csv", "enrolments.csv", "units.csv", ".gitignore"),
    "sqlite:///powerpro.db",
)
ZONE = "The time zone is Australia/Perth. Change it under [rto] if the RTO has another.\n"


@pytest.fixture
def new(tmp_path: Path) -> Path:
    return tmp_path / "new"


def page(folder: Path, result: str, steps: str) -> str:
    """The page where each part has the same *result*."""
    table = [("File", "Result"), *((part, result) for part in PARTS)]
    lines = "".join(f"{name:<21}  {told}\n" for name, told in table)
    next_ = f"Next: {steps}import PowerPro's CSV files with `talent-powerpro import DIR`.\n"
    return lines + next_.format(settings=folder / PARTS[0], key=folder / PARTS[1])


def at_terminal(monkeypatch: pytest.MonkeyPatch, folder: Path, typed: str, *more: str) -> Result:
    """The command on a terminal, where a person types."""
    monkeypatch.setattr("talent_powerpro.cli.commands.init.can_ask", lambda *, as_json: not as_json)
    words = ["init", str(folder), *more]
    return CliRunner().invoke(app, words, input=typed, prog_name="talent-powerpro")


def test_a_new_folder_has_each_file_and_two_things_to_do(new: Path) -> None:
    made = command("init", str(new), env={})
    assert (made.exit_code, made.stderr) == (0, ZONE)
    steps = "edit {settings}, put the API key in {key}, "
    assert made.stdout == page(new, "made", f"{steps}then ")
    again = command("init", str(new), env={})
    assert (again.exit_code, again.stderr) == (0, "")
    assert again.stdout == page(new, "already there", f"{steps}then ")


def test_json_has_each_part(new: Path) -> None:
    made = command("init", str(new), "--json")
    assert (made.exit_code, made.stderr) == (0, ZONE)
    assert json.loads(made.stdout) == {
        "schema": 2,
        "folder": str(new),
        "parts": dict.fromkeys(PARTS, "made"),
    }


def test_without_a_folder_the_current_one_is_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert json.loads(command("init", "--json").stdout)["folder"] == "."
    assert (tmp_path / "talent-powerpro.toml").exists()


def test_what_is_given_to_a_folder_that_has_settings_is_not_written(new: Path) -> None:
    words = ("--url", URL, "--timezone", "Australia/Perth", "--name", "Acme")
    made = command("init", str(new), *words, env={})
    assert (made.exit_code, made.stderr) == (0, "")
    assert made.stdout == page(new, "made", "put the API key in {key}, then ")
    settings = (new / "talent-powerpro.toml").read_bytes()
    again = command("init", str(new), "--timezone", "Australia/Darwin")
    assert (again.exit_code, again.stderr) == (
        0,
        f"{new / 'talent-powerpro.toml'} was already there and is unchanged. Edit it instead.\n",
    )
    assert (new / "talent-powerpro.toml").read_bytes() == settings


def test_a_store_of_another_name_is_made(new: Path) -> None:
    made = command("init", str(new), "--store", "sqlite:///college.db", "--json")
    assert made.exit_code == 0
    parts = dict.fromkeys((*PARTS[:-1], "sqlite:///college.db"), "made")
    assert json.loads(made.stdout)["parts"] == parts
    assert (new / "college.db").exists()


def test_a_terminal_is_asked_each_question_until_the_answer_will_do(
    new: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = at_terminal(monkeypatch, new, f"Acme\nnonsense\n{URL}\nAustralia/Darwin\n")
    assert (made.exit_code, made.stderr) == (
        0,
        "Name of the RTO: Acme\n"
        "Address of the TalentLMS portal, as in the browser: nonsense\n"
        "error: [talentlms] url: 'nonsense' is not a portal address. Write one such as "
        "https://powerpro.talentlms.com.\n"
        f"Address of the TalentLMS portal, as in the browser: {URL}\n"
        "Time zone of the RTO [Australia/Perth]: Australia/Darwin\n",
    )
    assert made.stdout == page(new, "made", "put the API key in {key}, then ")
    settings = open_settings(new / "talent-powerpro.toml").settings
    assert (settings.rto.name, settings.talentlms.url) == ("Acme", URL)
    assert settings.rto.timezone.key == "Australia/Darwin"


def test_a_terminal_is_asked_for_nothing_that_is_known(
    new: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = at_terminal(monkeypatch, new, "", "--json")
    assert (made.exit_code, made.stderr) == (0, ZONE)
    again = at_terminal(monkeypatch, new, "")
    assert (again.exit_code, again.stderr) == (0, "")
    other = new / "other"
    given = at_terminal(monkeypatch, other, "\n", "--url", URL, "--name", "Acme")
    assert (given.exit_code, given.stderr) == (
        0,
        f"Time zone of the RTO [Australia/Perth]: \n{ZONE}",
    )


def test_a_terminal_is_asked_nothing_where_what_was_given_has_a_fault(
    new: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    refused = at_terminal(monkeypatch, new, "", "--url", "nonsense")
    assert (refused.exit_code, refused.stderr) == (
        2,
        "error: [talentlms] url: 'nonsense' is not a portal address. Write one such as "
        "https://powerpro.talentlms.com.\n",
    )
    assert not new.exists()
