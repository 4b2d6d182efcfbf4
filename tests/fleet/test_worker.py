"""A worker with a queue and records in memory, RTOs in folders, and TalentLMS over HTTP."""

from __future__ import annotations

import asyncio
import logging
import sys
import threading
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from attrs import evolve

from support.fleet.memory import DUE, START, MemoryDispatcher, MemoryRecorder, fleet_rto
from support.patience import PATIENCE
from talent_powerpro.fleet.dispatcher import Job
from talent_powerpro.fleet.registry import Registry
from talent_powerpro.fleet.settings import FleetSection
from talent_powerpro.fleet.worker import Rhythm, Worker, worker_name
from talent_powerpro.sandbox import Portal, Request, Response, Sandbox, guide_portal, serve

AT_ONCE = Rhythm(
    schedule=0.01,
    empty_queue=0.01,
    head_start=0.01,
    folder=0.01,
    old_records=0.01,
    heartbeat=0.01,
    without_database=(0.01,),
)


class World:
    """A worker at work. `until` waits for something to happen; then the worker is stopped."""

    def __init__(
        self, rtos: Path, slots: int = 2, keep_open: int = 10, rhythm: Rhythm = AT_ONCE
    ) -> None:
        self._rhythm = rhythm
        self.dispatcher = MemoryDispatcher()
        self.recorder = MemoryRecorder()
        self.registry = Registry(rtos)
        self._section = FleetSection(
            database="postgresql://fleet@127.0.0.1/fleet", slots=slots, keep_open=keep_open
        )

    def work(
        self,
        until: Callable[[World], Awaitable[None]],
        then: Callable[[World], Awaitable[None]] | None = None,
    ) -> None:
        """Wait *until* something has happened, stop the worker, and wait for what happens *then*
        before it ends."""

        async def main() -> None:
            worker = Worker(
                self._section,
                self.dispatcher,
                self.recorder,  # type: ignore[arg-type]  # the methods of a Recorder
                self.registry,
                self._rhythm,
                lambda: DUE,
            )
            working = asyncio.create_task(worker.main())
            try:
                await asyncio.wait_for(until(self), PATIENCE)
            finally:
                worker.stop()
                if then:
                    await asyncio.wait_for(then(self), PATIENCE)
                await asyncio.wait_for(working, PATIENCE)

        asyncio.run(main())

    async def more_ends(self, rto: str, than: int) -> None:
        await self.happens(lambda: len(self.recorder.ends_of(rto)) > than)

    async def happens(self, what: Callable[[], object]) -> None:
        while not what():
            await asyncio.sleep(0.01)


class Hanging(Sandbox):
    """A portal that answers nothing before it may."""

    def __init__(self, portal: Portal) -> None:
        super().__init__(portal)
        self.may_answer = Event()

    def handle(self, request: Request) -> Response:
        self.may_answer.wait(PATIENCE)
        return super().handle(request)


def rtos_of(folder: Path, url: str, *names: str) -> Path:
    for name in names:
        fleet_rto(folder / name, url)
    return folder


def test_each_rto_is_run_at_once_and_then_waits_for_its_tick(tmp_path: Path, url: str) -> None:
    world = World(rtos_of(tmp_path, url, "perth", "sydney"))

    async def until(world: World) -> None:
        await world.happens(lambda: len(world.recorder.ends) == 2)
        await world.happens(lambda: world.recorder.purged > 3)
        await world.happens(lambda: world.dispatcher.beats > 3)

    world.work(until)
    assert {end.exit for end in world.recorder.ends.values()} <= {0, 1}
    assert sorted(world.dispatcher.deferred) == [("perth", START), ("sydney", START)]
    assert not world.dispatcher.taken
    assert world.recorder.left


