"""A store on a database server: its making, its transactions and what it says of its faults.

A SQLite file stands in for the server.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, create_engine, make_url, select

from support.sql.stand_in import StandIn, address_of
from talent_powerpro.adapters.sql import schema
from talent_powerpro.adapters.sql.database_place import DatabasePlace
from talent_powerpro.adapters.sql.dialects.server_database import (
    BorrowedDatabase,
    ServerDatabase,
    add_rto,
    check_schema,
    checked_name,
    disposed,
    make_tables,
    number_of,
    schema_number,
    server_engine,
)
from talent_powerpro.adapters.sql.dialects.server_lock import SessionRunLock
from talent_powerpro.adapters.sql.table_names import NO_NAMES
from talent_powerpro.errors import PowerProUnusable, RunFault, SettingsFault

SINCE = datetime(2022, 6, 2, 6, 58, 56, tzinfo=UTC)
STORE = "store under [powerpro] in the settings"
LOST = (
    "The run lock in the database of tests was lost: the session that held it has ended.",
    "The run was stopped, because another one could have started beside it. Check the connection "
    "to the server, then run again. The next run goes on.",
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "server.db"


def engine_of(file: Path, *, one: bool = True) -> Engine:
    place = DatabasePlace(make_url(address_of(file)))
    return server_engine(place, (), {}, one=one, product="StandIn")


@pytest.fixture
def connection(file: Path) -> Iterator[Connection]:
    engine = engine_of(file)
    with engine.begin() as connection:
        yield connection
    engine.dispose()


def told(kind: type[RunFault], call: Callable[[], object]) -> tuple[str, str]:
    with pytest.raises(kind) as caught:
        call()
    return caught.value.message, caught.value.remedy


def make(connection: Connection) -> None:
    make_tables(connection, StandIn().tables, "database of tests", NO_NAMES)


# --- transactions -----------------------------------------------------------------


@pytest.fixture
def database(file: Path) -> Iterator[ServerDatabase]:
    """The database of the second one of two RTOs."""
    engine = engine_of(file)
    with engine.begin() as connection:
        make(connection)
        for each in ("North", "South"):
            add_rto(connection, each)
    opened = ServerDatabase(engine, "database of tests", 2, StandIn().meant, "", "", NO_NAMES)
    yield opened
    opened.close()


@contextmanager
def a_lock(file: Path, database: ServerDatabase) -> Iterator[SessionRunLock]:
    """The run lock, which the server says is held as long as there is a row for it."""
    lock = SessionRunLock(
        lambda: engine_of(file, one=False),
        StandIn(),
        database=database.name,
        rto="South",
        meant=StandIn().meant,
        clock=lambda: SINCE,
    )
    database.lock = lock
    with lock.hold("run"):
        lock.is_held = "EXISTS (SELECT 1 FROM run_locks)"
        yield lock


def write(database: ServerDatabase) -> None:
    with database.writing.begin():
        pass


def test_a_lock_that_is_there_lets_the_run_go_on(file: Path, database: ServerDatabase) -> None:
    database.check()
    with a_lock(file, database):
        write(database)
        database.check()


def test_a_lock_that_is_gone_stops_the_run_until_a_new_one_is_held(
    file: Path, database: ServerDatabase
) -> None:
    with a_lock(file, database) as lock:
        with database.writing.begin() as connection:
            connection.exec_driver_sql("DELETE FROM run_locks")
        write(database)
        assert told(PowerProUnusable, database.check) == LOST
        lock.is_held = "EXISTS (SELECT 1 FROM store)"
        database.check()


def test_without_its_rto_a_lock_is_gone(file: Path, database: ServerDatabase) -> None:
    with a_lock(file, database):
        with database.reading.begin() as connection:
            connection.exec_driver_sql("DELETE FROM rtos WHERE number = 2")
        database.check()  # Who only reads does not ask.
        write(database)
        assert told(PowerProUnusable, database.check) == LOST


def misspelt(database: ServerDatabase) -> None:
    with database.translated(), database.reading.begin() as connection:
        connection.exec_driver_sql("NO SQL")


CANNOT_BE_USED = (
    "The database of tests cannot be used (error OperationalError).",
    "Look the error up in the server's manual and in its log.",
)


def test_a_fault_of_the_server_names_the_database(database: ServerDatabase) -> None:
    assert told(PowerProUnusable, lambda: misspelt(database)) == CANNOT_BE_USED


def test_between_the_transactions_of_a_host_faults_are_the_same() -> None:
    with disposed(create_engine("sqlite://")) as engine, engine.connect() as host:
        borrowed = BorrowedDatabase(
            host, engine, "database of tests", 2, StandIn().meant, "", "", NO_NAMES
        )
        assert told(PowerProUnusable, lambda: misspelt(borrowed)) == CANNOT_BE_USED
        with host.begin():
            assert told(PowerProUnusable, lambda: misspelt(borrowed)) == (
                "The connection to the database of tests is in a transaction of its host.",
                "Commit it or roll it back before you call the agent, or hand over the Engine.",
            )
        borrowed.close()
        assert host.exec_driver_sql("SELECT 7").scalar_one() == 7


# --- making -----------------------------------------------------------------------


def test_a_new_store_has_this_version_s_schema_and_no_rto(connection: Connection) -> None:
    make(connection)
    make(connection)  # Once more makes nothing.
    assert connection.execute(select(schema.migrations)).all() == [(schema.REVISION,)]
    store = connection.execute(select(schema.store)).mappings().one()
    assert {name: store[name] for name in ("application", "schema")} == {
        "application": schema.APPLICATION,
        "schema": schema.SCHEMA,
    }
    assert schema_number(connection, "database of tests", NO_NAMES) == schema.SCHEMA
    assert number_of(connection, "North") is None


def test_an_rto_keeps_its_number(connection: Connection) -> None:
    make(connection)
    added = [add_rto(connection, each) for each in ("North", "South", "North")]
    assert added == [1, 2, 1]
    assert [number_of(connection, each) for each in ("South", "south")] == [2, None]


def test_a_table_of_another_program_is_named(connection: Connection) -> None:
    connection.exec_driver_sql("CREATE TABLE units (id)")
    assert told(PowerProUnusable, lambda: make(connection)) == (
        "The database of tests has a table units of another program.",
        f"Make a database or a schema for PowerPro's store alone, and name it as {STORE}.",
    )


def test_a_database_without_a_store_is_named(connection: Connection) -> None:
    def number() -> object:
        return schema_number(connection, "database of tests", NO_NAMES)

    missing = (
        "There is no PowerPro store in the database of tests.",
        f"Make it with `talent-powerpro init` or `talent-powerpro import DIR`, or correct {STORE}.",
    )
    assert told(PowerProUnusable, number) == missing
    StandIn().tables.create_all(connection)  # As an interrupted making leaves them.
    assert told(PowerProUnusable, number) == missing


def test_another_schema_than_this_version_s_is_told() -> None:
    known = schema.SCHEMA
    check_schema(known, "database of tests")
    assert told(SettingsFault, lambda: check_schema(known - 1, "database of tests")) == (
        f"The store in the database of tests has schema {known - 1}, but this version needs schema "
        f"{known}.",
        "Migrate it with `talent-powerpro migrate`, after a back-up of the database.",
    )
    assert told(PowerProUnusable, lambda: check_schema(known + 1, "database of tests")) == (
        f"PowerPro's store database of tests has schema {known + 1}, but this version needs schema "
        f"{known}.",
        "Install the version of talent-powerpro that made it, or a newer one.",
    )


def test_the_rto_needs_a_name_that_a_server_takes() -> None:
    assert checked_name(" North ", "database of tests") == "North"
    assert checked_name("N" * 255, "database of tests") == "N" * 255
    assert told(SettingsFault, lambda: checked_name(" ", "database of tests")) == (
        "The store is the database of tests, which may have several RTOs, and no RTO is named.",
        "Write the RTO's name as name under [rto] in the settings.",
    )
    assert told(SettingsFault, lambda: checked_name("N" * 256, "database of tests")) == (
        "The RTO's name has 256 characters, and a database server takes 255.",
        "Shorten name under [rto] in the settings.",
    )
