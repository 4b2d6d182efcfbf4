"""The connection to the fleet's database, lost and made again."""

from __future__ import annotations

import psycopg
import pytest
from attrs import evolve

from support.fleet.recorded import execute
from talent_powerpro.fleet.database import FleetDatabase
from talent_powerpro.fleet.faults import FleetUnusable
from talent_powerpro.fleet.procrastinate import engine_schema, engine_version
from talent_powerpro.fleet.settings import FleetSettings
from talent_powerpro.fleet.tables import make_tables

pytestmark = pytest.mark.servers


def test_a_user_who_may_not_create_tables_is_told_so(settings: FleetSettings) -> None:
    elsewhere = settings.section.database.replace("fleet_test_", "no_such_schema_")
    section = evolve(settings.section, database=elsewhere)
    with (
        FleetDatabase(evolve(settings, section=section)) as database,
        pytest.raises(FleetUnusable, match=r"refuses a statement \(InvalidSchemaName\)"),
    ):
        database.do(lambda it: make_tables(it, engine_schema(), engine_version()))


def test_a_lost_connection_is_made_again(settings: FleetSettings, database: FleetDatabase) -> None:
    with FleetDatabase(settings) as other:
        (row,) = execute(other, "select pg_backend_pid() as pid").fetchall()
        execute(database, f"select pg_terminate_backend({row['pid']})")
        assert execute(other, "select 1 as one").fetchall() == [{"one": 1}]


def test_a_server_that_does_not_answer_is_told_without_its_address(
    settings: FleetSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    section = evolve(settings.section, database="postgresql://somebody@127.0.0.1:1/nothing")
    waits: list[float] = []
    with FleetDatabase(evolve(settings, section=section), sleep=waits.append) as gone:
        with pytest.raises(FleetUnusable, match="does not answer") as caught:
            gone.do(lambda it: it.execute("select 1"))
        assert "somebody" not in str(caught.value)
        with pytest.raises(FleetUnusable):
            gone.surely(lambda it: it.execute("select 1"))
    assert 55 < sum(waits) < 70  # About a minute: PostgreSQL may be restarting.


def test_what_must_be_recorded_is_tried_until_the_server_answers(
    database: FleetDatabase,
) -> None:
    tries = []

    def third_time(connection: object) -> str:
        tries.append(connection)
        if len(tries) < 5:
            raise psycopg.OperationalError
        return "done"

    assert database.surely(third_time) == "done"
