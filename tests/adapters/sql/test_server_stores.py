"""What all servers do alike: stores are made, opened and named, and faults are told.

A SQLite file stands in for the server.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, insert, make_url
from sqlalchemy.exc import InvalidRequestError

from support.sql.stand_in import Driver, StandIn, address_of, called
from talent_powerpro.adapters.sql import schema
from talent_powerpro.adapters.sql.database_place import DatabasePlace
from talent_powerpro.adapters.sql.dialects.server_database import disposed
from talent_powerpro.adapters.sql.store_names import StoreNames
from talent_powerpro.adapters.sql.table_names import TableNames
from talent_powerpro.adapters.sql.transactions import Store
from talent_powerpro.errors import PowerProUnusable, RunFault

SINCE = datetime(2022, 6, 2, 6, 58, 56, tzinfo=UTC)
TODAY = date(2022, 6, 2)
STORE = "store under [powerpro] in the settings"
COURSE = {
    "code": "ICT30120",
    "name": "Certificate III",
    "talent_course_id": "126",
    "talent_group_key": "",
}
ROW = {**COURSE, "archived": False, "export_to_talent": True}
OPENING: dict[str, Any] = {"rto": "North", "busy_seconds": 1}
LASTING: dict[str, Any] = {**OPENING, "clock": lambda: SINCE}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "server.db"


@pytest.fixture
def url(file: Path) -> str:
    return address_of(file)


@pytest.fixture
def made(url: str) -> str:
    """The address of a store with an RTO, *North*."""
    StandIn().make(url, **OPENING)
    return url


def rows(file: Path, query: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(file)) as session:
        return session.execute(query).fetchall()


def execute(file: Path, statement: str) -> None:
    with closing(sqlite3.connect(file)) as session:
        session.execute(statement)
        session.commit()


def told(call: Callable[[], object]) -> str:
    with pytest.raises(RunFault) as caught:
        call()
    return f"{type(caught.value).__name__}: {caught.value.message}"


def missing(file: Path) -> str:
    return f"PowerProUnusable: There is no PowerPro store in the {called(file)}."


def another_schema(file: Path) -> str:
    return (
        f"PowerProUnusable: PowerPro's store {called(file)} has schema {schema.SCHEMA + 1}, but "
        f"this version needs schema {schema.SCHEMA}."
    )


# --- making -----------------------------------------------------------------------


def test_making_tells_whether_the_rto_is_new(url: str, file: Path) -> None:
    names = ("North", "South", "North")
    assert [StandIn().make(url, rto=each, busy_seconds=1) for each in names] == [True, True, False]
    assert rows(file, "SELECT number, name FROM rtos") == [(1, "North"), (2, "South")]


def test_a_store_of_another_schema_gets_no_rto(made: str, file: Path) -> None:
    execute(file, f"UPDATE store SET schema = {schema.SCHEMA + 1}")
    assert told(lambda: StandIn().make(made, rto="South", busy_seconds=1)) == another_schema(file)
    assert rows(file, "SELECT name FROM rtos") == [("North",)]


def test_a_store_that_another_process_makes_is_busy(url: str, file: Path) -> None:
    dialect = StandIn()
    dialect.is_alone = False
    assert told(lambda: dialect.make(url, **OPENING)) == (
        f"PowerProUnusable: The {called(file)} is locked by another program."
    )
    assert rows(file, "SELECT name FROM sqlite_master") == []


def test_rows_are_filled_in_while_the_rto_s_own_row_is_locked(
    monkeypatch: pytest.MonkeyPatch, made: str, file: Path
) -> None:
    monkeypatch.setattr(Driver, "sent", [])
    with StandIn().filling(made, rto="South", busy_seconds=1) as connection:
        assert [each for each in Driver.sent if each.endswith(" FOR UPDATE")] == [
            "SELECT rtos.number \nFROM rtos \nWHERE rtos.number = ? FOR UPDATE"
        ]
        connection.execute(insert(schema.courses), ROW)
    assert rows(file, "SELECT rto, code FROM courses") == [(2, "ICT30120")]


# --- opening ----------------------------------------------------------------------


def test_what_is_not_there_is_named_and_not_made(url: str, file: Path) -> None:
    there = DatabasePlace(make_url(url))
    assert told(lambda: StandIn().open(url, **OPENING)) == missing(file)
    assert told(lambda: StandIn().schema_number(url, busy_seconds=1)) == missing(file)
    assert told(lambda: StandIn().open_state(there, **LASTING)) == (
        f"PowerProUnusable: There are no tables of the agent's state in the {called(file)}."
    )
    StandIn().make(url, rto="South", busy_seconds=1)
    assert StandIn().schema_number(url, busy_seconds=1) == schema.SCHEMA
    assert told(lambda: StandIn().open(url, **OPENING)) == (
        f"PowerProUnusable: The store in the {called(file)} has no RTO 'North'."
    )
    assert told(lambda: StandIn().open_state(there, **LASTING)) == (
        f"PowerProUnusable: The tables of the agent's state in the {called(file)} have no RTO "
        "'North'."
    )


def test_a_transaction_has_the_level_that_the_server_needs(made: str) -> None:
    class Uncommitted(StandIn):
        writes_at = "READ UNCOMMITTED"

    with closing(Uncommitted().open(made, **OPENING)) as store:
        with store.reading() as connection:
            assert connection.get_isolation_level() == "SERIALIZABLE"
        with store.writing() as connection:
            assert connection.get_isolation_level() == "READ UNCOMMITTED"


class Later(StandIn):
    """A version of this program that needs another server."""

    oldest = (3, 9999)


def test_an_old_server_is_told_with_its_version_and_the_one_needed(url: str, file: Path) -> None:
    with pytest.raises(PowerProUnusable) as caught:
        Later().open(url, **OPENING)
    assert (caught.value.message, caught.value.remedy) == (
        f"The {called(file)} is on a server of version {sqlite3.sqlite_version}, which is too old.",
        "Update the server to 3.9999 or later.",
    )


def test_a_server_of_another_product_is_refused(
    monkeypatch: pytest.MonkeyPatch, url: str, file: Path
) -> None:
    def initialize(*_: Any) -> None:
        raise InvalidRequestError("MySQL is no MariaDB")  # As SQLAlchemy has it.

    monkeypatch.setattr(Driver, "initialize", initialize)
    with pytest.raises(PowerProUnusable) as caught:
        StandIn().open(url, **OPENING)
    assert (caught.value.message, caught.value.remedy) == (
        f"The {called(file)} is not on a server of MariaDB.",
        f"MySQL cannot be used. Name a server of MariaDB or PostgreSQL as {STORE}.",
    )


def test_a_store_is_migrated_by_none_but_checked(made: str, file: Path) -> None:
    def migrate() -> object:
        return StandIn().migrate(
            made,
            lambda *_: pytest.fail("it is migrated"),
            today=TODAY,
            busy_seconds=1,
            clock=lambda: SINCE,
        )

    assert migrate() is None
    execute(file, f"UPDATE store SET schema = {schema.SCHEMA + 1}")
    assert told(migrate) == another_schema(file)


# --- the agent's state ------------------------------------------------------------

NAMES = TableNames(prefix="talent_")


def test_the_state_s_tables_are_made_in_a_session_of_their_own(url: str, file: Path) -> None:
    """They are not made in that of a host, whose transaction MariaDB would end."""
    with disposed(create_engine("sqlite://")) as engine, engine.connect() as host:
        place = DatabasePlace(make_url(url), NAMES, connection=host)
        StandIn().make_state(place, **OPENING)
        assert host.exec_driver_sql("SELECT count(*) FROM sqlite_master").scalar_one() == 0
    assert rows(file, "SELECT name FROM talent_rtos") == [("North",)]
    assert (
        rows(file, "SELECT name FROM sqlite_master WHERE name IN ('rtos', 'talent_clients')") == []
    )


def test_the_state_is_guarded_by_a_lock_of_its_own_tables(url: str) -> None:
    place = DatabasePlace(make_url(url), NAMES)
    StandIn().make_state(place, **OPENING)
    store, lock = StandIn().open_state(place, **LASTING)
    with closing(store):
        with lock.hold("run"):
            assert getattr(lock, "is_held", None) == "'talent_North' = '7'"
            with pytest.raises(PowerProUnusable, match="The run lock in the"):
                write(store)
        write(store)


def write(store: Store) -> None:
    with store.writing() as connection:
        connection.execute(insert(schema.due_marks), {"enrolment_id": "E1", "export_date": None})


def test_a_fault_in_the_session_of_a_host_is_told_as_any_other(url: str, file: Path) -> None:
    place = DatabasePlace(make_url(url), NAMES)
    StandIn().make_state(place, **OPENING)
    with disposed(create_engine(url)) as engine, engine.connect() as host:
        borrowed = DatabasePlace(place.url, NAMES, connection=host)
        store, _ = StandIn().open_state(borrowed, **LASTING)
        execute(file, "DROP TABLE talent_due_marks")
        assert told(lambda: write(store)) == (
            f"PowerProUnusable: The {called(file)} cannot be used (error OperationalError)."
        )


# --- for a support bundle ---------------------------------------------------------


def test_names_and_facts_are_those_of_the_store(made: str, file: Path) -> None:
    with closing(StandIn().open(made, **OPENING)) as store, store.writing() as connection:
        connection.execute(insert(schema.courses), ROW)
    assert StandIn().names(made, **OPENING) == StoreNames(
        clients=[], courses=[COURSE], enrolments=[], unit_codes=[], people=[], runs=[]
    )
    lock = StandIn().run_lock(made, rto="North", clock=lambda: SINCE)
    with lock.hold("run"):
        facts = StandIn().facts(made, **OPENING)
        assert (
            facts.pop("last_holder_of_the_run_lock")
            == rows(file, "SELECT holder FROM run_locks WHERE rto = 'North'")[0][0]
        )
    own = schema.metadata.tables.keys() - {"store", "migrations"}
    assert facts == {
        "server": ["sqlite", *sqlite3.sqlite_version_info],
        "rtos": 1,
        "schema": schema.SCHEMA,
        "schema_of_this_version": schema.SCHEMA,
        "tables": {**dict.fromkeys(own, 0), "courses": 1},
    }


def test_of_a_store_that_cannot_be_read_the_fault_is_the_fact(url: str, file: Path) -> None:
    assert StandIn().names(url, **OPENING) == StoreNames(is_complete=False)
    assert StandIn().facts(url, **OPENING) == {"fault": missing(file)}
