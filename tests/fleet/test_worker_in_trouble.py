"""A worker whose database, folder, settings or runs fail: it says so, and goes on."""

from __future__ import annotations

import asyncio
import logging
import sys
from collections.abc import Iterable
from pathlib import Path
from time import sleep
from typing import Any

import pytest
from attrs import evolve

from support.fleet.memory import START
from support.fleet.worker_world import AT_ONCE, Hanging, World, rtos_of
from support.patience import PATIENCE
from talent_powerpro.fleet.dispatcher import Job
from talent_powerpro.fleet.faults import FleetUnusable
from talent_powerpro.fleet.registry import Registration
from talent_powerpro.fleet.worker import Rhythm
from talent_powerpro.sandbox import guide_portal, serve


def test_a_job_that_cannot_be_ended_as_the_worker_ends_is_left_to_others(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    portal = Hanging(guide_portal())

    async def until(world: World) -> None:
        await world.happens(lambda: world.dispatcher.taken)

    async def then(world: World) -> None:
        world.dispatcher.down = 1_000_000
        portal.may_answer.set()

    with serve(portal) as slow:
        world = World(rtos_of(tmp_path, slow, "perth"))
        world.work(until, then)
    assert [job.rto for job in world.dispatcher.taken.values()] == ["perth"]
    assert [each.getMessage() for each in caplog.records if each.levelno > logging.WARNING] == []


def test_a_faulty_rto_is_logged_once_and_the_others_run(
    tmp_path: Path, url: str, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "faulty.toml").write_text("[rto]\ntimezone = 5\n")
    world = World(rtos_of(tmp_path, url, "perth"))

    async def until(world: World) -> None:
        await world.happens(lambda: world.recorder.ends_of("perth"))
        await world.happens(lambda: world.recorder.purged > 3)

    with caplog.at_level(logging.INFO, "talent_powerpro.fleet"):
        world.work(until)
    lines = [each.getMessage() for each in caplog.records]
    assert len([line for line in lines if line.startswith("faulty: [rto] timezone: 5")]) == 1
    assert len([line for line in lines if line.startswith("perth: exit ")]) == 1
    assert ("faulty", START) not in world.dispatcher.deferred


@pytest.mark.skipif(sys.platform == "win32", reason="files have no such rights")
def test_a_key_file_that_others_can_read_is_warned_about_once(
    tmp_path: Path, url: str, caplog: pytest.LogCaptureFixture
) -> None:
    world = World(rtos_of(tmp_path, url, "perth"))
    key = tmp_path / "perth/key.txt"
    key.chmod(0o644)

    async def until(world: World) -> None:
        await world.happens(lambda: world.recorder.ends_of("perth"))
        await world.happens(lambda: world.recorder.purged > 3)

    world.work(until)
    assert [each.getMessage() for each in caplog.records if each.levelno == logging.WARNING] == [
        f"perth: Other accounts can read {key}, the file for the TalentLMS API key (its rights are "
        f"644). Run: chmod 600 '{key}'"
    ]


def test_a_database_that_does_not_answer_is_waited_for(
    tmp_path: Path, url: str, caplog: pytest.LogCaptureFixture
) -> None:
    world = World(rtos_of(tmp_path, url, "perth"))
    world.dispatcher.down = 5

    async def until(world: World) -> None:
        await world.happens(lambda: world.recorder.ends_of("perth"))
        world.dispatcher.down = 20
        await world.happens(lambda: not world.dispatcher.down)
        await world.happens(lambda: world.dispatcher.finished)

    world.work(until)
    assert "The fleet's queue does not answer." in caplog.text


class Noted(tuple[float, ...]):
    """Pauses that keep which of them were made."""

    made: list[float]

    def __getitem__(self, at: Any) -> Any:
        self.made.append(super().__getitem__(at))
        return self.made[-1]


def test_the_pauses_get_longer_while_the_database_does_not_answer(tmp_path: Path) -> None:
    pauses = Noted(seconds / 1000 for seconds in Rhythm().without_database)
    pauses.made = []
    world = World(tmp_path, rhythm=evolve(AT_ONCE, without_database=pauses))
    world.dispatcher.down = 6

    async def until(world: World) -> None:
        await world.happens(lambda: world.recorder.purged)

    world.work(until)
    assert pauses.made == [0.001, 0.002, 0.005, 0.01, 0.01, 0.01]


def test_nothing_is_asked_of_the_database_during_a_pause_and_a_stop_ends_it(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    world = World(tmp_path, rhythm=evolve(AT_ONCE, without_database=(PATIENCE,)))
    world.dispatcher.down = 1

    async def until(world: World) -> None:
        await world.happens(lambda: caplog.records)
        await asyncio.sleep(0.1)

    world.work(until)
    assert world.dispatcher.beats == 0
    assert [each.getMessage() for each in caplog.records] == ["The fleet's queue does not answer. "]


def test_a_run_that_cannot_be_recorded_is_told_and_its_job_ends(
    tmp_path: Path, url: str, caplog: pytest.LogCaptureFixture
) -> None:
    world = World(rtos_of(tmp_path, url, "perth"))
    world.recorder.down = 1

    async def until(world: World) -> None:
        await world.happens(lambda: world.dispatcher.finished)

    world.work(until)
    assert "perth: the run is not recorded. The fleet's database" in caplog.text


def test_an_internal_error_of_a_job_ends_it_and_not_the_worker(
    tmp_path: Path, url: str, caplog: pytest.LogCaptureFixture
) -> None:
    world = World(rtos_of(tmp_path, url, "perth"))
    plain = world.recorder.begin

    def broken(job: Job) -> int | None:
        world.recorder.begin = plain  # type: ignore[method-assign]
        raise KeyError("Joana Gomez")

    world.recorder.begin = broken  # type: ignore[method-assign]

    async def until(world: World) -> None:
        await world.happens(lambda: world.recorder.ends_of("perth"))

    world.work(until)
    (line,) = [each for each in caplog.records if each.levelno == logging.ERROR]
    assert line.getMessage() == "perth: internal error (KeyError)"
    assert line.exc_info  # For a host's own handler; a worker's lines leave it out.
    assert line.exc_info[0] is KeyError


def test_stalled_jobs_and_strays_are_ended(
    tmp_path: Path, url: str, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "rtos").mkdir()
    world = World(tmp_path / "rtos")
    stray = Job(1, "perth", START)
    world.dispatcher.stalled.append(Job(2, "sydney", START))
    world.dispatcher.taken[1] = stray
    world.dispatcher.others[3] = Job(3, "hobart", START)

    async def until(world: World) -> None:
        await world.happens(lambda: world.dispatcher.finished)
        looks = world.recorder.lost
        await world.happens(lambda: world.recorder.lost > looks + 3)

    world.work(until)
    assert [each.number for each in world.dispatcher.finished] == [1]
    assert "sydney: its worker is gone; the run is due again" in caplog.text
    assert world.recorder.lost


def test_a_folder_that_is_gone_for_a_while_changes_nothing(
    tmp_path: Path, url: str, caplog: pytest.LogCaptureFixture
) -> None:
    rtos = tmp_path / "rtos"
    world = World(rtos_of(rtos, url, "perth"))

    async def until(world: World) -> None:
        await world.happens(lambda: world.recorder.ends_of("perth"))
        rtos.rename(tmp_path / "moved")
        await world.happens(lambda: "cannot be read" in caplog.text)
        assert "perth" in world.registry.rtos
        (tmp_path / "moved").rename(rtos)

    world.work(until)
    (said,) = {each.getMessage() for each in caplog.records if each.levelno == logging.ERROR}
    assert said.startswith(f"[fleet] rtos: the folder {rtos} cannot be read (")
    assert said.endswith(").")


def test_an_rto_that_could_not_be_registered_is_registered_when_the_database_answers(
    tmp_path: Path, url: str
) -> None:
    world = World(rtos_of(tmp_path, url, "perth"))
    register, tries = world.recorder.register, list[list[str]]()

    def sometimes(rtos: Iterable[Registration]) -> None:
        known = tuple(rtos)
        tries.append([each.rto for each in known])
        if len(tries) == 1:
            raise FleetUnusable("The fleet's database does not answer.")
        register(known)

    world.recorder.register = sometimes  # type: ignore[method-assign]

    async def until(world: World) -> None:
        await world.happens(lambda: world.recorder.ends_of("perth"))
        await world.happens(lambda: world.recorder.purged > 3)

    world.work(until)
    assert tries == [["perth"], ["perth"]]  # and not again while nothing changes


def test_a_worker_and_its_rtos_are_known_before_it_takes_a_job(tmp_path: Path, url: str) -> None:
    world, did = World(rtos_of(tmp_path, url, "perth")), list[str]()
    dispatcher, recorder = world.dispatcher, world.recorder
    take, beat, register = dispatcher.take, recorder.beat, recorder.register

    async def noted_take() -> Job | None:
        did.append("take")
        return await take()

    def slow_beat(slots: int) -> None:
        sleep(0.05)
        did.append("beat")
        beat(slots)

    def slow_register(rtos: Iterable[Registration]) -> None:
        sleep(0.05)
        did.append("register")
        register(rtos)

    dispatcher.take = noted_take  # type: ignore[method-assign]
    recorder.beat = slow_beat  # type: ignore[method-assign]
    recorder.register = slow_register  # type: ignore[method-assign]

    async def until(world: World) -> None:
        await world.happens(lambda: "take" in did)

    world.work(until)
    assert did.index("beat") < did.index("register") < did.index("take")
