"""The dispatcher over Procrastinate, on PostgreSQL."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from attrs import evolve
from psycopg_pool import AsyncConnectionPool

from support.fleet.memory import START, fleet_settings
from talent_powerpro.fleet.database import FleetDatabase
from talent_powerpro.fleet.dispatcher import ActiveJob, Job
from talent_powerpro.fleet.faults import FleetUnusable
from talent_powerpro.fleet.procrastinate import (
    ProcrastinateDispatcher,
    engine_schema,
    engine_version,
)
from talent_powerpro.fleet.settings import FleetSettings
from talent_powerpro.fleet.tables import make_tables

pytestmark = pytest.mark.servers


@pytest.fixture
def settings(tmp_path: Path) -> Iterator[FleetSettings]:
    with fleet_settings(tmp_path) as made:
        with FleetDatabase(made) as database:
            database.do(lambda it: make_tables(it, engine_schema(), engine_version()))
        yield made


def played(
    settings: FleetSettings,
    *play: Callable[[ProcrastinateDispatcher, ProcrastinateDispatcher], Awaitable[None]],
) -> None:
    """Play with two workers' dispatchers."""

    async def main() -> None:
        async with (
            ProcrastinateDispatcher(settings) as one,
            ProcrastinateDispatcher(settings) as other,
        ):
            for each in play:
                await each(one, other)

    asyncio.run(main())


def execute(settings: FleetSettings, statement: str) -> None:
    with FleetDatabase(settings) as database:
        database.do(lambda it: it.execute(statement.encode()))


async def taken(dispatcher: ProcrastinateDispatcher) -> Job:
    job = await dispatcher.take()
    assert job
    return job


def test_a_job_is_taken_once_and_then_gone(settings: FleetSettings) -> None:
    async def play(one: ProcrastinateDispatcher, other: ProcrastinateDispatcher) -> None:
        assert await one.take() is None
        assert await one.defer("perth", START)
        assert not await other.defer("perth", START + timedelta(minutes=10))
        (waiting,) = (await one.active()).values()
        assert (waiting.taken, waiting.mine) == (False, False)
        job = await taken(one)
        assert (job.rto, job.due) == ("perth", START)
        assert await one.active() == {"perth": ActiveJob(job.number, True, mine=True)}
        assert await other.active() == {"perth": ActiveJob(job.number, True, mine=False)}
        assert await other.take() is None
        await one.finish(job)
        await one.finish(job)  # A job that is gone is no fault.
        assert await one.active() == {}

    played(settings, play)


def test_a_second_job_of_an_rto_waits_until_the_first_has_ended(settings: FleetSettings) -> None:
    async def play(one: ProcrastinateDispatcher, other: ProcrastinateDispatcher) -> None:
        await one.defer("perth", START)
        first = await taken(one)
        assert await one.defer("perth", None)
        assert await other.take() is None
        assert (await one.active())["perth"] == ActiveJob(first.number, True, mine=True)
        await one.finish(first)
        assert (await taken(other)).due is None

    played(settings, play)


def test_what_a_person_asks_for_goes_first_then_in_the_order_of_deferral(
    settings: FleetSettings,
) -> None:
    async def play(one: ProcrastinateDispatcher, other: ProcrastinateDispatcher) -> None:
        for rto in ("sydney", "perth"):
            await one.defer(rto, START)
        await one.defer("hobart", None)
        assert [(await taken(other)).rto for _ in range(3)] == ["hobart", "sydney", "perth"]

    played(settings, play)


def test_the_job_of_a_silent_worker_is_ended_and_blocks_nothing(settings: FleetSettings) -> None:
    async def play(one: ProcrastinateDispatcher, other: ProcrastinateDispatcher) -> None:
        await one.defer("perth", START)
        job = await taken(one)
        await other.beat()
        assert await other.end_stalled() == ()
        execute(
            settings,
            "update procrastinate_workers set last_heartbeat = now() - interval '31 s' "
            "where id = (select worker_id from procrastinate_jobs)",
        )
        # Meanwhile a next one waits: one that is put back would block both for good.
        await other.defer("perth", START)
        assert await other.end_stalled() == (job,)
        assert (await taken(other)).rto == "perth"
        await one.finish(job)  # The worker was paused, and goes on.
        await one.beat()

    played(settings, play)


def test_a_worker_that_ends_leaves_its_job_to_others(settings: FleetSettings) -> None:
    async def main() -> None:
        async with ProcrastinateDispatcher(settings) as other:
            async with ProcrastinateDispatcher(settings) as one:
                await one.defer("perth", START)
                job = await taken(one)
            assert await other.end_stalled() == (job,)

    asyncio.run(main())


def test_a_worker_that_was_silent_for_days_registers_anew(settings: FleetSettings) -> None:
    async def play(one: ProcrastinateDispatcher, other: ProcrastinateDispatcher) -> None:
        await one.beat()
        execute(settings, "delete from procrastinate_workers")
        await one.defer("perth", START)
        with pytest.raises(FleetUnusable):
            await one.take()
        assert (await taken(one)).rto == "perth"

    played(settings, play)


def test_it_goes_on_after_all_sessions_were_ended(settings: FleetSettings) -> None:
    async def play(one: ProcrastinateDispatcher, _: ProcrastinateDispatcher) -> None:
        await one.defer("perth", START)
        execute(
            settings,
            "select pg_terminate_backend(pid) from pg_stat_activity "
            "where application_name = 'talent-powerpro fleet' and pid <> pg_backend_pid()",
        )
        assert (await taken(one)).rto == "perth"

    played(settings, play)


def test_a_server_that_is_not_there_is_told_without_its_address(
    settings: FleetSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("talent_powerpro.fleet.procrastinate.CONNECT_SECONDS", 0.1)
    wait = AsyncConnectionPool.wait
    monkeypatch.setattr(AsyncConnectionPool, "wait", lambda pool, timeout: wait(pool, 0.1))
    section = evolve(settings.section, database="postgresql://somebody@127.0.0.1:1/nothing")

    async def main() -> None:
        async with ProcrastinateDispatcher(evolve(settings, section=section)):
            pass

    with pytest.raises(FleetUnusable, match="The fleet's queue does not answer") as caught:
        asyncio.run(main())
    assert "somebody" not in str(caught.value)
