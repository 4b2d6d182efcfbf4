"""The fleet's own tables, beside those of Procrastinate in one schema of PostgreSQL."""

from __future__ import annotations

from psycopg import Connection
from psycopg.rows import DictRow

from talent_powerpro.fleet.faults import FleetUnusable

VERSION = 1

TABLES = """
create table fleet_schema (version int not null, engine text not null);
create table fleet_rtos (
    rto text primary key,
    name text not null,
    file text not null,
    every interval not null,
    faults json not null,
    present boolean not null default true,
    since timestamptz not null default now(),
    asked timestamptz,
    paused timestamptz,
    paused_by text not null default '',
    last_tried timestamptz,
    last_ended timestamptz,
    last_run bigint
);
create table fleet_runs (
    number bigint generated always as identity primary key,
    job bigint not null,
    rto text not null,
    worker text not null,
    due timestamptz,
    started timestamptz not null default now(),
    ended timestamptz,
    exit int,
    lost boolean not null default false,
    run_id text not null default '',
    counts json not null default '{}',
    wrote int not null default 0,
    needs_person json not null default '{}',
    message text not null default '',
    remedy text not null default ''
);
create index fleet_runs_by_rto on fleet_runs (rto, number desc);
create index fleet_runs_under_way on fleet_runs (number) where ended is null;
create table fleet_workers (
    worker text primary key,
    started timestamptz not null default now(),
    seen timestamptz not null default now(),
    slots int not null
);
"""

LOCK = 7_046_102_319
"""Key of the advisory lock under which the tables are made."""


def make_tables(connection: Connection[DictRow], engine_schema: str, engine_version: str) -> None:
    """Make the tables unless they are there. Safe for several workers at once.

    *engine_schema* is Procrastinate's own SQL. Raises `FleetUnusable` for tables of another
    version.
    """
    with connection.transaction():
        connection.execute("select pg_advisory_xact_lock(%s)", (LOCK,))
        if not are_there(connection):
            connection.execute(TABLES.encode())
            connection.execute(engine_schema.encode())
            connection.execute(
                "insert into fleet_schema values (%s, %s)", (VERSION, engine_version)
            )
    check_tables(connection, engine_version)


def are_there(connection: Connection[DictRow]) -> bool:
    """Whether the tables are in the schema that the connection uses."""
    found = connection.execute("select to_regclass('fleet_schema') is not null as yes")
    return bool(found.fetchall()[0]["yes"])


def check_tables(connection: Connection[DictRow], engine_version: str) -> None:
    """Raise `FleetUnusable` unless the tables are there and of this version."""
    if not are_there(connection):
        raise FleetUnusable(
            "The fleet's database has no tables yet.",
            remedy="Start a worker with `talent-powerpro fleet worker`. It makes them.",
        )
    found = connection.execute("select version, engine from fleet_schema").fetchone()
    if found != {"version": VERSION, "engine": engine_version}:
        raise FleetUnusable(
            "The fleet's database was made by another version of talent-powerpro or Procrastinate.",
            remedy="Stop all workers, and give the fleet an empty database. Pauses and the records "
            "of runs are lost with the old one. Nothing of the RTOs is in it.",
        )