def test_stores_stay_open_between_runs_and_are_closed_at_the_end(
    tmp_path: Path, url: str, stores: list[tuple[str, str]]
) -> None:
    world = World(rtos_of(tmp_path, url, "perth"))
    stores.clear()

    async def until(world: World) -> None:
        await world.happens(lambda: world.recorder.ends_of("perth"))
        await world.dispatcher.defer("perth", None)
        await world.more_ends("perth", 1)
        assert [did for did, _ in stores] == ["open"]

    world.work(until)
    for each in threading.enumerate():
        if each.name.startswith("rto "):
            each.join(PATIENCE)
    assert [did for did, _ in stores] == ["open", "close"]
    assert {end.exit for end in world.recorder.ends_of("perth")} <= {0, 1}


def test_after_a_run_that_failed_the_settings_are_read_anew(tmp_path: Path) -> None:
    class Refusing(Sandbox):
        def handle(self, request: Request) -> Response:
            return Response(401, {"Content-Type": "application/json"}, b'{"error": {}}')

    async def until(world: World) -> None:
        await world.happens(lambda: world.registry.rtos)
        before = world.registry.rtos["perth"].opened
        await world.happens(lambda: world.registry.rtos["perth"].opened is not before)

    with serve(Refusing(guide_portal())) as url:
        world = World(rtos_of(tmp_path, url, "perth"))
        world.work(until)
    assert world.recorder.ends_of("perth")[0].exit == 3


def test_an_rto_that_another_worker_saw_first_is_looked_for_at_once(
    tmp_path: Path, url: str
) -> None:
    world = World(tmp_path, rhythm=evolve(AT_ONCE, folder=PATIENCE))

    async def until(world: World) -> None:
        await world.happens(lambda: world.recorder.purged)
        fleet_rto(tmp_path / "sydney", url)
        await world.dispatcher.defer("sydney", START)
        await world.happens(lambda: world.recorder.ends)

    world.work(until)
    assert world.recorder.ends_of("sydney")[0].exit in (0, 1)


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


def test_each_look_waits_for_its_time(tmp_path: Path) -> None:
    world = World(tmp_path, rhythm=evolve(AT_ONCE, old_records=PATIENCE))

    async def until(world: World) -> None:
        await world.happens(lambda: world.dispatcher.beats > 5)

    world.work(until)
    assert world.recorder.purged == 1


def test_as_many_jobs_wait_as_run_and_no_more(tmp_path: Path) -> None:
    portal = Hanging(guide_portal())

    async def until(world: World) -> None:
        await world.happens(lambda: len(world.dispatcher.taken) == 2)
        looks = world.recorder.lost
        await world.happens(lambda: world.recorder.lost > looks + 3)
        assert len(world.dispatcher.waiting) == 2

    async def then(world: World) -> None:
        beats = world.dispatcher.beats  # Else the others would take its runs for lost.
        await world.happens(lambda: world.dispatcher.beats > beats + 3)
        portal.may_answer.set()

    with serve(portal) as slow:
        world = World(rtos_of(tmp_path, slow, *"abcdef"), slots=2)
        world.work(until, then)
    assert len(world.dispatcher.deferred) == 4
    assert [end.exit for end in world.recorder.ends.values()] == [130, 130]


def test_the_next_run_begins_as_soon_as_a_quick_one_has_ended(tmp_path: Path, url: str) -> None:
    rhythm = evolve(AT_ONCE, head_start=PATIENCE)
    world = World(rtos_of(tmp_path, url, "perth", "sydney"), rhythm=rhythm)
    begin, ended_before = world.recorder.begin, list[int]()

    def noted(job: Job) -> int | None:
        ended_before.append(len(world.recorder.ends))
        return begin(job)

    world.recorder.begin = noted  # type: ignore[method-assign]

    async def until(world: World) -> None:
        await world.happens(lambda: len(world.recorder.ends) == 2)

    world.work(until)
    assert ended_before == [0, 1]


