"""Commands that take an enrolment id, a client code, an e-mail or a name; errors as JSON."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from support.cli.handed_on import edit
from support.cli.rto import Rto, command, rto


@pytest.fixture
def joana(tmp_path: Path) -> Rto:
    """The guide's RTO with its files imported."""
    return rto(tmp_path).imported()


@pytest.mark.parametrize("wanted", ["1001", "2021000017", "jg11@pm.me", "gomez"])
@pytest.mark.parametrize("name", ["tab", "contact-log", "clear-export"])
def test_a_name_a_code_an_email_or_an_id_will_do(joana: Rto, name: str, wanted: str) -> None:
    assert joana.command(name, wanted).exit_code == 0


def test_several_matches_are_listed_with_exit_code_2(joana: Rto) -> None:
    edit(joana, "UPDATE clients SET surname = 'GOMEZ' WHERE code = '2021000018'")
    shown = joana.command("tab", "gomez")
    assert (shown.exit_code, shown.stdout) == (2, "")
    assert "2 enrolments match 'gomez':" in shown.stderr
    assert "  JOANA GOMEZ (2021000017), ICT30120-A, enrolment 1001" in shown.stderr
    as_json = joana.command("tab", "gomez", "--json")
    assert (as_json.exit_code, as_json.stderr) == (2, "")
    error = json.loads(as_json.stdout)["error"]
    assert (error["reason"], error["exit_code"]) == ("several-match", 2)
    assert [each["enrolment_id"] for each in error["candidates"]] == ["1001", "1002"]


def test_an_error_with_json_is_json_on_standard_output_alone(joana: Rto) -> None:
    shown = joana.command("tab", "9999", "--json")
    assert (shown.exit_code, shown.stderr) == (2, "")
    document = json.loads(shown.stdout)
    assert document["schema"]
    assert document["error"]["reason"] == "no-match"
    assert document["error"]["faults"] == ["No enrolment in PowerPro matches '9999'."]
    assert document["error"]["remedy"].startswith("Use an enrolment id")


def test_a_usage_error_with_json_is_json_too() -> None:
    for words in (("tab", "--json"), ("tab", "1", "--jsn", "--json"), ("nothing", "--json")):
        shown = command(*words)
        assert (shown.exit_code, shown.stderr) == (2, "")
        error = json.loads(shown.stdout)["error"]
        assert error["reason"] == "usage"
        assert error["remedy"].startswith("See `talent-powerpro")
    assert command("tab", "--", "--json").stdout == ""


def test_a_row_that_cannot_be_read_is_json_too(joana: Rto, monkeypatch: pytest.MonkeyPatch) -> None:
    from talent_powerpro.errors import Failed

    def failing(*_: object) -> None:
        raise Failed("Row 7 cannot be read.", reason="unreadable", remedy="Correct it.")

    monkeypatch.setattr("talent_powerpro.cli.commands.tab.find_enrolment", failing)
    shown = joana.command("tab", "1001", "--json")
    assert (shown.exit_code, shown.stderr) == (1, "")
    assert json.loads(shown.stdout)["error"] == {
        "exit_code": 1,
        "reason": "unreadable",
        "message": "Row 7 cannot be read.",
        "remedy": "Correct it.",
    }


def test_no_errors_remedy_is_blank(joana: Rto) -> None:
    joana.settings_file.write_text("[rto]\nzone = 1\n", encoding="utf-8")
    error = json.loads(joana.command("tab", "1001", "--json").stdout)["error"]
    assert error["remedy"] == "Do what the message says, then run the command again."
    assert error["faults"]


def test_an_internal_error_is_json_too(joana: Rto, monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(*_: object) -> None:
        raise RuntimeError("a fault of our own")

    monkeypatch.setattr("talent_powerpro.cli.commands.tab.find_enrolment", failing)
    shown = joana.command("tab", "1001", "--json")
    assert (shown.exit_code, shown.stderr) == (70, "")
    error = json.loads(shown.stdout)["error"]
    assert error["message"] == "Internal error (RuntimeError). Nothing is lost."
    assert "TALENT_POWERPRO_DEBUG=1" in error["remedy"]
