"""The fleet's tables: made once, by whichever worker begins first, and of one version."""

from __future__ import annotations

import time
from concurrent.futures import Future, ThreadPoolExecutor

import pytest

from support.fleet.recorded import Between, execute
from support.patience import PATIENCE
from talent_powerpro.fleet.database import FleetDatabase
from talent_powerpro.fleet.faults import FleetUnusable
from talent_powerpro.fleet.procrastinate import engine_schema, engine_version
from talent_powerpro.fleet.reading import ask, pause, read_fleet, resume
from talent_powerpro.fleet.settings import FleetSettings
from talent_powerpro.fleet.tables import make_tables

pytestmark = pytest.mark.servers


def test_a_database_without_tables_says_how_they_are_made(settings: FleetSettings) -> None:
    for asked in (
        lambda: read_fleet(settings),
        lambda: ask(settings, "perth"),
        lambda: pause(settings, "perth", "anna"),
        lambda: resume(settings, "perth"),
    ):
        with pytest.raises(FleetUnusable, match="has no tables yet") as caught:
            asked()
        assert "fleet worker" in caught.value.remedy


def test_tables_are_made_once_and_those_of_another_version_are_refused(
    settings: FleetSettings, database: FleetDatabase
) -> None:
    database.do(lambda it: make_tables(it, engine_schema(), engine_version()))
    # A database that an earlier release made is refused where this number is another.
    made = execute(database, "select version, engine from fleet_schema").fetchall()
    assert made == [{"version": 1, "engine": engine_version()}]
    execute(database, "update fleet_schema set version = 2")
    with pytest.raises(FleetUnusable, match="made by another version") as caught:
        database.do(lambda it: make_tables(it, engine_schema(), engine_version()))
    with pytest.raises(FleetUnusable, match="made by another version"):
        read_fleet(settings)
    assert caught.value.remedy.startswith("Stop all workers, and give the fleet an empty database")


def test_workers_that_begin_at_once_make_the_tables_once(settings: FleetSettings) -> None:
    def make(connection: object) -> None:
        make_tables(connection, engine_schema(), engine_version())  # type: ignore[arg-type]

    with (
        FleetDatabase(settings) as one,
        FleetDatabase(settings) as other,
        FleetDatabase(settings) as watching,
        ThreadPoolExecutor(1) as threads,
    ):
        (second,) = execute(other, "select pg_backend_pid() as pid").fetchall()
        begun = list[Future[None]]()

        def begin_the_other() -> None:
            begun.append(threads.submit(other.do, make))
            waits = f"select from pg_locks where pid = {second['pid']} and not granted"
            while not begun[0].done() and not execute(watching, waits).fetchall():
                time.sleep(0.01)

        one.do(lambda it: make(Between(it, "create table", begin_the_other)))
        begun[0].result(PATIENCE)
    assert read_fleet(settings).rtos == ()