def test_an_rto_that_hangs_takes_one_slot_and_the_others_go_on(tmp_path: Path, url: str) -> None:
    portal = Hanging(guide_portal())

    async def until(world: World) -> None:
        await world.happens(lambda: world.recorder.ends_of("perth"))
        for _ in range(3):
            runs = len(world.recorder.ends_of("perth"))
            world.recorder.now += 2 * timedelta(minutes=10)
            await world.more_ends("perth", runs)
        portal.may_answer.set()

    with serve(portal) as slow:
        fleet_rto(tmp_path / "hanging", slow)
        world = World(rtos_of(tmp_path, url, "perth"))
        world.work(until)
    assert [rto for rto, _ in world.dispatcher.deferred].count("hanging") == 1
    assert len(world.recorder.ends_of("hanging")) == 1  # It was stopped after its record.


def test_a_second_job_of_an_rto_that_hangs_ends_as_locked(tmp_path: Path) -> None:
    portal = Hanging(guide_portal())

    async def until(world: World) -> None:
        await world.happens(lambda: world.dispatcher.taken)
        (running,) = world.dispatcher.taken.values()
        del world.dispatcher.taken[running.number]  # Another worker took this one for dead.
        await world.dispatcher.defer("hanging", None)
        await world.happens(lambda: world.recorder.ends_of("hanging"))
        portal.may_answer.set()
        await world.happens(lambda: len(world.recorder.ends_of("hanging")) == 2)

    with serve(portal) as slow:
        world = World(rtos_of(tmp_path, slow, "hanging"))
        world.work(until)
    locked, whole = world.recorder.ends_of("hanging")
    assert locked.exit == 4
    assert locked.message == "Another run of hanging is under way in this worker."
    assert whole.exit in (0, 1)


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


def test_a_new_rto_is_found_by_the_job_that_another_worker_put_in_the_queue(
    tmp_path: Path, url: str
) -> None:
    world = World(rtos_of(tmp_path, url, "perth"))
    world.recorder.register = lambda rtos: None  # type: ignore[method-assign]  # nothing is scheduled

    async def until(world: World) -> None:
        await world.happens(lambda: world.registry.rtos)
        fleet_rto(tmp_path / "sydney", url)
        for rto in ("sydney", "nowhere"):
            await world.dispatcher.defer(rto, START)
        (tmp_path / "perth" / "key.txt").unlink()
        await world.happens(lambda: world.registry.rtos["perth"].faults)
        await world.dispatcher.defer("perth", START)
        await world.happens(lambda: len(world.recorder.ends) == 3)

    world.work(until)
    exits = {rto: world.recorder.ends_of(rto)[0] for rto in ("perth", "sydney", "nowhere")}
    assert exits["sydney"].exit in (0, 1)
    assert (exits["nowhere"].exit, exits["perth"].exit) == (2, 2)
    assert exits["nowhere"].message == "The worker has no settings file of nowhere."
    assert "key_file" in exits["perth"].message


def test_a_job_that_is_not_due_any_more_ends_without_a_run(tmp_path: Path, url: str) -> None:
    world = World(rtos_of(tmp_path, url, "perth"))

    async def until(world: World) -> None:
        await world.happens(lambda: world.recorder.ends)
        world.recorder.timings["perth"] = evolve(world.recorder.timings["perth"], paused=True)
        await world.dispatcher.defer("perth", START)
        await world.happens(lambda: len(world.dispatcher.finished) == 2)

    world.work(until)
    assert len(world.recorder.ends) == 1


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
    pauses = Noted((0.001, 0.002, 0.003))
    pauses.made = []
    world = World(tmp_path, rhythm=evolve(AT_ONCE, without_database=pauses))
    world.dispatcher.down = 5

    async def until(world: World) -> None:
        await world.happens(lambda: world.recorder.purged)

    world.work(until)
    assert pauses.made == [0.001, 0.002, 0.003, 0.003, 0.003]


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


def test_a_worker_is_named_after_its_machine_and_process() -> None:
    assert worker_name().rpartition(":")[2].isdigit()
