"""The command `fleet status`: worst first, readable with a thousand RTOs, 8 when any is late."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from io import StringIO

import pytest
from click.testing import Result
from rich.console import Console

from support.cli.rto import command
from support.fleet.states import HOUR, KEY, MIXED, NOW, fleet, rto, run
from talent_powerpro.cli.pages.fleet import TITLES, show_overview
from talent_powerpro.cli.terminal import TerminalScreen
from talent_powerpro.fleet.overview import overview_of
from talent_powerpro.fleet.records import FleetState

FINE = [rto(f"fine-{number:03}") for number in range(995)]
THOUSAND = fleet(*FINE, *(rto(f"late-{n}", last=run(ended=NOW - n * HOUR)) for n in range(1, 6)))


@pytest.fixture
def status(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """The command, over a fleet as it is in *state*."""

    def asked(state: FleetState, *words: str) -> Result:
        place = "talent_powerpro.cli.commands.fleet_status"
        monkeypatch.setattr(f"{place}.fleet_settings", lambda file: file)
        monkeypatch.setattr(f"{place}.overview_now", lambda _: overview_of(state))
        return command("fleet", "status", *words)

    return asked


def names(lines: Sequence[str]) -> list[str]:
    """The first cells of a table's lines."""
    return [line.split("  ")[0] for line in lines]


def test_the_worst_come_first_each_on_one_line(status: Callable[..., Result]) -> None:
    lines = status(MIXED).stdout.splitlines()
    assert lines[0].split("  ")[0] == TITLES[0]
    assert names(lines[1:5]) == ["typo", "hung", "keyless", "locked"]
    found = [cell for cell in lines[2].split("  ") if cell]
    assert [each.strip() for each in found] == [
        "hung",
        "late",
        "2 h",
        "3 h ago",
        "running for 2 h",
        "10 provisioned, 1 held",
    ]
    assert "paused by kim" in lines[names(lines).index("resting")]
    assert lines[names(lines).index("held")].endswith("  3")


def test_what_stops_several_is_said_once_with_what_to_do(status: Callable[..., Result]) -> None:
    shown = status(MIXED).stdout
    assert "keyless, locked\n  The API key is wrong.\n  Put the right one in.\n" in shown
    assert "typo\n  [rto] timezone: is missing.\n" in shown


def test_the_summary_comes_last(status: Callable[..., Result]) -> None:
    assert status(MIXED).stdout.endswith(
        "10 RTOs: 1 faulty settings, 1 late, 2 stopped, 1 running, 1 queued, 1 paused, 3 on time.\n"
        "2 late. Entries wait for a person at 1 RTO. 1 worker with 8 slots.\n"
    )


@pytest.mark.parametrize("words", [(), ("--late",), ("--json",)])
def test_it_ends_with_8_when_any_is_late_and_else_with_0(
    status: Callable[..., Result], words: tuple[str, ...]
) -> None:
    assert status(MIXED, *words).exit_code == 8
    assert status(fleet(rto("fine")), *words).exit_code == 0


def test_a_thousand_rtos_are_a_thousand_lines_and_late_ones_can_be_had_alone(
    status: Callable[..., Result],
) -> None:
    lines = status(THOUSAND).stdout.splitlines()
    assert len(lines) == 1 + 1000 + 1 + 2
    assert names(lines[1:6]) == [f"late-{n}" for n in (5, 4, 3, 2, 1)]
    assert lines[-2] == "1,000 RTOs: 5 late, 995 on time."
    late = status(THOUSAND, "--late").stdout.splitlines()
    assert len(late) == 1 + 5 + 1 + 2
    assert late[-2:] == lines[-2:]


def test_a_fault_that_many_share_names_a_few_of_them(status: Callable[..., Result]) -> None:
    out = fleet(*(rto(f"r{n}", last=run(exit=3, message=KEY)) for n in range(9)))
    assert f"r0, r1, r2, r3, r4 and 4 others\n  {KEY}\n" in status(out).stdout


def test_json_has_every_value_with_aware_times(status: Callable[..., Result]) -> None:
    found = json.loads(status(MIXED, "--json").stdout)
    assert found["schema"] == 2
    said = found["fleet"]
    assert (said["late"], said["needs_person"], len(said["rtos"])) == (2, 1, 10)
    hung = said["rtos"][1]
    assert (hung["rto"], hung["condition"], hung["late"]) == ("hung", "late", True)
    assert hung["next_due"].endswith("+00:00")
    assert hung["running"]["worker"] == "north:1201"
    assert hung["last"]["counts"]["provisioning"] == {"provisioned": 10, "held": 1}
    assert [each["alive"] for each in said["workers"]] == [True, False]
    late = json.loads(status(MIXED, "--json", "--late").stdout)["fleet"]
    assert [each["rto"] for each in late["rtos"]] == ["typo", "hung"]
    assert late["conditions"] == said["conditions"]


def test_without_a_worker_it_says_how_to_start_one(status: Callable[..., Result]) -> None:
    ran = status(fleet(rto("fine"), workers=()))
    assert ran.exit_code == 0
    assert ran.stderr == "No worker is alive. Start one with `talent-powerpro fleet worker`.\n"


def test_an_empty_fleet_says_so(status: Callable[..., Result]) -> None:
    assert status(fleet()).stdout.startswith("The fleet has no RTO yet.\n")


@pytest.mark.parametrize("width", [40, 80, 120])
def test_on_a_terminal_states_have_colours_and_no_word_is_broken(width: int) -> None:
    stream = StringIO()
    console = Console(file=stream, width=width, force_terminal=True, color_system="standard")
    show_overview(TerminalScreen(console), overview_of(MIXED), late_only=False)
    coloured = stream.getvalue()
    if width > 80:  # A narrow terminal has a block for each RTO.
        assert "\x1b[1;31mlate" in coloured
        assert "\x1b[32mon time" in coloured
    plain = re.sub("\x1b\\[[0-9;]*m", "", coloured)
    assert max(map(len, plain.splitlines())) <= width
    for word in ("provisioned", "settings", "keyless", "person"):
        assert word in plain
