"""`report`: its JSON as a whole, the limit of the sync log's lines, and what refuses it."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from support.cli.bars import bars_of, draw_bars
from support.cli.rto import Rto
from support.cli.sydney import named_sydney
from support.sql.guide_rows import by_hand
from talent_powerpro.cli.commands import history, report, status
from talent_powerpro.cli.exits import Exit

NOW = datetime(2022, 6, 9, 16, 30, tzinfo=UTC)
"""In Perth already 10/06/2022."""


@pytest.fixture
def sydney(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Rto:
    monkeypatch.setattr("talent_powerpro.cli.commands.report.now_utc", lambda: NOW)
    return named_sydney(tmp_path, "https://sydney.talentlms.com")


def logged(of: Rto, number: int) -> None:
    """That many lines of the sync log on 10/06/2022, the first of them line 1."""
    with by_hand(of.store) as hand:
        hand.executemany(
            "INSERT INTO sync_log (at, message, client_code)"
            " VALUES ('2022-06-09 16:10:00.000000', ?, '')",
            [(f"line {each}",) for each in range(1, number + 1)],
        )


def test_json_has_all_that_is_on_the_page(sydney: Rto) -> None:
    logged(sydney, 1)
    page = sydney.folder / "office.html"
    said = sydney.command("report", "--html", str(page), "--days", "1", "--json")
    assert (said.exit_code, said.stderr) == (Exit.DONE, "")
    document = json.loads(said.stdout)
    missed = document["report"].pop("missed")
    assert [each["enrolment_id"] for each in missed] == ["1001", "1002"]
    assert document == {
        "schema": 2,
        "file": str(page),
        "report": {
            "rto": "Sydney",
            "portal": "https://sydney.talentlms.com",
            "timezone": "Australia/Perth",
            "made_at": "2022-06-10T00:30:00+08:00",
            "status": {
                "last_run": None,
                "last_end": None,
                "due": 0,
                "next_date": None,
                "held": 0,
                "failed": [],
                "missed": 2,
                "no_export_date": 0,
                "closed": 0,
                "unmatched": 0,
                "not_started": 0,
                "quota_limit": None,
                "quota_left": None,
            },
            "days": [{"on": "2022-06-10", "runs": [], "enrolled": 0, "results": 0}],
            "enrolled": [],
            "results": [],
            "held": [],
            "remarked": [],
            "failed": [],
            "no_export_date": [],
            "closed": [],
            "unmatched": [],
            "not_started": [],
            "sync_log": [
                {"at": "2022-06-10T00:10:00+08:00", "message": "line 1", "client_code": ""}
            ],
            "lines_left_out": False,
            "unreadable": [],
        },
    }


def test_the_line_names_the_file_and_counts_what_is_on_the_page(
    sydney: Rto, monkeypatch: pytest.MonkeyPatch
) -> None:
    draw_bars(monkeypatch)
    page = sydney.folder / "office.html"
    said = sydney.command("report", "--html", str(page), "--days", "30")
    assert (said.exit_code, said.stdout) == (
        Exit.DONE,
        f"{page}: the last 30 days, 0 enrolled, 0 results, 2 waiting for a person.\n",
    )
    assert bars_of(said.stderr) == {"reading": "9/9"}


@pytest.mark.parametrize("as_json", [(), ("--json",)], ids=["line", "json"])
def test_a_line_that_cannot_be_read_is_named_with_1(sydney: Rto, as_json: tuple[str, ...]) -> None:
    logged(sydney, 2)
    with by_hand(sydney.store) as hand:
        hand.execute("PRAGMA ignore_check_constraints = ON")
        hand.execute("UPDATE sync_log SET at = 'never' WHERE sequence = 2")
    said = sydney.command("report", "--html", str(sydney.folder / "office.html"), *as_json)
    assert said.exit_code == Exit.ATTENTION
    assert "at is 'never'" in said.stderr
    if as_json:
        report = json.loads(said.stdout)["report"]
        (row,) = report["unreadable"]
        assert "at is 'never'" in row["message"]
        assert [each["message"] for each in report["sync_log"]] == ["line 1"]


def test_a_file_that_cannot_be_written_is_a_fault_with_a_remedy(sydney: Rto) -> None:
    refused = sydney.command("report", "--html", str(sydney.folder))
    assert (refused.exit_code, refused.stdout) == (Exit.SETTINGS, "")
    assert refused.stderr == (
        f"error: --html: {sydney.folder} cannot be written (it is a folder).\n"
        "Choose another file.\n"
    )


@pytest.mark.parametrize("module", [history, report, status])
def test_the_moment_is_in_utc(module: object) -> None:
    before = datetime.now(UTC)
    assert before <= module.now_utc() <= datetime.now(UTC)  # type: ignore[attr-defined]
