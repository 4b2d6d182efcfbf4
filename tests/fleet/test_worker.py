"""A worker with a queue and records in memory, RTOs in folders, and TalentLMS over HTTP."""

from __future__ import annotations

import threading
from datetime import timedelta
from pathlib import Path

import pytest
from attrs import evolve

from support.fleet.memory import START, fleet_rto
from support.fleet.worker_world import AT_ONCE, Hanging, World, rtos_of
from support.patience import PATIENCE
from support.sql.guide_rows import by_hand
from talent_powerpro.fleet.dispatcher import Job
from talent_powerpro.fleet.worker import worker_name
from talent_powerpro.sandbox import Request, Response, Sandbox, guide_portal, serve


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


class Refusing(Sandbox):
    """A portal that takes no key."""

    def handle(self, request: Request) -> Response:
        return Response(401, {"Content-Type": "application/json"}, b'{"error": {}}')


@pytest.mark.parametrize(("portal", "exit_code"), [("127.0.0.1", 3), ("another.example", 2)])
def test_after_a_run_that_failed_the_settings_are_read_anew(
    tmp_path: Path, portal: str, exit_code: int
) -> None:
    async def until(world: World) -> None:
        await world.happens(lambda: world.registry.rtos)
        before = world.registry.rtos["perth"].opened
        await world.happens(lambda: world.registry.rtos["perth"].opened is not before)

    with serve(Refusing(guide_portal())) as url:
        world = World(rtos_of(tmp_path, url, "perth"))
        with by_hand(tmp_path / "perth" / "powerpro.db") as hand:
            hand.execute(f"INSERT INTO portal VALUES ('{portal}')")
        world.work(until)
    assert world.recorder.ends_of("perth")[0].exit == exit_code


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


def test_each_look_waits_for_its_time(tmp_path: Path) -> None:
    world = World(tmp_path, rhythm=evolve(AT_ONCE, old_records=PATIENCE))

    async def until(world: World) -> None:
        await world.happens(lambda: world.dispatcher.beats > 5)

    world.work(until)
    assert world.recorder.purged == 1


def test_a_job_ends_with_its_run_and_not_with_the_next_look_at_the_schedule(
    tmp_path: Path, url: str
) -> None:
    rtos = rtos_of(tmp_path, url, "perth")
    world = World(rtos, rhythm=evolve(AT_ONCE, schedule=PATIENCE))

    async def until(world: World) -> None:
        await world.happens(lambda: world.dispatcher.finished)

    world.work(until)
    assert [job.rto for job in world.dispatcher.finished] == ["perth"]
    assert world.recorder.lost == 1


def test_a_run_that_a_person_asked_for_waits_for_no_tick(tmp_path: Path, url: str) -> None:
    world = World(rtos_of(tmp_path, url, "perth"))

    async def until(world: World) -> None:
        await world.happens(lambda: world.recorder.ends_of("perth"))
        timing = world.recorder.timings["perth"]
        world.recorder.timings["perth"] = evolve(timing, asked=world.recorder.now)
        await world.more_ends("perth", 1)

    world.work(until)
    assert world.dispatcher.deferred == [("perth", START), ("perth", None)]


def test_as_many_jobs_wait_as_run_and_no_more(tmp_path: Path) -> None:
    portal = Hanging(guide_portal())

    async def until(world: World) -> None:
        await world.happens(lambda: len(world.dispatcher.taken) == len(portal.asked) == 2)
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
    assert world.dispatcher.taken == {}


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


def test_a_worker_is_named_after_its_machine_and_process() -> None:
    assert worker_name().rpartition(":")[2].isdigit()
