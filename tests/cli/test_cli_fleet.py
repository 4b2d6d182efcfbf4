"""The commands `fleet worker`, `fleet run`, `fleet pause` and `fleet resume`."""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import Result

from support.cli.rto import command
from support.fleet.states import run
from talent_powerpro.cli.app import app
from talent_powerpro.config.monitoring import MONITOR
from talent_powerpro.config.secrets import KEY, PASSWORD, STORE_PASSWORD
from talent_powerpro.fleet.faults import FleetUnusable
from talent_powerpro.fleet.log import log
from talent_powerpro.fleet.records import FleetRun
from talent_powerpro.fleet.settings import FleetSettings

READING = "talent_powerpro.fleet.reading"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A fleet file. No test connects to its database."""
    made = tmp_path / "other.toml"
    made.write_text('[fleet]\ndatabase = "postgresql://fleet@127.0.0.1/fleet"\n')
    (tmp_path / "rtos").mkdir()
    return made


@pytest.fixture
def fleet(file: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """The command on that file, without secrets in the environment."""
    for place in (KEY, PASSWORD, STORE_PASSWORD, MONITOR):
        monkeypatch.delenv(place.variable, raising=False)

    def asked(*words: str) -> Result:
        return command("fleet", *words, "--fleet", str(file), env={})

    return asked


# --- pause and resume -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "changed", "said"),
    [
        ("pause", True, "perth is paused."),
        ("pause", False, "perth was paused before."),
        ("resume", True, "perth is resumed."),
        ("resume", False, "perth was not paused."),
    ],
)
def test_an_rto_is_paused_and_resumed(
    fleet: Callable[..., Result],
    file: Path,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    changed: bool,
    said: str,
) -> None:
    asked: list[Any] = []

    def change(settings: FleetSettings, rto: str, *who: str) -> bool:
        asked.append((settings.rtos, rto, *who))
        return changed

    monkeypatch.setenv("LOGNAME", "kim")
    monkeypatch.setattr(f"{READING}.{name}", change)
    shown = fleet(name, "perth")
    assert (shown.exit_code, shown.stdout, shown.stderr) == (0, f"{said}\n", "")
    assert asked == [(file.with_name("rtos"), "perth", *(["kim"] if name == "pause" else []))]
    told = fleet(name, "perth", "--json")
    assert told.exit_code == 0
    assert json.loads(told.stdout) == {
        "schema": 2,
        "rto": "perth",
        "paused": name == "pause",
        "changed": changed,
    }


# --- run ------------------------------------------------------------------------------


@pytest.fixture
def ended(file: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Lets the next run of an RTO end in a way."""

    def as_if(**how: Any) -> None:
        found = run(rto="perth", **how)

        def ask(settings: FleetSettings, rto: str) -> int:
            assert (settings.rtos, rto) == (file.with_name("rtos"), "perth")
            return found.number - 1

        def awaited(settings: FleetSettings, rto: str, after: int) -> FleetRun:
            assert (ask(settings, rto), after) == (found.number - 1, found.number - 1)
            return found

        monkeypatch.setattr(f"{READING}.ask", ask)
        monkeypatch.setattr(f"{READING}.awaited", awaited)

    return as_if


def test_the_exit_code_is_the_runs_own(
    fleet: Callable[..., Result], ended: Callable[..., None]
) -> None:
    ended(
        exit=3,
        run_id="20260302T1-a",
        counts={"provisioning": {"provisioned": 2, "held": 1}, "results": {}},
        needs_person={"held": 1, "missed": 2},
        message="The portal does not answer.",
        remedy="Wait.",
    )
    shown = fleet("run", "perth")
    assert shown.exit_code == 3
    assert shown.stdout.splitlines() == [
        "perth: run 20260302T1-a ended with exit code 3.",
        "  provisioning: 2 provisioned, 1 held",
        "  results: nothing to do",
        "Waits for a person: 1 held, 2 missed",
        "The portal does not answer.",
        "Wait.",
    ]
    told = fleet("run", "perth", "--json")
    assert told.exit_code == 3
    assert json.loads(told.stdout) == {
        "schema": 2,
        "run": {
            "number": 7,
            "rto": "perth",
            "worker": "north:1201",
            "due": "2026-06-02T06:54:56+00:00",
            "started": "2026-06-02T06:54:56+00:00",
            "ended": "2026-06-02T06:55:56+00:00",
            "lost": False,
            "exit": 3,
            "run_id": "20260302T1-a",
            "counts": {"provisioning": {"provisioned": 2, "held": 1}, "results": {}},
            "wrote": 30,
            "needs_person": {"held": 1, "missed": 2},
            "message": "The portal does not answer.",
            "remedy": "Wait.",
        },
    }


