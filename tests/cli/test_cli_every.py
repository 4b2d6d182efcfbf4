"""`run --every`: repeated runs in the foreground, at equal intervals."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import attrs
import click
import pytest

from support.cli.interrupting import Interrupting
from support.cli.repeated import Time, repeating
from support.cli.rto import SECRETS, Rto, rto
from support.cli.sydney import watched
from support.patience import PATIENCE
from support.processes import killed_at_end
from talent_powerpro.adapters.sql import FileRunLock
from talent_powerpro.agent import Agent
from talent_powerpro.cli.commands.run import run_repeatedly
from talent_powerpro.cli.every import Repeating, interval
from talent_powerpro.cli.exits import Exit
from talent_powerpro.errors import SettingsFault
from talent_powerpro.records.report import RunReport, Stopped
from talent_powerpro.sandbox import Sandbox, guide_portal, serve

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="Windows ends processes otherwise")


# --- ticks ------------------------------------------------------------------------


def test_the_first_tick_is_now_and_the_others_follow_at_equal_intervals() -> None:
    time, seen = Time(), []
    for skipped in repeating(10, time, until=135).ticks():
        seen.append((time.now, skipped))
        time.now += 3  # a run's own time
    assert seen == [(100, 0), (110, 0), (120, 0), (130, 0)]


@pytest.mark.parametrize(("took", "second"), [(10, (110, 0)), (10.5, (120, 1)), (25, (130, 2))])
def test_a_long_run_skips_the_ticks_that_pass_during_it(
    took: float, second: tuple[float, int]
) -> None:
    time, seen = Time(), []
    for skipped in repeating(10, time, until=131).ticks():
        seen.append((time.now, skipped))
        time.now += took if len(seen) == 1 else 0
    assert seen[1] == second


def test_stop_ends_the_wait_for_the_next_tick() -> None:
    time = Time()
    assert list(repeating(3600, time, until=101).ticks()) == [0]
    assert time.now == 101


def test_stop_stops_the_current_run() -> None:
    told: list[str] = []
    repeats = Repeating(10)
    repeats.running(lambda: told.append("first"))
    repeats.stop()
    repeats.running(lambda: told.append("late"))
    assert told == ["first", "late"]
    assert list(repeats.ticks()) == []


@pytest.mark.parametrize(
    ("text", "seconds"), [("10s", 10), (" 30S ", 30), ("10m", 600), ("2h", 7200), ("24h", 86400)]
)
def test_an_interval_is_a_number_with_its_unit(text: str, seconds: int) -> None:
    assert interval(text) == seconds


@pytest.mark.parametrize(
    "text", ["", "10", "m", "9s", "0m", "86401s", "25h", "1d", "-5m", "1.5h", "1 h"]
)
def test_any_other_interval_is_a_fault_that_says_how_to_write_it(text: str) -> None:
    with pytest.raises(click.BadParameter) as refused:
        interval(text)
    assert refused.value.message == (
        f"{text!r} is not an interval from 10s to 24h. Write a number and s, m or h, such as 10m."
    )


def test_the_usual_clock_is_the_machines_own() -> None:
    repeats, ticks = Repeating(0.001), 0
    for _ in repeats.ticks():
        ticks += 1
        if ticks == 3:
            repeats.stop()
    assert ticks == 3


# --- runs -------------------------------------------------------------------------


def today() -> str:
    return f"{datetime.now(ZoneInfo('Australia/Perth')):%d/%m/%Y}"


@pytest.fixture(autouse=True)
def secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in SECRETS.items():
        monkeypatch.setenv(name, value)


@pytest.fixture
def joana(tmp_path: Path, url: str) -> Rto:
    return rto(tmp_path, url).imported()


def test_a_held_lock_is_reported_and_the_next_run_tries_again(
    joana: Rto, capsys: pytest.CaptureFixture[str]
) -> None:
    time = Time()
    repeats = repeating(600, time, until=750)
    with ExitStack() as held:
        held.enter_context(FileRunLock(joana.store).hold("import"))
        time.at[400] = held.close
        ended = run_repeatedly(repeats, joana.settings_file, only=None, as_json=True)
    told = capsys.readouterr()
    first, second = map(json.loads, told.out.splitlines())
    assert ended is Exit.DONE
    assert first["stopped"]["reason"] == "lock-held"
    assert "`import` (this same process" in told.err
    assert second["stopped"] is None


def test_people_get_one_line_for_each_run_and_what_is_new(
    tmp_path: Path, url: str, portal: Sandbox, capsys: pytest.CaptureFixture[str]
) -> None:
    del portal.courses["126"]
    of = rto(tmp_path, url, policy="export_window = 1").imported()  # the day may end meanwhile
    done = of.command("set-export", "ICT30120-A", "--all", "--date", today())
    assert done.exit_code == 0
    repeats = repeating(600, Time(), until=1350)
    run_repeatedly(repeats, of.settings_file, only="provisioning", as_json=False)
    out = capsys.readouterr().out
    runs = [line for line in out.splitlines() if "The run wrote nothing." in line]
    assert len(runs) == 3
    assert all("provisioning: 3 failed. " in line for line in runs)
    # New in the first run only.
    assert out.count("Needs attention") == 1


def test_skipped_ticks_are_reported_and_the_same_warning_is_shown_once(
    joana: Rto, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TALENTLMS_API_KEY", "short")
    # The first run takes 25 minutes, the second a second.
    readings = iter([0.0, 0.0, 1500.0, 1800.0, 1801.0, 1801.0])
    repeats = Repeating(600, monotonic=lambda: next(readings), sleep=lambda _: repeats.stop())
    run_repeatedly(repeats, joana.settings_file, only=None, as_json=True)
    captured = capsys.readouterr()
    assert len(captured.out.splitlines()) == 2
    assert "took longer than the interval. Skipped 2 runs." in captured.err
    assert captured.err.count("The TalentLMS API key has 5 characters") == 1


def test_an_unusable_system_ends_only_the_current_run(
    joana: Rto, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    joana.store.rename(tmp_path / "away.db")
    time = Time()
    repeats = repeating(600, time, until=750)
    time.at[120] = lambda: shutil.move(tmp_path / "away.db", joana.store)
    ended = run_repeatedly(repeats, joana.settings_file, only=None, as_json=True)
    captured = capsys.readouterr()
    first, second = map(json.loads, captured.out.splitlines())
    assert ended is Exit.DONE
    assert (first["schema"], first["stopped"]["reason"]) == (2, "powerpro-unusable")
    assert "There is no PowerPro store" in captured.err
    assert second["stopped"] is None


def test_each_run_reads_the_settings_again_and_a_fault_in_them_ends_all(
    joana: Rto, capsys: pytest.CaptureFixture[str]
) -> None:
    time = Time()
    repeats = repeating(600, time, until=5000)
    time.at[120] = lambda: joana.settings_file.write_text("[rtoo]\n", encoding="utf-8")
    with pytest.raises(SettingsFault, match="is not a section"):
        run_repeatedly(repeats, joana.settings_file, only=None, as_json=True)
    assert len(capsys.readouterr().out.splitlines()) == 1


def test_the_command_repeats_what_it_was_asked_for(
    joana: Rto, monkeypatch: pytest.MonkeyPatch
) -> None:
    def until_the_second_run(every: float) -> Repeating:
        return repeating(every, Time(), until=750)

    monkeypatch.setattr("talent_powerpro.cli.commands.run.Repeating", until_the_second_run)
    ran = joana.command("run", "--every", "10m", "--only", "results", "--json")
    assert (ran.exit_code, ran.stderr) == (0, "")
    first, second = map(json.loads, ran.stdout.splitlines())
    assert (first["stages"], second["stages"]) == (["results"], ["results"])
    assert first["run_id"] != second["run_id"]


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


def test_a_monitor_that_is_not_reached_is_named_on_standard_error(
    joana: Rto, capsys: pytest.CaptureFixture[str]
) -> None:
    of = watched(joana, "http://127.0.0.1:9/ping")
    run_repeatedly(repeating(600, Time(), until=150), of.settings_file, only=None, as_json=False)
    said = capsys.readouterr().err
    assert said.startswith("The monitor was not reached: ")
    assert said.endswith("The run is not affected.\n")


@pytest.mark.parametrize(
    "words",
    [
        ("--date", "02/06/2022"),
        ("--dry-run",),
        ("--strict",),
        ("--release", "users_created"),
        ("--enrolment", "1001"),
        ("--client", "2021000017"),
        ("--course", "ICT30120-A"),
    ],
)
def test_options_of_a_single_run_are_refused(joana: Rto, words: tuple[str, ...]) -> None:
    ran = joana.command("run", "--every", "10m", *words)
    fault = f"error: {words[0]} cannot be combined with --every. Leave one out.\n"
    assert (ran.exit_code, ran.stdout, ran.stderr) == (2, "", fault)


def test_a_wrong_interval_is_a_fault_of_usage(joana: Rto) -> None:
    ran = joana.command("run", "--every", "often")
    assert ran.exit_code == 2
    assert "'often' is not an interval from 10s to 24h" in ran.stderr


@POSIX
def test_a_signal_ends_it_with_0(joana: Rto) -> None:
    """By SIGTERM, as a service is stopped."""
    words = ("run", "--every", "10s", "--json", "--settings", str(joana.settings_file))
    with killed_at_end(
        subprocess.Popen(
            [sys.executable, "-c", "from talent_powerpro.cli import main; main()", *words],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, **SECRETS},
        )
    ) as running:
        assert running.stdout
        assert running.stderr
        assert json.loads(running.stdout.readline())["schema"] == 2
        running.send_signal(signal.SIGTERM)
        assert running.wait(timeout=PATIENCE) == 0
        assert "Finishing the current record." in running.stderr.read()


def test_a_settings_fault_during_a_run_ends_all_runs(
    joana: Rto, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    run = Agent.run

    def stopped(agent: Agent, **asked: Any) -> RunReport:
        fault = Stopped.by(SettingsFault("the course code is none"))
        return attrs.evolve(run(agent, **asked), stopped=fault)

    monkeypatch.setattr(Agent, "run", stopped)
    repeats = repeating(600, Time(), until=5000)
    ended = run_repeatedly(repeats, joana.settings_file, only=None, as_json=False)
    assert ended is Exit.SETTINGS
    assert capsys.readouterr().err.count("Stopped: the course code is none") == 1
