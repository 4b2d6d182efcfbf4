"""The command `fleet status`: worst first, readable with a thousand RTOs, 8 when any is late."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from io import StringIO
from pathlib import Path

import pytest
from click.testing import Result
from rich.console import Console

from support.cli.rto import command
from support.fleet.states import HOUR, KEY, MIXED, NOW, WORKERS, fleet, rto, run
from talent_powerpro.cli.pages.fleet import show_overview
from talent_powerpro.cli.terminal import TerminalScreen
from talent_powerpro.fleet.overview import overview_of
from talent_powerpro.fleet.records import FleetState
from talent_powerpro.fleet.settings import FleetSettings

FINE = [rto(f"fine-{number:03}") for number in range(995)]
THOUSAND = fleet(*FINE, *(rto(f"late-{n}", last=run(ended=NOW - n * HOUR)) for n in range(1, 6)))


@pytest.fixture
def status(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """The command, over a fleet as it is in *state*. No test connects to its database."""
    file = tmp_path / "other.toml"
    file.write_text('[fleet]\ndatabase = "postgresql://fleet@127.0.0.1/fleet"\n')

    def asked(state: FleetState, *words: str) -> Result:
        def read(settings: FleetSettings) -> FleetState:
            assert settings.folder == tmp_path
            return state

        monkeypatch.setattr("talent_powerpro.fleet.reading.read_fleet", read)
        return command("fleet", "status", *words, "--fleet", str(file))

    return asked


def names(lines: Sequence[str]) -> list[str]:
    """The first cells of a table's lines."""
    return [line.split("  ")[0] for line in lines]


SUMMARY = """\
10 RTOs: 1 faulty settings, 1 late, 2 stopped, 1 running, 1 queued, 1 paused, 3 on time.
2 late. Entries wait for a person at 1 RTO. 1 worker with 8 slots.
"""
PAGE = f"""\
RTO      State            Late by  Last run   Next run           Did                        Needs a person
typo     faulty settings  25 h     none yet
hung     late             2 h      3 h ago    running for 2 h    10 provisioned, 1 held
keyless  stopped                   3 min ago  due now            nothing new
locked   stopped                   3 min ago  in 5 min           nothing new
at work  running                   3 min ago  running for 1 min  10 provisioned, 1 held
new      queued                    none yet   due now
resting  paused                    3 min ago  paused by kim      10 provisioned, 1 held
held     on time                   3 min ago  in 25 s            10 provisioned, 1 held     3
fine     on time                   3 min ago  in 5 min           10 provisioned, 1 held
torn     on time                   3 min ago  in 4 min           cut off: its worker ended

What stops them
---------------
typo
  [rto] timezone: is missing.
keyless, locked
  The API key is wrong.
  Put the right one in.

{SUMMARY}"""  # noqa: E501  # a table as it is printed
LATE_PAGE = f"""\
RTO   State            Late by  Last run  Next run         Did                     Needs a person
typo  faulty settings  25 h     none yet
hung  late             2 h      3 h ago   running for 2 h  10 provisioned, 1 held

What stops them
---------------
typo
  [rto] timezone: is missing.

{SUMMARY}"""


@pytest.mark.parametrize(("words", "page"), [((), PAGE), (("--late",), LATE_PAGE)])
def test_the_worst_come_first_then_what_stops_them_and_a_summary(
    status: Callable[..., Result], words: tuple[str, ...], page: str
) -> None:
    shown = status(MIXED, *words)
    assert (shown.exit_code, shown.stdout, shown.stderr) == (8, page, "")


def test_it_ends_with_0_where_none_is_late(status: Callable[..., Result]) -> None:
    for words in ((), ("--late",), ("--json",)):
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
    shown = status(MIXED, "--json")
    assert shown.exit_code == 8
    found = json.loads(shown.stdout)
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
    assert late == {**said, "rtos": said["rtos"][:2]}


def test_without_a_worker_it_says_how_to_start_one(status: Callable[..., Result]) -> None:
    ran = status(fleet(rto("fine"), workers=()))
    assert ran.exit_code == 0
    assert ran.stderr == "No worker is alive. Start one with `talent-powerpro fleet worker`.\n"
    assert status(fleet(rto("fine"), workers=WORKERS[1:])).stderr == ran.stderr


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
