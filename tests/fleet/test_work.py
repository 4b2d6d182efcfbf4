"""A worker in this process: what it refuses, its runs until a signal, and a second signal."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

import pytest

from support.fleet.memory import fleet_rto, fleet_settings
from support.patience import PATIENCE
from talent_powerpro.config.monitoring import MONITOR
from talent_powerpro.config.secrets import KEY, PASSWORD, STORE_PASSWORD
from talent_powerpro.errors import SettingsFault
from talent_powerpro.fleet.log import log
from talent_powerpro.fleet.reading import read_fleet
from talent_powerpro.fleet.settings import FleetSection, FleetSettings
from talent_powerpro.fleet.work import end_on_signals, refuse_shared_secrets, work
from talent_powerpro.fleet.worker import worker_name
from talent_powerpro.model import Secret

FINISHING = "Finishing the current records. Press Ctrl+C again to stop now."
SECRETS = (KEY, PASSWORD, STORE_PASSWORD, MONITOR)


@pytest.fixture(autouse=True)
def _no_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    for place in SECRETS:
        monkeypatch.delenv(place.variable, raising=False)


# --- what a worker refuses --------------------------------------------------------------


def test_secrets_that_would_count_for_every_rto_are_refused_all_at_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    refuse_shared_secrets()
    for place in SECRETS:
        monkeypatch.setenv(place.variable, "s3cret")
    with pytest.raises(SettingsFault) as caught:
        refuse_shared_secrets()
    assert caught.value.faults == tuple(
        f"{variable} is set, and would count for every RTO of the fleet. Unset it, and name a "
        f"file with {setting} in each RTO's settings."
        for variable, setting in (
            ("TALENTLMS_API_KEY", "[talentlms] key_file"),
            ("TALENTLMS_NEW_USER_PASSWORD", "[talentlms] password_file"),
            ("POWERPRO_STORE_PASSWORD", "[powerpro] password_file"),
            ("TALENT_POWERPRO_MONITOR_URL", "[monitor] url_file"),
        )
    )


def test_a_blank_variable_counts_as_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(KEY.variable, "")
    monkeypatch.setenv(MONITOR.variable, "https://monitor.test/ping/1")
    with pytest.raises(SettingsFault, match=r"^TALENT_POWERPRO_MONITOR_URL is set") as caught:
        refuse_shared_secrets()
    assert len(caught.value.faults) == 1


def test_nothing_is_asked_of_the_database_before_secrets_and_the_folder_are_right(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    section = FleetSection(database="postgresql://fleet@127.0.0.1:1/fleet")
    settings = FleetSettings(section=section, folder=tmp_path, password=Secret(""))
    with pytest.raises(SettingsFault, match=r"^\[fleet\] rtos: the folder .* cannot be read"):
        work(settings, print)
    settings.rtos.mkdir()
    monkeypatch.setenv(KEY.variable, "s3cret")
    with pytest.raises(SettingsFault, match="TALENTLMS_API_KEY is set"):
        work(settings, print)


# --- until a signal ---------------------------------------------------------------------


class Ended(BaseException):
    """The process has ended, with this exit code."""


@pytest.fixture
def _signals() -> Iterator[None]:
    """No signal ends the tests, and afterwards each does what it did."""

    def unheard(number: int, _: object) -> NoReturn:
        raise AssertionError(f"nobody listens to signal {number}")

    used = {signal.SIGINT, signal.SIGTERM, *(() if sys.platform == "win32" else (signal.SIGUSR1,))}
    before = {each: signal.signal(each, unheard) for each in used}
    yield
    for each, handler in before.items():
        signal.signal(each, handler)


class SignalAfterRuns(logging.Handler):
    """Sends a signal as soon as the log has the line of a run."""

    def emit(self, record: logging.LogRecord) -> None:
        if ": exit " in record.getMessage():
            signal.raise_signal(signal.SIGTERM)


@pytest.mark.usefixtures("_signals")
@pytest.mark.servers
def test_a_worker_makes_and_records_runs_until_a_signal(
    tmp_path: Path, url: str, caplog: pytest.LogCaptureFixture
) -> None:
    password, said, after_runs = tmp_path / "password.txt", list[str](), SignalAfterRuns()
    password.touch()
    password.chmod(0o644)
    log.addHandler(after_runs)
    try:
        with (
            caplog.at_level(logging.INFO, log.name),
            fleet_settings(tmp_path, password_file=password.name) as settings,
        ):
            fleet_rto(settings.rtos / "perth", url)
            work(settings, said.append)
            fleet = read_fleet(settings)
    finally:
        log.removeHandler(after_runs)
    (perth,) = fleet.rtos
    assert perth.last
    assert (perth.last.worker, perth.waiting) == (worker_name(), False)
    assert perth.last.exit in (0, 1), perth.last
    assert fleet.workers == ()
    assert said == [
        f"Other accounts can read {password}, the file for the password of the fleet's database "
        f"(its rights are 644). Run: chmod 600 '{password}'",
        FINISHING,
    ]


@pytest.mark.usefixtures("_signals")
@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGBREAK"])
def test_the_first_signal_stops_the_worker_and_the_second_ends_its_process(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def end(code: int) -> NoReturn:
        raise Ended(code)

    monkeypatch.setattr(os, "_exit", end)
    if name == "SIGBREAK" and sys.platform != "win32":  # Windows alone has it.
        monkeypatch.setattr(signal, name, signal.SIGUSR1, raising=False)
    number: signal.Signals = getattr(signal, name)
    said: list[str] = []

    async def main() -> None:
        stopped = asyncio.Event()
        end_on_signals(stopped.set, said.append)
        assert not said
        signal.raise_signal(number)
        await asyncio.wait_for(stopped.wait(), PATIENCE)
        assert said == [FINISHING]
        signal.raise_signal(number)

    with pytest.raises(Ended, match="130"):
        asyncio.run(main())
    assert said == [FINISHING]
