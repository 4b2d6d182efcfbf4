"""The agent's state alone, in databases of hosts with tables of their own."""

from __future__ import annotations

import atexit
import os
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from functools import cache
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeAlias

import pytest
from attrs import evolve, frozen
from sqlalchemy import Connection, Engine, NullPool, create_engine

from support.nightly import nightly
from support.sql.dialect_stores import SERVERS, a_database
from support.sql.every_table import STATE, add_memory, all_rows
from support.sql.said_rtos import PREFIX, each_statement_says_whose_rows_it_means
from support.testing.stores_to_prove import rows_without_an_order_come_in_another
from talent_powerpro.adapters.sql import SqlAgentState

HOSTS_OWN = ("journal", "portal")
"""Tables of a host, named as ours are without a prefix."""


@frozen
class Alone:
    """Where a host has the agent's state."""

    url: str
    way: str
    """What the host hands over: ``url``, ``engine`` or ``connection``."""
    schema: str = ""
    prefix: str = PREFIX
    rto: str = ""

    @property
    def names(self) -> dict[str, Any]:
        return {"schema": self.schema, "prefix": self.prefix, "rto": self.rto}


_numbers = count(1)


def _kept(dialect: str, name: str) -> str:
    made = a_database(dialect, name)
    atexit.register(made.__exit__, None, None, None)
    return made.__enter__()


@cache
def a_host(dialect: str) -> str:
    """The URL of a server's database in which a host has tables already."""
    url = _kept(dialect, f"powerpro_host_{os.getpid()}")
    with a_window(url) as window:
        for name in HOSTS_OWN:
            window.exec_driver_sql(f"CREATE TABLE {name} (line INTEGER)")
            window.exec_driver_sql(f"INSERT INTO {name} VALUES (7)")
    return url


@cache
def a_schema(dialect: str) -> str:
    """The name of another schema, or database, of that server."""
    name = f"powerpro_alone_{os.getpid()}"
    _kept(dialect, name)
    return name


@contextmanager
def a_window(url: str) -> Iterator[Connection]:
    """A connection of the host."""
    with create_engine(url, poolclass=NullPool).begin() as connection:
        yield connection


def hosts_lines(url: str) -> list[Any]:
    with a_window(url) as window:
        return [
            window.exec_driver_sql(f"SELECT * FROM /* its own */ {name}").all()
            for name in HOSTS_OWN
        ]


def new_place(dialect: str, way: str, folder: Path) -> Alone:
    """A place for the state of an RTO that nobody has used."""
    number = next(_numbers)
    if dialect != "sqlite":
        schema = a_schema(dialect) if "schema" in way else ""
        return Alone(a_host(dialect), way.split()[0], schema, rto=f"RTO {number}")
    url = f"sqlite:///{(folder / 'host.db').as_posix()}"
    if not (folder / "host.db").exists():
        with a_window(url) as window:
            for name in HOSTS_OWN:
                window.exec_driver_sql(f"CREATE TABLE {name} (line INTEGER)")
                window.exec_driver_sql(f"INSERT INTO {name} VALUES (7)")
    return Alone(url, way, prefix=f"{PREFIX}{number}_", rto=f"RTO {number}")


WAYS = [
    ("sqlite", "url"),
    ("postgresql", "engine schema"),
    ("mariadb", "engine schema"),
    *((server, way) for server in SERVERS for way in ("url", "connection", "connection schema")),
]
"""Dialects, and what a host hands over. Those after the first two are tried at night: the suites
of the whole store run on each server by day."""


class StatesAlone:
    """Makes a new state for each call. All are closed after the test."""

    newest: Alone

    @pytest.fixture(
        autouse=True,
        params=[
            pytest.param(
                each,
                id=" ".join(each),
                marks=[
                    *([pytest.mark.servers] if each[0] in SERVERS else []),
                    *([nightly] if number > 1 else []),
                ],
            )
            for number, each in enumerate(WAYS)
        ],
    )
    def _closed_with_the_test(
        self, request: pytest.FixtureRequest, tmp_path: Path
    ) -> Iterator[None]:
        (self.dialect, self.way), self.folder = request.param, tmp_path
        with ExitStack() as self.opened:
            if self.dialect in SERVERS:
                self.opened.enter_context(each_statement_says_whose_rows_it_means())
            yield

    def new(self) -> SqlAgentState:
        self.opened.enter_context(
            self._beside_another_in_a_file()
            if self.dialect == "sqlite"
            else self._others_are_as_they_were()
        )
        state = self.made(self.newest)
        if self.dialect == "sqlite":
            rows_without_an_order_come_in_another(state)
        return state

    def made(self, place: Alone) -> SqlAgentState:
        return self.opened.enter_context(opened(place))

    @contextmanager
    def _beside_another_in_a_file(self) -> Iterator[None]:
        """As `_others_are_as_they_were`, in a copy of a file that is made once."""
        content, own, other, before = two_rtos_in_a_file()
        file = self.folder / f"{next(_numbers)}.db"
        file.write_bytes(content)
        url = f"sqlite:///{file.as_posix()}"
        self.newest = evolve(own, url=url)
        yield
        assert_unchanged(evolve(other, url=url), before)

    @contextmanager
    def _others_are_as_they_were(self) -> Iterator[None]:
        """Another RTO with the same ids beside this one, and the host's own tables."""
        self.newest = new_place(self.dialect, self.way, self.folder)
        way = "url schema" if self.newest.schema else "url"
        other = new_place(self.dialect, way, self.folder)
        before = filled(other)
        yield
        assert_unchanged(other, before)


Rows: TypeAlias = dict[str, list[tuple[Any, ...]]]


@cache
def two_rtos_in_a_file() -> tuple[bytes, Alone, Alone, Rows]:
    """A host's file with the empty state of an RTO, and with another RTO's and its rows."""
    with TemporaryDirectory() as folder:
        own, other = (new_place("sqlite", "url", Path(folder)) for _ in range(2))
        with opened(own):
            before = filled(other)
        return Path(folder, "host.db").read_bytes(), own, other, before


def filled(place: Alone) -> Rows:
    """A row in each table of a new state."""
    with opened(place) as state, state._store.writing() as connection:
        add_memory(connection, STATE)
        return all_rows(connection, STATE)


def assert_unchanged(place: Alone, before: Rows) -> None:
    with opened(place) as state, state._store.reading() as connection:
        assert all_rows(connection, STATE) == before
    assert hosts_lines(place.url) == [[(7,)]] * len(HOSTS_OWN)


@contextmanager
def opened(place: Alone) -> Iterator[SqlAgentState]:
    """The state at *place*, made where it is missing."""
    with ExitStack() as stack:
        database: str | Engine | Connection = place.url
        if place.way != "url":
            engine = create_engine(place.url)
            stack.callback(engine.dispose)
            database = engine
            if place.way == "connection":
                database = stack.enter_context(engine.connect())
        yield stack.enter_context(closing(SqlAgentState.create(database, **place.names)))
