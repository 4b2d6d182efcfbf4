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


def test_a_name_a_code_an_email_or_an_id_will_do(joana: Rto) -> None:
    for wanted in ("1001", "2021000017", "jg11@pm.me", "gomez"):
        assert joana.command("tab", wanted).exit_code == 0, wanted
    for name in ("contact-log", "clear-export"):
        assert joana.command(name, "gomez").exit_code == 0, name


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


def test_a_usage_error_with_json_is_json_too() -> None:
    for words in (("tab", "--json"), ("nothing", "--json")):
        shown = command(*words)
        assert (shown.exit_code, shown.stderr) == (2, "")
        error = json.loads(shown.stdout)["error"]
        assert error["reason"] == "usage"
        assert error["remedy"].startswith("See `talent-powerpro")
