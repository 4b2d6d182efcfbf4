"""How a database server is connected to: what its driver is given, and what is kept.

A SQLite file stands in for the server.
"""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, create_engine, make_url
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnection
from sqlalchemy.pool import NullPool, QueuePool, StaticPool

from support.sql.stand_in import Driver, address_of
from talent_powerpro.adapters.sql.database_place import DatabasePlace
from talent_powerpro.adapters.sql.dialects.server_database import disposed, server_engine
from talent_powerpro.errors import RunFault, SettingsFault

SETTINGS = ("CREATE TEMP TABLE settings (number UNIQUE)", "INSERT INTO settings VALUES (7)")
SECRET = "jg11@pm.me"


@pytest.fixture
def given(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """The arguments of each connection that the test makes."""
    monkeypatch.setattr(Driver, "given", [])
    return Driver.given


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "server.db"


def engine_of(file: Path, *, one: bool, options: str = "", **arguments: Any) -> Engine:
    place = DatabasePlace(make_url(f"{address_of(file)}{options}"))
    return server_engine(place, SETTINGS, arguments, one=one, product="StandIn")


def told(fault: RunFault) -> tuple[str, str]:
    return fault.message, fault.remedy


def test_one_session_is_kept_and_begins_with_its_settings(
    file: Path, given: list[dict[str, Any]]
) -> None:
    engine = engine_of(file, one=True, ssl_ca="ca.pem")
    for _ in range(2):
        with engine.connect() as connection:
            read = connection.exec_driver_sql("SELECT number FROM settings").scalars().all()
            assert read == [7]
            with pytest.raises(NoConnection):  # At once, and none beside the one that is kept.
                engine.connect()
    assert given == [{"connect_timeout": 10, "ssl_ca": "ca.pem"}]
    assert type(engine.pool) is QueuePool
    engine.dispose()


def test_a_new_session_each_time_has_no_transactions(
    file: Path, given: list[dict[str, Any]]
) -> None:
    engine = engine_of(file, one=False)
    with engine.connect() as one, engine.connect() as another:
        one.exec_driver_sql("INSERT INTO settings VALUES (8)")
        assert another.exec_driver_sql("SELECT number FROM settings").scalars().all() == [7]
        session: Any = one.connection.driver_connection
        assert not session.in_transaction
    assert given == [{"connect_timeout": 10}] * 2
    assert type(engine.pool) is NullPool


def test_the_time_to_connect_is_the_address_s_own_where_it_has_one(
    file: Path, given: list[dict[str, Any]]
) -> None:
    engine_of(file, one=False, options="?connect_timeout=3").connect().close()
    assert given == [{"connect_timeout": "3"}]


def refused_by(engine: Engine) -> str:
    with disposed(engine), engine.connect() as connection:
        connection.exec_driver_sql("CREATE TEMP TABLE people (email UNIQUE)")
        with pytest.raises(IntegrityError) as caught:
            connection.exec_driver_sql("INSERT INTO people VALUES (?), (?)", (SECRET, SECRET))
    return str(caught.value)


@pytest.mark.parametrize("one", [True, False])
def test_no_error_shows_the_values_of_a_statement(file: Path, one: bool) -> None:
    assert SECRET not in refused_by(engine_of(file, one=one))


def test_in_the_session_of_a_host_no_error_shows_them_either(
    file: Path, given: list[dict[str, Any]]
) -> None:
    with disposed(create_engine("sqlite://")) as host, host.connect() as connection:
        url = make_url(address_of(file))
        place = DatabasePlace(url, engine=host, connection=connection)
        ours = server_engine(place, SETTINGS, {}, one=True, product="StandIn")
        with ours.connect() as borrowed:
            session = borrowed.connection.driver_connection
            assert session is connection.connection.driver_connection
        assert type(ours.pool) is StaticPool
        assert SECRET not in refused_by(ours)
    assert given == []


@pytest.mark.parametrize(
    ("driver", "product", "extra"),
    [
        ("postgresql+psycopg", "PostgreSQL", "postgresql"),
        ("mariadb+pymysql", "MariaDB", "mariadb"),
    ],
)
def test_a_driver_that_is_not_installed_is_told_with_what_installs_it(
    monkeypatch: pytest.MonkeyPatch, driver: str, product: str, extra: str
) -> None:
    for each in ("psycopg", "pymysql"):
        monkeypatch.setitem(sys.modules, each, None)
    place = DatabasePlace(make_url(f"{driver}://db/powerpro"))
    with pytest.raises(SettingsFault) as caught:
        server_engine(place, (), {}, one=True, product=product)
    assert told(caught.value) == (
        f"The store is a database of {product}, and the library for that is not installed.",
        f"Install it with pip install 'talent-powerpro[{extra}]'.",
    )


def raising(error: Exception) -> Callable[..., Any]:
    def connect(*_: Any, **__: Any) -> Any:
        raise error

    return connect


@pytest.mark.parametrize(
    ("error", "why"),
    [
        (FileNotFoundError(2, "No such file", SECRET), "No such file"),
        (ValueError(SECRET), "ValueError"),
    ],
)
def test_an_address_that_the_driver_refuses_is_told_without_its_words(
    monkeypatch: pytest.MonkeyPatch, file: Path, error: Exception, why: str
) -> None:
    monkeypatch.setattr(Driver, "connect", raising(error))
    with pytest.raises(SettingsFault) as caught:
        engine_of(file, one=True).connect()
    assert told(caught.value) == (
        f"The address of the store on StandIn cannot be used ({why}).",
        "Check the files of certificates and keys that are named in store under [powerpro] in the "
        "settings.",
    )


def test_what_the_server_says_is_raised_as_the_driver_does(
    monkeypatch: pytest.MonkeyPatch, file: Path
) -> None:
    monkeypatch.setattr(Driver, "connect", raising(sqlite3.OperationalError("busy")))
    with pytest.raises(OperationalError, match="busy"):
        engine_of(file, one=True).connect()
