"""`history`: its whole page and JSON, and which runs it shows."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from support.cli.past_runs import JOANA, PINK, ran
from support.cli.rto import Rto, rto
from support.sql.guide_rows import by_hand
from talent_powerpro.cli.exits import Exit

NOW = datetime(2022, 6, 9, 16, 30, tzinfo=UTC)
"""In Perth already 10/06/2022."""
FIRST, SECOND, LAST = (f"202206{day}T073000-00000{day[1]}" for day in ("02", "06", "09"))


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Rto:
    """The first run enrolled Joana, the second nobody, the last Pink: in Perth a day later."""
    monkeypatch.setattr("talent_powerpro.cli.commands.history.now_utc", lambda: NOW)
    made = rto(tmp_path).imported()
    ran(made, FIRST, datetime(2022, 6, 1, 23, 30, tzinfo=UTC), JOANA)
    ran(made, SECOND, datetime(2022, 6, 5, 23, 30, tzinfo=UTC))
    ran(made, LAST, datetime(2022, 6, 8, 23, 30, tzinfo=UTC), PINK)
    return made


def pink(run_id: str) -> str:
    return f"""\
09/06/2022 07:30  run {run_id}
--------------------------------------------
provisioning, results; 5 writes
provisioned: PINK PANTHER (2021000018), ICT30120-A, enrolment 1002
    new Talent user Pink Panther, pink.panther@example.com
    Secondary ID of client 2021000018: (blank) -> 8
    Talent user 8 enrolled in Talent course 126
    Talent user 8 added to Talent group 77eD6LXHH
    contact log of enrolment 1002: Enrolled in Talent Course: 126 Pink Panther added to Talent \
Group 77eD6LXHH ...
-> To take it back: talent-powerpro undo {run_id} --dry-run
"""


def joana(run_id: str) -> str:
    return f"""\
02/06/2022 07:30  run {run_id}
--------------------------------------------
provisioning, results; 5 writes
provisioned: JOANA GOMEZ (2021000017), ICT30120-A, enrolment 1001
    new Talent user Joana Gomez, jg11@pm.me
    Secondary ID of client 2021000017: DPC000129 -> 7
    Talent user 7 enrolled in Talent course 126
    Talent user 7 added to Talent group 77eD6LXHH
    contact log of enrolment 1001: Enrolled in Talent Course: 126 Joana Gomez added to Talent \
Group 77eD6LXHH ...
-> To take it back: talent-powerpro undo {run_id} --dry-run
"""


def test_without_words_it_shows_the_writes_of_the_last_week(world: Rto) -> None:
    shown = world.command("history")
    assert (shown.exit_code, shown.stdout, shown.stderr) == (Exit.DONE, pink(LAST), "")


def test_of_one_client_it_shows_the_writes_of_all_time(world: Rto) -> None:
    assert world.command("history", "gomez").stdout == joana(FIRST)
    assert world.command("history", "gomez", "--since", "7d").stdout == (
        "No run wrote anything for gomez since 03/06/2022.\n"
    )
    nobody = world.command("history", " caster ")
    assert (nobody.exit_code, nobody.stdout) == (
        Exit.DONE,
        "No run wrote anything for caster.\n",
    )


def test_one_run_is_shown_however_old_it_is_and_if_it_wrote_nothing(world: Rto) -> None:
    assert world.command("history", "--run", FIRST).stdout == joana(FIRST)
    assert world.command("history", "--run", SECOND).stdout == (
        f"06/06/2022 07:30  run {SECOND}\n"
        "--------------------------------------------\n"
        "provisioning, results; 0 writes\n"
    )


def test_a_day_begins_in_the_zone_of_the_rto(world: Rto) -> None:
    both = world.command("history", "--since", "02/06/2022")
    assert both.stdout == f"{pink(LAST)}\n{joana(FIRST)}"
    assert world.command("history", "--since", "09/06/2022").stdout == pink(LAST)
    assert world.command("history", "--since", "10/06/2022").stdout == (
        "No run wrote anything since 10/06/2022.\n"
    )


def test_json_has_the_same(world: Rto) -> None:
    shown = world.command("history", "--json")
    assert (shown.exit_code, shown.stderr) == (Exit.DONE, "")
    document = json.loads(shown.stdout)
    assert document["schema"] == 2
    (run,) = document["runs"]
    assert run["run_id"] == LAST
    assert run["header"]["started"] == "2022-06-08T23:30:00+00:00"
    (record,) = run["records"]
    assert (record["enrolment_id"], record["status"]) == ("1002", "provisioned")
    assert [each["action"] for each in record["writes"]] == [
        "create_user",
        "set_secondary_id",
        "enrol",
        "add_to_group",
        "add_contact_log",
    ]


def test_a_run_that_cannot_be_read_is_named_with_1(world: Rto) -> None:
    with by_hand(world.store) as hand:
        hand.execute("PRAGMA ignore_check_constraints = ON")
        hand.execute("UPDATE runs SET ended = 'soon' WHERE sequence = 1")
    for as_json in ((), ("--json",)):
        shown = world.command("history", "--since", "01/06/2022", *as_json)
        assert shown.exit_code == Exit.ATTENTION
        assert LAST in shown.stdout
        assert "table runs" in shown.stderr
        assert "ended is 'soon'" in shown.stderr
