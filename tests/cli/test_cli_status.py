"""`status`: its times, its JSON, and what monitoring gets."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from support.cli.handed_on import edit
from support.cli.rto import Rto, rto
from support.sql.guide_rows import by_hand

LATE = "No run reached its end in that time. Look at the schedule and at the last run.\n"


@pytest.fixture
def ran(tmp_path: Path, url: str, monkeypatch: pytest.MonkeyPatch) -> Rto:
    """The guide's RTO an hour and a half after a run, when it is the next day in Perth."""
    joana = rto(tmp_path, url).imported()
    assert joana.command("run", "--date", "02/06/2022").exit_code == 0
    edit(
        joana,
        "UPDATE runs SET started = '2022-06-02 16:30:00.000000', "
        "ended = '2022-06-02 16:31:00.000000', quota_left = 1990",
    )
    now = datetime(2022, 6, 2, 18, 1, tzinfo=UTC)
    monkeypatch.setattr("talent_powerpro.cli.commands.status.now_utc", lambda: now)
    return joana


def test_the_page_has_the_last_run_in_the_rtos_zone(ran: Rto) -> None:
    shown = ran.command("status", "--alive", "2h")
    assert (shown.exit_code, shown.stderr) == (0, "")
    assert shown.stdout.partition("\n\n")[0] == (
        "The agent\n"
        "---------\n"
        "Last run                 03/06/2022 00:30, 91 minutes ago\n"
        "                         reached its end, 5 writes\n"
        "                         provisioning: 1 provisioned\n"
        "                         results: 1 unchanged\n"
        "Due now                  0 enrolments\n"
        "Next export date         none\n"
        "Calls left to TalentLMS  1,990 of 2,000 an hour, when the last run ended"
    )


def test_a_run_that_is_late_is_told_with_code_8(ran: Rto) -> None:
    late = ran.command("status", "--alive", "1h")
    assert (late.exit_code, late.stderr) == (8, LATE)
    assert late.stdout == ran.command("status").stdout
    as_json = ran.command("status", "--alive", "1h", "--json")
    assert (as_json.exit_code, as_json.stderr) == (8, LATE)
    found = json.loads(as_json.stdout)
    assert found["alive"] is False
    without = ran.command("status", "--json")
    assert (without.exit_code, without.stderr) == (0, "")
    assert json.loads(without.stdout) == {"schema": 2, "status": found["status"]}
    in_time = json.loads(ran.command("status", "--alive", "2h", "--json").stdout)
    assert in_time == {"schema": 2, "status": found["status"], "alive": True}


def test_a_row_that_cannot_be_read_is_told(ran: Rto) -> None:
    with by_hand(ran.store) as hand:
        hand.execute("PRAGMA ignore_check_constraints = ON")
        hand.execute("UPDATE runs SET started = 'soon'")
    shown = ran.command("status")
    assert (shown.exit_code, shown.stderr) == (
        0,
        "Row 1 of the table runs in PowerPro's store cannot be read: started is 'soon', which is "
        "not a date and time in UTC such as 2026-03-17 09:30:00.000000.\n"
        "Correct the value in PowerPro's store with the program that wrote it, or restore the "
        "store from a back-up.\n",
    )
