"""The connection to the fleet's database, lost and made again."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor, wait

import psycopg
import pytest
from attrs import evolve
from psycopg import Connection
from psycopg.errors import InsufficientPrivilege
from psycopg.rows import DictRow

from support.fleet.recorded import execute
from talent_powerpro.fleet.database import CONNECTING, FleetDatabase
from talent_powerpro.fleet.faults import FleetUnusable
from talent_powerpro.fleet.procrastinate import engine_schema, engine_version
from talent_powerpro.fleet.settings import FleetSettings
from talent_powerpro.fleet.tables import make_tables
from talent_powerpro.model import Secret

pytestmark = pytest.mark.servers


def test_the_connection_is_the_fleets_own_and_closed_at_the_end(settings: FleetSettings) -> None:
    with FleetDatabase(evolve(settings, password=Secret("s3cret"))) as database:
        (connection, again) = (database.do(lambda it: it) for _ in range(2))
        assert connection is again
        info = connection.info
        given = {key: info.get_parameters().get(key) for key in CONNECTING}
        assert (given, info.password) == (
            {
                "connect_timeout": "10",
                "application_name": "talent-powerpro fleet",
                "keepalives_idle": "10",
                "keepalives_interval": "5",
                "keepalives_count": "3",
                "tcp_user_timeout": "30000",
            },
            "s3cret",
        )
    assert connection.closed
    database.close()  # A second time does nothing.


def test_threads_take_turns(database: FleetDatabase) -> None:
    said: list[str] = []

    def first(connection: Connection[DictRow]) -> None:
        others = [
            threads.submit(database.do, lambda _: said.append("second")),
            threads.submit(database.close),
        ]
        wait(others, timeout=0.1)
        said.append("closed" if connection.closed else "first")

    with ThreadPoolExecutor(2) as threads:
        database.do(first)
    assert said == ["first", "second"]


def test_a_statement_that_the_user_may_not_make_is_told(settings: FleetSettings) -> None:
    elsewhere = settings.section.database.replace("fleet_test_", "no_such_schema_")
    section = evolve(settings.section, database=elsewhere)
    with (
        FleetDatabase(evolve(settings, section=section)) as database,
        pytest.raises(FleetUnusable) as caught,
    ):
        database.do(lambda it: make_tables(it, engine_schema(), engine_version()))
    assert (caught.value.message, caught.value.remedy) == (
        "The fleet's database refuses a statement (InvalidSchemaName).",
        "Let its user create tables in a schema of the database.",
    )

    def forbidden(_: object) -> None:
        raise InsufficientPrivilege

    with (
        FleetDatabase(settings) as database,
        pytest.raises(FleetUnusable, match=r"\(InsufficientPrivilege\)"),
    ):
        database.do(forbidden)


def test_a_lost_connection_is_made_again(settings: FleetSettings, database: FleetDatabase) -> None:
    with FleetDatabase(settings) as other:
        (row,) = execute(other, "select pg_backend_pid() as pid").fetchall()
        execute(database, f"select pg_terminate_backend({row['pid']})")
        assert execute(other, "select 1 as one").fetchall() == [{"one": 1}]


def test_a_server_that_does_not_answer_is_told_without_its_address(
    settings: FleetSettings,
) -> None:
    section = evolve(settings.section, database="postgresql://somebody@127.0.0.1:1/nothing")
    waits: list[float] = []
    with FleetDatabase(evolve(settings, section=section), sleep=waits.append) as gone:
        with pytest.raises(FleetUnusable) as caught:
            gone.do(lambda it: it.execute("select 1"))
        assert (caught.value.message, caught.value.remedy) == (
            "The fleet's database does not answer (OperationalError).",
            "Check [fleet] database and its password, and that PostgreSQL runs.",
        )
        assert not waits
        with pytest.raises(FleetUnusable):
            gone.surely(lambda it: it.execute("select 1"))
    assert waits == sorted(waits)
    assert sum(waits) == 60.5  # About a minute: PostgreSQL may be restarting.


def test_what_must_be_recorded_is_tried_until_the_server_answers(settings: FleetSettings) -> None:
    waits: list[float] = []
    tries: list[Connection[DictRow]] = []

    def ninth_time(connection: Connection[DictRow]) -> str:
        tries.append(connection)
        if len(tries) < 9:
            raise psycopg.OperationalError
        return "done"

    with FleetDatabase(settings, sleep=waits.append) as database:
        execute(database, "select 1")
        assert database.surely(ninth_time) == "done"
        # The second try is at once, for the connection alone may have been lost.
        assert len(waits) == 7
        assert len(set(map(id, tries))) == 9
        assert [each.closed for each in tries] == [True] * 8 + [False]
