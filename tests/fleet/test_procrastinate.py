"""The dispatcher over Procrastinate, on PostgreSQL."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve
from procrastinate import PsycopgConnector
from psycopg import Cursor
from psycopg.rows import DictRow
from psycopg_pool import AsyncConnectionPool

from support.fleet.memory import START, fleet_settings
from talent_powerpro.fleet.database import CONNECTING, FleetDatabase
from talent_powerpro.fleet.dispatcher import ActiveJob, Job
from talent_powerpro.fleet.faults import FleetUnusable
from talent_powerpro.fleet.procrastinate import (
    ProcrastinateDispatcher,
    engine_schema,
    engine_version,
)
from talent_powerpro.fleet.settings import FleetSettings
from talent_powerpro.fleet.tables import make_tables
from talent_powerpro.model import Secret

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


def execute(settings: FleetSettings, statement: str) -> Cursor[DictRow]:
    with FleetDatabase(settings) as database:
        return database.do(lambda it: it.execute(statement.encode()))


async def taken(dispatcher: ProcrastinateDispatcher) -> Job:
    job = await dispatcher.take()
    assert job
    return job


def test_a_job_is_taken_once_and_then_gone(settings: FleetSettings) -> None:
    async def play(one: ProcrastinateDispatcher, other: ProcrastinateDispatcher) -> None:
        assert await one.take() is None
        assert await one.defer("perth", START)
        assert await other.defer("perth", START + timedelta(minutes=10)) is False
        for each in (one, other):  # The other one is no worker yet.
            (waiting,) = (await each.active()).values()
            assert waiting == ActiveJob(waiting.number, False, mine=False)
        job = await taken(one)
        assert (job.rto, job.due) == ("perth", START)
        assert await one.active() == {"perth": ActiveJob(job.number, True, mine=True)}
        assert await other.active() == {"perth": ActiveJob(job.number, True, mine=False)}
        assert await other.take() is None
        await one.finish(job)
        await one.finish(job)  # A job that is gone is no fault.
        assert await one.active() == {}

    played(settings, play)
    assert execute(settings, "select from procrastinate_jobs").fetchall() == []


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


def test_it_goes_on_after_its_sessions_were_ended(settings: FleetSettings) -> None:
    async def play(one: ProcrastinateDispatcher, other: ProcrastinateDispatcher) -> None:
        await one.defer("perth", START)
        # Not all of the fleets' sessions: other tests have theirs on the same server.
        own = "select pg_backend_pid() as pid"
        for each in (one, other):
            (row,) = await each._connector.execute_query_all_async(own)
            execute(settings, f"select pg_terminate_backend({row['pid']})")
        assert (await taken(one)).rto == "perth"
        assert await other.take() is None

    played(settings, play)


def test_jobs_of_another_queue_are_left_alone(settings: FleetSettings) -> None:
    async def play(one: ProcrastinateDispatcher, other: ProcrastinateDispatcher) -> None:
        await other.beat()
        execute(
            settings,
            "insert into procrastinate_jobs (queue_name, task_name, lock) "
            "values ('others', 'theirs', 'perth')",
        )
        assert await one.take() is None
        assert await one.active() == {}
        execute(
            settings,
            "update procrastinate_jobs set status = 'doing', worker_id = "
            "(select max(id) from procrastinate_workers)",
        )
        execute(settings, "update procrastinate_workers set last_heartbeat = '2022-06-02Z'")
        assert await one.end_stalled() == ()

    played(settings, play)


def test_workers_that_were_silent_for_a_week_are_forgotten(settings: FleetSettings) -> None:
    week = 7 * 24 * 3600
    for silent in (week + 60, week - 60):
        execute(
            settings,
            "insert into procrastinate_workers (last_heartbeat) "
            f"values (now() - interval '{silent} s')",
        )
    played(settings)
    ages = "select extract(epoch from now() - last_heartbeat) as age from procrastinate_workers"
    (kept,) = execute(settings, ages).fetchall()
    assert kept["age"] < week


def test_a_queue_that_does_not_answer_is_told_whatever_is_asked(settings: FleetSettings) -> None:
    job = Job(1, "perth", START)

    async def play(one: ProcrastinateDispatcher, other: ProcrastinateDispatcher) -> None:
        await one.beat()
        execute(settings, "drop table procrastinate_jobs, procrastinate_workers cascade")
        for asked in (
            lambda: one.defer("perth", START),
            one.active,
            one.take,
            lambda: one.finish(job),
            one.beat,
            one.end_stalled,
        ):
            with pytest.raises(FleetUnusable) as caught:
                await asked()
            assert (caught.value.message, caught.value.remedy) == (
                "The fleet's queue does not answer (ConnectorException).",
                "Check [fleet] database and its password, and that PostgreSQL runs.",
            )

    played(settings, play)  # Nor does the end of a worker raise anything.


def test_each_worker_has_a_few_connections_and_closes_them(
    settings: FleetSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[dict[str, Any]] = []
    closed: list[bool] = []

    class Noted(PsycopgConnector):
        def __init__(self, **given: Any) -> None:
            made.append(given)
            super().__init__(**given)

        async def close_async(self) -> None:
            await super().close_async()
            closed.append(True)

    monkeypatch.setattr("talent_powerpro.fleet.procrastinate.PsycopgConnector", Noted)
    sizes = {"min_size": 1, "max_size": 4, "timeout": 10.0}
    for password, more in (("s3cret", {"password": "s3cret"}), ("", {})):
        played(evolve(settings, password=Secret(password)))
        given = {"conninfo": settings.database, "kwargs": {**CONNECTING, **more}, **sizes}
        assert made == [given, given]
        assert closed == [True, True]
        made.clear()
        closed.clear()


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
