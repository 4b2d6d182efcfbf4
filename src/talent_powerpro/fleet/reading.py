"""Reads the fleet's database for people, and makes the changes that they ask for."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any, TypeVar

from psycopg import Connection
from psycopg.rows import DictRow

from talent_powerpro.errors import SettingsFault
from talent_powerpro.fleet.database import FleetDatabase
from talent_powerpro.fleet.dispatcher import SILENCE
from talent_powerpro.fleet.faults import FleetUnusable
from talent_powerpro.fleet.procrastinate import ACTIVE, engine_version
from talent_powerpro.fleet.records import FleetRun, FleetState, RtoState, WorkerState
from talent_powerpro.fleet.settings import FleetSettings
from talent_powerpro.fleet.tables import check_tables

T = TypeVar("T")

SILENT = timedelta(seconds=SILENCE)
WAIT = 0.5
"""Seconds between two looks at a run that is waited for."""

RUN_FIELDS = (
    "number, rto, worker, due, started, ended, exit, lost, run_id, counts, wrote, needs_person, "
    "message, remedy"
)
RTOS = "select * from fleet_rtos where present order by rto"
LAST_RUNS = (
    f"select {RUN_FIELDS} from fleet_runs "  # noqa: S608  # our own words
    "where number in (select last_run from fleet_rtos where present)"
)
RUNNING = f"select {RUN_FIELDS} from fleet_runs where ended is null and job = any(%s)"  # noqa: S608
WORKERS = (
    "select worker, started, seen, slots, seen > now() - %s as alive from fleet_workers "
    "order by worker"
)


def read_fleet(settings: FleetSettings) -> FleetState:
    """The whole fleet now. Raises `FleetUnusable`."""
    with FleetDatabase(settings) as database:
        return database.do(lambda connection: state_of(connection, settings))


def state_of(connection: Connection[DictRow], settings: FleetSettings) -> FleetState:
    """The whole fleet, in one consistent state of the database."""
    check_tables(connection, engine_version())
    with connection.transaction():
        connection.execute("set transaction isolation level repeatable read, read only")
        jobs = {row["rto"]: row for row in connection.execute(ACTIVE)}
        active = [row["id"] for row in jobs.values()]
        last = {row["rto"]: FleetRun(**row) for row in connection.execute(LAST_RUNS)}
        running = {row["rto"]: FleetRun(**row) for row in connection.execute(RUNNING, (active,))}
        rows = connection.execute(RTOS).fetchall()
        workers = [WorkerState(**row) for row in connection.execute(WORKERS, (SILENT,))]
        now = connection.execute("select now()").fetchall()[0]["now"]
    rtos = (_state(row, last, running, jobs) for row in rows)
    return FleetState(
        now=now, late_after=settings.section.late_after, rtos=tuple(rtos), workers=tuple(workers)
    )


def _state(
    row: DictRow,
    last: Mapping[str, FleetRun],
    running: Mapping[str, FleetRun],
    jobs: Mapping[str, Any],
) -> RtoState:
    rto = row["rto"]
    job = jobs.get(rto)
    same = ("rto", "name", "file", "every", "since", "last_tried", "last_ended", "asked", "paused")
    return RtoState(
        **{field: row[field] for field in same},
        paused_by=row["paused_by"],
        faults=tuple(row["faults"]),
        last=last.get(rto),
        running=running.get(rto),
        waiting=job is not None and not job["doing"],
    )


# --- what people change -----------------------------------------------------------------


def pause(settings: FleetSettings, rto: str, who: str) -> bool:
    """Pause the RTO: no run of it begins until it is resumed. False if it was paused before.

    A run under way goes on. Raises `SettingsFault` for an unknown RTO, and `FleetUnusable`.
    """
    return _changed(
        settings,
        rto,
        "update fleet_rtos set paused = now(), paused_by = %(who)s, asked = null "
        "where rto = %(rto)s and paused is null",
        who=who,
    )


def resume(settings: FleetSettings, rto: str) -> bool:
    """Resume the RTO: it is due at its next tick. False if it was not paused. Raises as `pause`."""
    return _changed(
        settings,
        rto,
        "update fleet_rtos set paused = null, paused_by = '', since = now() "
        "where rto = %(rto)s and paused is not null",
    )


def ask(settings: FleetSettings, rto: str) -> int:
    """Ask for a run of the RTO at once, and return the number of its last run; 0: it had none.

    Raises `SettingsFault` for an RTO that is unknown, paused or has faults, and `FleetUnusable`.
    """

    def write(connection: Connection[DictRow]) -> int:
        row = _row(connection, rto)
        if row["paused"]:
            raise SettingsFault(
                f"{rto} is paused.", remedy=f"Resume it with: talent-powerpro fleet resume {rto}"
            )
        if row["faults"]:
            raise SettingsFault([f"{rto}: {fault}" for fault in row["faults"]])
        if not any(each["alive"] for each in connection.execute(WORKERS, (SILENT,))):
            raise FleetUnusable(
                "No worker of the fleet is at work.",
                remedy="Start one with `talent-powerpro fleet worker`.",
            )
        connection.execute(
            "update fleet_rtos set asked = coalesce(asked, now()) where rto = %s", (rto,)
        )
        return int(row["last_run"] or 0)

    return _with(settings, write)


def awaited(
    settings: FleetSettings,
    rto: str,
    after: int,
    sleep: Callable[[float], None] = time.sleep,
) -> FleetRun:
    """Wait for the end of a run of the RTO with a number above *after*, and return it."""
    query = LAST_RUNS + " and rto = %s and number > %s"
    with FleetDatabase(settings) as database:
        while True:
            rows = database.do(lambda it: it.execute(query.encode(), (rto, after)).fetchall())
            if rows:
                return FleetRun(**rows[0])
            sleep(WAIT)


def _changed(settings: FleetSettings, rto: str, statement: str, **values: str) -> bool:
    def write(connection: Connection[DictRow]) -> bool:
        _row(connection, rto)
        done = connection.execute(statement.encode(), {"rto": rto, **values})
        return done.rowcount == 1

    return _with(settings, write)


def _with(settings: FleetSettings, work: Callable[[Connection[DictRow]], T]) -> T:
    with FleetDatabase(settings) as database:

        def checked(connection: Connection[DictRow]) -> T:
            check_tables(connection, engine_version())
            return work(connection)

        return database.do(checked)


def _row(connection: Connection[DictRow], rto: str) -> DictRow:
    rows = {row["rto"]: row for row in connection.execute(RTOS)}
    if rto not in rows:
        known = ", ".join(rows) or "none"
        raise SettingsFault(f"The fleet has no RTO {rto!a}. It has: {known}.")
    return rows[rto]