def test_a_run_that_was_lost_is_interrupted(
    fleet: Callable[..., Result], ended: Callable[..., None]
) -> None:
    ended(exit=None, lost=True, message="never said")
    shown = fleet("run", "perth")
    assert shown.exit_code == 130
    assert shown.stdout == "perth: the worker ended before the run did. It is due again.\n"


def test_a_run_may_be_asked_for_without_waiting(
    fleet: Callable[..., Result], ended: Callable[..., None]
) -> None:
    ended(exit=3)
    shown = fleet("run", "perth", "--no-wait")
    assert (shown.exit_code, shown.stdout) == (0, "Asked for a run of perth.\n")
    told = fleet("run", "perth", "--no-wait", "--json")
    assert told.exit_code == 0
    assert json.loads(told.stdout) == {"schema": 2, "rto": "perth", "asked": True}


def test_a_database_that_does_not_answer_is_3(
    fleet: Callable[..., Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(*_: object) -> None:
        raise FleetUnusable("The fleet's database does not answer.", remedy="Check it.")

    monkeypatch.setattr(f"{READING}.ask", gone)
    shown = fleet("run", "perth")
    assert shown.exit_code == 3
    assert shown.stderr.splitlines() == [
        "error: The fleet's database does not answer.",
        "Check it.",
    ]
    told = json.loads(fleet("run", "perth", "--json").stdout)
    assert told["error"] == {
        "exit_code": 3,
        "reason": "fleet-unusable",
        "message": "The fleet's database does not answer.",
        "remedy": "Check it.",
    }


# --- worker ---------------------------------------------------------------------------


def test_a_worker_logs_a_line_for_each_run(
    fleet: Callable[..., Result], file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def works(settings: FleetSettings, notify: Callable[[str], None]) -> None:
        assert settings.rtos == file.with_name("rtos")
        log.debug("nothing is due")
        log.info("perth: exit 0 after 0.1 s")
        try:
            raise KeyError("Joana Gomez")
        except KeyError as fault:
            log.error("perth: internal error", exc_info=fault)
        notify("Finishing the current records.")

    monkeypatch.setattr("talent_powerpro.fleet.work.work", works)
    monkeypatch.setattr(log, "level", logging.NOTSET)
    shown = fleet("worker")
    assert (shown.exit_code, shown.stdout) == (0, "")
    lines = shown.stderr.splitlines()
    assert [line.partition(",")[2][4:] for line in lines[:2]] == [
        "INFO perth: exit 0 after 0.1 s",
        "ERROR perth: internal error",
    ]
    assert lines[2:] == ["Finishing the current records."]
    assert [each for each in log.handlers if not isinstance(each, logging.NullHandler)] == []


def test_a_worker_refuses_secrets_that_would_count_for_every_rto(
    fleet: Callable[..., Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(STORE_PASSWORD.variable, "s3cret")
    shown = fleet("worker")
    assert shown.exit_code == 2
    assert shown.stderr.startswith("error: POWERPRO_STORE_PASSWORD is set, and would count for")
    assert "s3cret" not in shown.stderr


def test_a_folder_that_is_missing_is_2(fleet: Callable[..., Result], file: Path) -> None:
    file.with_name("rtos").rmdir()
    shown = fleet("worker")
    assert shown.exit_code == 2
    assert shown.stderr.startswith("error: [fleet] rtos: the folder ")


@pytest.mark.skipif(sys.platform == "win32", reason="files have no such rights")
def test_a_password_file_that_others_can_read_is_warned_about(
    fleet: Callable[..., Result], file: Path
) -> None:
    password = file.with_name("password.txt")
    password.write_text("s3cret")
    password.chmod(0o644)
    with file.open("a") as settings:
        settings.write('password_file = "password.txt"\n')
    file.with_name("rtos").rmdir()
    warning = fleet("worker").stderr.splitlines()[0]
    assert warning.startswith("Other accounts can read")
    assert "the file for the password of the fleet's database" in warning


# --- all ------------------------------------------------------------------------------


def test_each_command_takes_a_fleet_file_and_has_an_example() -> None:
    group = app.commands["fleet"]
    assert isinstance(group, click.Group)
    assert sorted(group.commands) == ["pause", "report", "resume", "run", "status", "worker"]
    for each in group.commands.values():
        assert "--fleet" in [option for parameter in each.params for option in parameter.opts]
        assert each.help
        assert "talent-powerpro fleet" in each.help
