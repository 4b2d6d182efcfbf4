"""What tests of a fleet's records on PostgreSQL put into them and ask of them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg
from psycopg.rows import DictRow

from talent_powerpro.fleet.database import FleetDatabase
from talent_powerpro.fleet.dispatcher import Job
from talent_powerpro.fleet.procrastinate import ProcrastinateDispatcher
from talent_powerpro.fleet.reading import read_fleet
from talent_powerpro.fleet.records import RtoState, RunEnd
from talent_powerpro.fleet.registry import Registration
from talent_powerpro.fleet.settings import FleetSettings

PERTH = Registration(rto="perth", file=Path("rtos/perth.toml"), name="Perth", every=600)
FAULTY = Registration(rto="faulty", file=Path("rtos/faulty.toml"), faults=("[rto] timezone: no",))
END = RunEnd(exit=1, run_id="R1", counts={"provisioning": {"held": 1}}, needs_person={"held": 1})


def state(settings: FleetSettings, rto: str = "perth") -> RtoState:
    (found,) = (each for each in read_fleet(settings).rtos if each.rto == rto)
    return found


def in_queue(settings: FleetSettings, due: datetime | None, *, take: bool) -> Job:
    """A job of perth that waits in the queue, or that a worker has taken, whose number is kept."""

    async def main() -> Job:
        async with ProcrastinateDispatcher(settings) as dispatcher:
            await dispatcher.defer("perth", due)
            job = await dispatcher.take() if take else Job(0, "perth", due)
            assert job
            return job

    return asyncio.run(main())


def now(database: FleetDatabase) -> datetime:
    return database.do(lambda it: it.execute("select now()").fetchall())[0]["now"]  # type: ignore[no-any-return]


def execute(database: FleetDatabase, statement: str) -> Any:
    return database.do(lambda it: it.execute(statement.encode()))


class Between:
    """A connection that lets something happen right before a statement is executed."""

    def __init__(
        self, connection: psycopg.Connection[DictRow], statement: str, happens: Callable[[], object]
    ) -> None:
        self._connection = connection
        self._statement, self._happens = statement, happens
        self.transaction = connection.transaction

    def execute(self, statement: Any, values: Any = None) -> psycopg.Cursor[DictRow]:
        said = statement.decode() if isinstance(statement, bytes) else statement
        if self._statement in said:
            self._happens()
        return self._connection.execute(statement, values)
