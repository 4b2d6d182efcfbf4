"""What a store on a server says of each error, without the server's own words."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as NoConnection

from support.sql import server_messages
from talent_powerpro.adapters.sql.dialects import dialect_called
from talent_powerpro.adapters.sql.dialects.server import Server
from talent_powerpro.adapters.sql.dialects.server_faults import (
    Meaning,
    another_product,
    busy,
    no_driver,
    translated,
)
from talent_powerpro.errors import PowerProUnusable, RunFault, SettingsFault

SECRET = "values of a row"


class FromServer(Exception):
    """An error of a driver. *sqlstate* is as psycopg has it."""

    def __init__(self, *args: Any, sqlstate: str | None = None) -> None:
        super().__init__(*args)
        self.sqlstate = sqlstate


def meant(server: str, error: BaseException | None) -> tuple[Meaning, str]:
    dialect = dialect_called(server)
    assert isinstance(dialect, Server)
    return dialect.meant(error)


def raised(error: Exception, meaning: Meaning, number: str) -> RunFault:
    def of(drivers: BaseException | None) -> tuple[Meaning, str]:
        assert isinstance(drivers, FromServer)
        return meaning, number

    with pytest.raises(PowerProUnusable) as caught, translated("The database", of):
        raise error
    assert caught.value.__cause__ is error
    return caught.value


def driver_error(*, lost: bool = False) -> DBAPIError:
    return DBAPIError(SECRET, None, FromServer(SECRET), connection_invalidated=lost)


def test_the_page_has_each_message_and_each_number() -> None:
    """If this fails, run ``nox -s generated``."""
    assert server_messages.FILE.read_text(encoding="utf-8") == server_messages.page()


def test_a_message_has_the_servers_number_and_not_its_words() -> None:
    fault = raised(driver_error(), Meaning.FULL, "53100")
    assert fault.message == "The database cannot grow: the disk is full (error 53100)."
    assert fault.remedy == "Free space on the server's disk, then run again."
    assert raised(driver_error(), Meaning.FULL, "").message == (
        "The database cannot grow: the disk is full."
    )


def test_a_connection_that_is_lost_is_one_whatever_the_number() -> None:
    fault = raised(driver_error(lost=True), Meaning.LOCKED, "55P03")
    assert fault.message == "The database cannot be reached (error 55P03)."
    assert fault.remedy == Meaning.UNREACHABLE.value[1]


def test_a_pool_without_a_free_connection_is_locked() -> None:
    fault = raised(NoConnection(SECRET), Meaning.FULL, "53100")
    assert fault.message == "The database is locked by another program."
    assert fault.remedy == Meaning.LOCKED.value[1]
    assert (busy("store").message, busy("store").remedy) == (
        "The store is locked by another program.",
        Meaning.LOCKED.value[1],
    )


def test_other_exceptions_go_through() -> None:
    with pytest.raises(ZeroDivisionError), translated("The database", lambda _: _fail()):
        raise ZeroDivisionError


def _fail() -> Any:
    raise AssertionError("it is no error of a driver")


def test_what_settings_mend_is_a_fault_of_settings() -> None:
    assert isinstance(no_driver("PostgreSQL", "postgresql"), SettingsFault)
    assert isinstance(another_product("database"), PowerProUnusable)


@pytest.mark.parametrize(
    ("sqlstate", "meaning"),
    [
        ("53100", Meaning.FULL),
        ("53300", Meaning.UNREACHABLE),
        ("57P01", Meaning.UNREACHABLE),
        ("57014", Meaning.TOO_SLOW),
        ("40P01", Meaning.GAVE_WAY),
        ("55P03", Meaning.LOCKED),
        ("55006", Meaning.OTHERWISE),
        ("42601", Meaning.OTHERWISE),
    ],
)
def test_a_number_of_postgresql_comes_before_its_class(sqlstate: str, meaning: Meaning) -> None:
    assert meant("postgresql", FromServer(SECRET, sqlstate=sqlstate)) == (meaning, sqlstate)


@pytest.mark.parametrize(
    ("said", "meaning"),
    [
        ('FATAL:  password authentication failed for user "x"', Meaning.REFUSED),
        ("fe_sendauth: no password supplied", Meaning.REFUSED),
        ('FATAL:  role "x" does not exist', Meaning.REFUSED),
        ('FATAL:  Peer authentication failed for user "x"', Meaning.REFUSED),
        ('FATAL:  database "x" does not exist', Meaning.NO_DATABASE),
        ('FATAL:  permission denied for database "x"', Meaning.NO_RIGHTS),
        ("FATAL:  the database system is starting up", Meaning.UNREACHABLE),
        ("FATAL:  sorry, too many clients already", Meaning.UNREACHABLE),
        ("FATAL:  remaining connection slots are reserved", Meaning.UNREACHABLE),
        ('FATAL:  no pg_hba.conf entry for host "::1", SSL off', Meaning.TURNED_AWAY),
        ("server does not support SSL, but SSL was required", Meaning.NO_TLS),
        ('root certificate file "x" does not exist', Meaning.NO_TLS),
        ("connection refused", Meaning.UNREACHABLE),
    ],
)
def test_words_of_postgresql_about_a_connection(said: str, meaning: Meaning) -> None:
    assert meant("postgresql", FromServer(f"connection to server failed: {said}")) == (meaning, "")


@pytest.mark.parametrize(
    ("error", "meaning", "number"),
    [
        (FromServer(1205, SECRET), Meaning.LOCKED, "1205"),
        (FromServer(1062, SECRET), Meaning.OTHERWISE, "1062"),
        (FromServer(0, ""), Meaning.UNREACHABLE, ""),
        (FromServer(), Meaning.UNREACHABLE, ""),
        (None, Meaning.UNREACHABLE, ""),
        (FromServer(SECRET), Meaning.OTHERWISE, ""),
    ],
)
def test_numbers_of_mariadb(error: FromServer | None, meaning: Meaning, number: str) -> None:
    assert meant("mariadb", error) == (meaning, number)
