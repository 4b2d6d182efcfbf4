"""The dialects that the contract suites run on, each with a place for new stores.

A server has one database of its own for all tests of a process, and each store is an RTO of its
own in it. So the rows of all earlier stores are those of other RTOs.
"""

from __future__ import annotations

import atexit
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from itertools import count
from pathlib import Path

from attrs import frozen
from sqlalchemy import URL, create_engine, make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from support.sql import speed

SERVERS = {
    "postgresql": "postgresql+psycopg://postgres@127.0.0.1:5432/test",
    "mariadb": "mariadb+pymysql://root@127.0.0.1:3306/test",
}
"""The servers' addresses, by the dialect's name, unless ``TEST_POSTGRESQL_URL`` and
``TEST_MARIADB_URL`` have others."""

DIALECTS = ("sqlite", *SERVERS)
"""SQLAlchemy's names of the dialects."""


@frozen
class Place:
    """The address of a store that may not be there yet."""

    url: str
    rto: str = ""
    """The RTO's name on a server."""


_numbers = count(1)


def new_place(dialect: str, folder: Path) -> Place:
    """A place for a new store of the dialect. That of a file is in *folder*."""
    number = next(_numbers)
    if dialect == "sqlite":
        return Place(f"sqlite:///{(folder / f'{number}.db').as_posix()}")
    return Place(own_database(dialect), f"RTO {number}")


@cache
def own_database(dialect: str) -> str:
    """The URL of a database, or of a schema, that is dropped when the process ends."""
    made = a_database(dialect, f"powerpro_test_{os.getpid()}")
    atexit.register(made.__exit__, None, None, None)
    return made.__enter__()


@contextmanager
def a_database(dialect: str, name: str) -> Iterator[str]:
    """The URL of an empty database, or of a schema, that is dropped in the end."""
    url = server_url(dialect)
    speed.share(url.get_dialect())
    what, drop, query = {
        "postgresql": (
            "SCHEMA",
            f"DROP SCHEMA {name} CASCADE",
            {"options": f"-csearch_path={name} -csynchronous_commit=off"},
        ),
        # Without TLS, which PyMySQL prepares at length for each connection.
        "mariadb": ("DATABASE", f"DROP DATABASE {name}", {"ssl_disabled": "true"}),
    }[dialect]
    with suppress(DBAPIError):
        _execute(url, drop)  # Left over from tests that were killed.
    _execute(url, f"CREATE {what} {name}")
    try:
        own = url if what == "SCHEMA" else url.set(database=name)
        yield own.update_query_dict(query).render_as_string(hide_password=False)
    finally:
        _execute(url, drop)


def server_url(dialect: str) -> URL:
    name = f"TEST_{dialect.upper()}_URL"
    return make_url(os.environ.get(name) or SERVERS[dialect])


def _execute(url: URL, statement: str) -> None:
    engine = create_engine(url, poolclass=NullPool, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(statement)
