"""`run --every`: as a command, by Ctrl+C, and with a monitor that is away."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from support.cli.interrupting import Interrupting
from support.cli.repeated import Time, repeating
from support.cli.rto import SECRETS, Rto, rto
from support.cli.sydney import watched
from support.monitor_server import monitor
from talent_powerpro.cli.commands.run import run_repeatedly
from talent_powerpro.cli.every import Repeating
from talent_powerpro.cli.exits import Exit
from talent_powerpro.sandbox import Sandbox, guide_portal, serve


def today() -> str:
    return f"{datetime.now(ZoneInfo('Australia/Perth')):%d/%m/%Y}"


@pytest.fixture(autouse=True)
def _secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in SECRETS.items():
        monkeypatch.setenv(name, value)


@pytest.fixture
def joana(tmp_path: Path, url: str) -> Rto:
    return rto(tmp_path, url).imported()


def test_the_command_repeats_what_it_was_asked_for(
    joana: Rto, monkeypatch: pytest.MonkeyPatch
) -> None:
    def until_the_second_run(every: float) -> Repeating:
        return repeating(every, Time(), until=750)

    monkeypatch.setattr("talent_powerpro.cli.commands.run.Repeating", until_the_second_run)
    ran = joana.command("run", "--every", "10m", "--only", "results", "--json")
    assert (ran.exit_code, ran.stderr) == (0, "")
    assert [json.loads(line)["stages"] for line in ran.stdout.splitlines()] == [["results"]] * 2


def test_ctrl_c_ends_the_current_run_after_its_record_and_all_others(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with serve(Sandbox(guide_portal(), clock=Interrupting())) as url:
        of = rto(tmp_path, url, policy="export_window = 1").imported()
        assert of.command("set-export", "ICT30120-A", "--all", "--date", today()).exit_code == 0
        repeats = Repeating(600, monotonic=lambda: 0, sleep=lambda _: pytest.fail("went on"))
        ended = run_repeatedly(repeats, of.settings_file, only=None, as_json=True)
    captured = capsys.readouterr()
    assert ended is Exit.DONE
    assert captured.err == "Finishing the current record. Press Ctrl+C again to stop now.\n"
    (line,) = captured.out.splitlines()
    assert json.loads(line)["stopped"]["reason"] == "interrupted"


def test_each_run_tells_the_monitor_its_start_and_its_end(joana: Rto) -> None:
    with monitor() as server:
        of = watched(joana, server.address)
        run_repeatedly(repeating(600, Time(), until=750), of.settings_file, only=None, as_json=True)
    assert server.paths == ["/start", ""] * 2
    assert [told.splitlines()[0] for _, told in server.seen[1::2]] == ["exit code 0"] * 2


def test_a_monitor_that_is_not_reached_is_named_on_standard_error(
    joana: Rto, capsys: pytest.CaptureFixture[str]
) -> None:
    of = watched(joana, "http://127.0.0.1:9/ping")
    run_repeatedly(repeating(600, Time(), until=150), of.settings_file, only=None, as_json=False)
    said = capsys.readouterr().err
    assert said.startswith("The monitor was not reached: ")
    assert said.endswith("The run is not affected.\n")
