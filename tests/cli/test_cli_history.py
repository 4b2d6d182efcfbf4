"""`history`: its whole page and JSON, and which runs it shows."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from support.cli.at_a_time import run_at
from support.cli.handed_on import edit
from support.cli.rto import Rto, rto
from support.sql.guide_rows import by_hand
from talent_powerpro.cli.exits import Exit
from talent_powerpro.sandbox import Sandbox, guide_portal, serve

NOW = datetime(2022, 6, 9, 16, 30, tzinfo=UTC)
"""In Perth already 10/06/2022."""
RUNS = (
    datetime(2022, 6, 1, 23, 30, tzinfo=UTC),
    datetime(2022, 6, 5, 23, 30, tzinfo=UTC),
    datetime(2022, 6, 8, 23, 30, tzinfo=UTC),
)
"""The first provisions Joana, the second nobody, the last Pink. In Perth each is a day later."""


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Rto, bytes, list[str]]]:
    with serve(Sandbox(guide_portal())) as url:
        world = rto(tmp_path_factory.mktemp("rto"), url).imported()
        edit(
            world, "UPDATE enrolments SET export = 1, export_date = '2022-06-09' WHERE id = '1002'"
        )
        ids = [run_at(world, each).run_id for each in RUNS]
        yield world, world.store.read_bytes(), ids


@pytest.fixture
def ids(ran: tuple[Rto, bytes, list[str]]) -> list[str]:
    return ran[2]


@pytest.fixture
def world(
    ran: tuple[Rto, bytes, list[str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Rto:
    monkeypatch.setattr("talent_powerpro.cli.commands.history.now_utc", lambda: NOW)
    first, store, _ = ran
    again = Rto(tmp_path)
    again.settings_file.write_text(first.settings_file.read_text("utf-8"), "utf-8")
    again.store.write_bytes(store)
    return again


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


def test_without_words_it_shows_the_writes_of_the_last_week(world: Rto, ids: list[str]) -> None:
    shown = world.command("history")
    assert (shown.exit_code, shown.stdout, shown.stderr) == (Exit.DONE, pink(ids[2]), "")


def test_of_one_client_it_shows_the_writes_of_all_time(world: Rto, ids: list[str]) -> None:
    assert world.command("history", "gomez").stdout == joana(ids[0])
    assert world.command("history", "gomez", "--since", "7d").stdout == (
        "No run wrote anything for gomez since 03/06/2022.\n"
    )
    nobody = world.command("history", " caster ")
    assert (nobody.exit_code, nobody.stdout) == (
        Exit.DONE,
        "No run wrote anything for caster.\n",
    )


def test_one_run_is_shown_however_old_it_is_and_if_it_wrote_nothing(
    world: Rto, ids: list[str]
) -> None:
    assert world.command("history", "--run", ids[0]).stdout == joana(ids[0])
    assert world.command("history", "--run", ids[1]).stdout == (
        f"06/06/2022 07:30  run {ids[1]}\n"
        "--------------------------------------------\n"
        "provisioning, results; 0 writes\n"
    )


def test_a_day_begins_in_the_zone_of_the_rto(world: Rto, ids: list[str]) -> None:
    both = world.command("history", "--since", "02/06/2022")
    assert both.stdout == f"{pink(ids[2])}\n{joana(ids[0])}"
    assert world.command("history", "--since", "09/06/2022").stdout == pink(ids[2])
    assert world.command("history", "--since", "10/06/2022").stdout == (
        "No run wrote anything since 10/06/2022.\n"
    )


def test_json_has_the_same(world: Rto, ids: list[str]) -> None:
    shown = world.command("history", "--json")
    assert (shown.exit_code, shown.stderr) == (Exit.DONE, "")
    document = json.loads(shown.stdout)
    assert document["schema"] == 2
    (run,) = document["runs"]
    assert run["run_id"] == ids[2]
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


@pytest.mark.parametrize("as_json", [(), ("--json",)], ids=["page", "json"])
def test_a_run_that_cannot_be_read_is_named_with_1(
    world: Rto, ids: list[str], as_json: tuple[str, ...]
) -> None:
    with by_hand(world.store) as hand:
        hand.execute("PRAGMA ignore_check_constraints = ON")
        hand.execute("UPDATE runs SET ended = 'soon' WHERE sequence = 1")
    shown = world.command("history", "--since", "01/06/2022", *as_json)
    assert shown.exit_code == Exit.ATTENTION
    assert ids[2] in shown.stdout
    assert "table runs" in shown.stderr
    assert "ended is 'soon'" in shown.stderr
