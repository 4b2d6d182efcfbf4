"""Stores on database servers: making, opening, import, and what the contracts do not cover."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from itertools import count
from typing import Any

import pytest
from attrs import evolve
from sqlalchemy import NullPool, create_engine, insert, make_url, select

from support.sql.dialect_stores import SERVERS, Place, a_database, new_place, server_url
from support.sql.guide_rows import (
    BOOKING,
    JOANA,
    LOG,
    RESULT,
    a_set,
    client,
    contact_log,
    course,
    enrolment,
    the_enrolment,
    the_unit,
    unit,
)
from support.sql.said_rtos import each_statement_says_whose_rows_it_means
from talent_powerpro.adapters.sql import SqlPowerPro, schema
from talent_powerpro.adapters.sql.backup import backup, restore
from talent_powerpro.adapters.sql.dialects import dialect_for
from talent_powerpro.adapters.sql.dialects.server import Server
from talent_powerpro.errors import EditedMeanwhile, PowerProUnusable, SettingsFault
from talent_powerpro.model import TalentUserId, plain, talent_number
from talent_powerpro.ports.import_set import Kind

pytestmark = pytest.mark.servers
_numbers = count(1)


@pytest.fixture(params=SERVERS)
def server(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def place(server: str, tmp_path: Any) -> Iterator[Place]:
    """A place for a new RTO in tables that others have rows in."""
    with each_statement_says_whose_rows_it_means():
        yield new_place(server, tmp_path)


@pytest.fixture
def empty(server: str) -> Iterator[str]:
    """The URL of an empty database."""
    with a_database(server, f"powerpro_empty_{os.getpid()}_{next(_numbers)}") as url:
        yield url


def made(place: Place, *rows: Any, busy_seconds: float = 5) -> SqlPowerPro:
    powerpro = SqlPowerPro.create(place.url, rto=place.rto, busy_seconds=busy_seconds)
    powerpro.take_in(a_set(*rows))
    return powerpro


def execute(url: str, statement: Any) -> None:
    """Execute the statement as another program does."""
    with create_engine(url, poolclass=NullPool).begin() as connection:
        if isinstance(statement, str):
            connection.exec_driver_sql(statement)
        else:
            connection.execute(statement)


# --- making and opening -----------------------------------------------------------


def test_opening_makes_nothing(empty: str) -> None:
    for _ in range(2):
        with pytest.raises(PowerProUnusable, match="There is no PowerPro store in the") as caught:
            SqlPowerPro(empty, rto="North College")
        assert "talent-powerpro import" in caught.value.remedy


def test_a_name_has_an_end(place: Place) -> None:
    with pytest.raises(SettingsFault, match="256 characters"):
        SqlPowerPro.create(place.url, rto="R" * 256)
    SqlPowerPro.create(place.url, rto="R" * 255).close()


def test_names_differ_by_their_letters_and_not_by_blanks_around_them(place: Place) -> None:
    with made(place) as powerpro, SqlPowerPro(place.url, rto=f" {place.rto} ") as same:
        assert same.counts() == powerpro.counts()
    with pytest.raises(PowerProUnusable, match="has no RTO"):
        SqlPowerPro(place.url, rto=place.rto.lower())


def test_a_table_of_another_program_is_not_taken_for_ours(empty: str) -> None:
    execute(empty, "CREATE TABLE units (id INTEGER)")
    with pytest.raises(PowerProUnusable, match="table units of another program"):
        SqlPowerPro.create(empty, rto="North College")


def test_an_interrupted_making_is_completed(empty: str) -> None:
    SqlPowerPro.create(empty, rto="North College").close()
    execute(empty, "DROP TABLE dismissals")
    execute(empty, "DELETE FROM migrations")
    execute(empty, "DELETE FROM store")
    with pytest.raises(PowerProUnusable, match="There is no PowerPro store"):
        SqlPowerPro(empty, rto="North College")
    with SqlPowerPro.create(empty, rto="North College") as powerpro:
        assert powerpro.lists.dismissals() == ()


def test_of_two_that_make_a_store_one_waits(empty: str) -> None:
    dialect = dialect_for(empty)
    assert isinstance(dialect, Server)
    with create_engine(empty, poolclass=NullPool).begin() as connection:
        assert dialect.make_alone(connection, 1)
        with pytest.raises(PowerProUnusable, match="locked by another program"):
            SqlPowerPro.create(empty, rto="North College", busy_seconds=0.1)
    SqlPowerPro.create(empty, rto="North College", busy_seconds=0.1).close()


def test_back_ups_are_the_servers_own(place: Place, tmp_path: Any) -> None:
    with pytest.raises(SettingsFault, match="`backup` is for stores in SQLite files") as caught:
        backup(place.url, tmp_path / "file")
    assert "dump" in caught.value.remedy
    with pytest.raises(SettingsFault, match="`restore` is for stores in SQLite files"):
        restore(place.url, tmp_path / "file", today=date(2026, 11, 28))


# --- faults -----------------------------------------------------------------------


def test_no_fault_shows_the_password(server: str) -> None:
    url = server_url(server).set(port=1, username="powerpro", password="open-sesame")
    with pytest.raises(PowerProUnusable, match="cannot be reached") as caught:
        SqlPowerPro(url.render_as_string(hide_password=False), rto="North College")
    assert "open-sesame" not in f"{caught.value.message} {caught.value.remedy}"
    assert "powerpro" not in caught.value.message


def test_a_missing_database_is_named(server: str) -> None:
    url = server_url(server).set(database="nowhere_at_all")
    with pytest.raises(PowerProUnusable, match="nowhere_at_all"):
        SqlPowerPro(url.render_as_string(hide_password=False), rto="North College")
    with pytest.raises(SettingsFault, match="no database"):
        SqlPowerPro(f"{url.drivername}://127.0.0.1", rto="North College")


def test_a_value_that_is_too_long_is_refused_and_nothing_is_written(place: Place) -> None:
    with made(place) as powerpro:
        with pytest.raises(PowerProUnusable, match="no room for a value"):
            powerpro.take_in(a_set(client(), client("9" * 256)))
        assert powerpro.counts()["clients"] == 1


def test_a_writer_waits_for_another_of_its_rto_and_for_no_other(
    place: Place, server: str, tmp_path: Any
) -> None:
    other = new_place(server, tmp_path)
    with made(place) as one, made(other) as another:
        with SqlPowerPro(place.url, rto=place.rto, busy_seconds=0.1) as second:
            with one._store.writing():
                with pytest.raises(PowerProUnusable, match="locked by another program"):
                    second.set_result(the_unit(second), RESULT)
                another.set_result(the_unit(another), RESULT)
            second.set_result(the_unit(second), RESULT)
        assert the_unit(one).result == RESULT


def test_a_fault_leaves_nothing_behind_and_the_store_in_use(place: Place) -> None:
    with made(place) as powerpro:
        with suppress(ZeroDivisionError), powerpro._store.writing() as connection:
            connection.execute(insert(schema.due_marks), {"enrolment_id": "E1"})
            raise ZeroDivisionError
        assert powerpro.journal.due_marks() == ()


ENDING = {
    "postgresql": "SELECT pg_terminate_backend(pg_backend_pid())",
    "mariadb": "KILL CONNECTION_ID()",
}


def test_a_lost_connection_fails_the_call_and_the_next_one_has_a_new_one(
    place: Place, server: str
) -> None:
    with made(place) as powerpro:
        lost = pytest.raises(PowerProUnusable, match="cannot be reached")
        with lost, powerpro._store.reading() as connection:
            connection.exec_driver_sql(ENDING[server])
        assert powerpro.counts()["enrolments"] == 1


# --- columns ----------------------------------------------------------------------

TEXTS = [
    *("jg11@pm.me", "JG11@PM.ME", " jg11@pm.me ", "\tjg11@pm.me\n", "\xa0jg11@pm.me\u2003"),
    *("j  g@pm.me", "JÖ@pm.me", "", " ", "7", "007", " 7 ", "\u20037\xa0", "7.0", "٧", "0", "00"),
    *("7 7", "7\n", "-7", "new:7", "9" * 300, "x" * 300, "\\", "%", "'", "İ", "ß"),
]


def test_computed_columns_agree_with_python(place: Place) -> None:
    rows = [client(str(number), email=each, secondary_id=each) for number, each in enumerate(TEXTS)]
    table = schema.clients.c
    with made(place, course(), *rows) as powerpro, powerpro._store.reading() as connection:
        query = select(table.email, table.email_plain, table.secondary_number)
        for email, as_plain, number in connection.execute(query):
            assert as_plain in (None, plain(email)), email
            assert number == (found := talent_number(email)) or (found and len(found) > 200), email
        usual = connection.execute(query.where(table.email == "JG11@PM.ME")).one()
        assert usual.email_plain == "jg11@pm.me"


# --- import and export ------------------------------------------------------------


def test_an_import_is_merged_and_what_the_agent_wrote_is_kept_and_exported(place: Place) -> None:
    with made(place) as powerpro:
        powerpro.set_secondary_id(the_enrolment(powerpro).client, TalentUserId("1001"))
        powerpro.set_result(the_unit(powerpro), RESULT)
        powerpro.add_contact_log(the_enrolment(powerpro), LOG)
        changed = powerpro.changes()
        assert changed.counts[Kind.UNIT] == changed.counts[Kind.CONTACT_LOG] == 1
        again = powerpro.take_in(
            a_set(course(name="New"), client(), enrolment(), unit(), unit("ICTWEB306"))
        )
        assert (again.added[Kind.UNIT], again.changed[Kind.COURSE]) == (1, 1)
        assert [key for _, key in again.absent] == [(BOOKING, "ICTWEB305", "Unit")]
        kept = the_enrolment(powerpro)
        assert kept.client.secondary_id == "1001"
        assert kept.course.name == "New"
        assert the_unit(powerpro).result == RESULT
        assert [evolve(each) for each in kept.contact_logs] == [LOG]


def test_faults_of_an_import_are_told_and_nothing_is_imported(place: Place) -> None:
    with made(place) as powerpro:
        before = powerpro.counts()
        with pytest.raises(SettingsFault, match="appears 2 times"):
            powerpro.take_in(a_set(client("X"), client("X")))
        assert powerpro.counts() == before
        powerpro.take_in(a_set(client("X")))
        assert powerpro.counts() == {**before, "clients": before["clients"] + 1}


def test_an_import_of_more_rows_than_one_piece(place: Place) -> None:
    rows = [course()]
    for number in map(str, range(600)):
        rows += [
            client(number),
            enrolment(number, client_code=number),
            unit(booking=number),
            contact_log(number),
        ]
    with made(place, *rows) as powerpro:
        assert powerpro.counts()["contact_logs"] == 600
        assert powerpro.take_in(a_set(*rows)).unchanged[Kind.UNIT] == 600
        assert [each.id for each in powerpro.every_enrolment()] == [*map(str, range(600))]


def test_a_person_edits_by_sql_and_the_agent_sees_it(place: Place) -> None:
    with made(place) as powerpro:
        read = the_enrolment(powerpro).client
        execute(
            place.url,
            "UPDATE clients SET email = 'new@pm.me', secondary_id = '7' WHERE clients.rto = "
            f"(SELECT number FROM rtos WHERE name = '{place.rto}') AND code = '{JOANA}'",
        )
        assert JOANA in {each.code for each in powerpro.clients_with_email("new@pm.me")}
        with pytest.raises(EditedMeanwhile, match="was 'DPC000129' and is now '7'"):
            powerpro.set_secondary_id(read, TalentUserId("1001"))


def test_the_database_has_no_table_that_is_left_over(empty: str) -> None:
    with made(Place(empty, "North College")) as powerpro:
        powerpro.take_in(a_set())
    engine = create_engine(make_url(empty), poolclass=NullPool)
    with engine.connect() as connection:
        found = set(engine.dialect.get_table_names(connection))
    assert found == {*schema.metadata.tables, "rtos", "run_locks"}
