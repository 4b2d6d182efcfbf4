"""Stores of the shipped adapters, filled with a suite's rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from attrs import asdict, fields
from sqlalchemy import Connection, create_engine, insert, update
from sqlalchemy.pool import NullPool

from support.sql.dialect_stores import SERVERS, Place, new_place
from support.sql.every_table import add_memory, all_rows
from support.sql.said_rtos import each_statement_says_whose_rows_it_means
from talent_powerpro.adapters.memory import MemoryPowerPro
from talent_powerpro.adapters.sql import SqlAgentState, SqlPowerPro
from talent_powerpro.adapters.sql.dialects import dialect_for
from talent_powerpro.adapters.sql.schema import clients as clients_table
from talent_powerpro.adapters.sql.schema import metadata, units
from talent_powerpro.model import Client, Enrolment
from talent_powerpro.ports import PowerProRepository


class MemoryStores:
    """Makes stores in dictionaries."""

    def make(self, enrolments: Sequence[Enrolment], clients: Sequence[Client]) -> MemoryPowerPro:
        return MemoryPowerPro(enrolments, clients=clients)

    def edit(self, powerpro: PowerProRepository, enrolment: Enrolment) -> None:
        assert isinstance(powerpro, MemoryPowerPro)
        powerpro.put_enrolment(enrolment)


_other_rtos: dict[tuple[object, ...], tuple[Place, object]] = {}
"""Other RTOs on servers, each with its rows when it was made, by dialect and rows."""


class SqlStores:
    """Makes a new store of the dialect for each call. All are closed after the test."""

    newest: Place
    """The place of the store that was made last."""

    @pytest.fixture(
        autouse=True,
        params=["sqlite", *(pytest.param(each, marks=pytest.mark.servers) for each in SERVERS)],
    )
    def _closed_with_the_test(
        self, request: pytest.FixtureRequest, tmp_path: Path
    ) -> Iterator[None]:
        self.dialect, self.folder = request.param, tmp_path
        self.others: dict[PowerProRepository, SqlPowerPro] = {}
        with ExitStack() as self.opened:
            if self.dialect in SERVERS:
                self.opened.enter_context(each_statement_says_whose_rows_it_means())
            yield

    def filled(self, enrolments: Sequence[Enrolment], clients: Sequence[Client]) -> SqlPowerPro:
        self.newest = new_place(self.dialect, self.folder)
        if self.dialect == "sqlite":
            Path(self.newest.url.removeprefix("sqlite:///")).write_bytes(empty_file())
        powerpro = SqlPowerPro.create(self.newest.url, rto=self.newest.rto)
        self.opened.enter_context(powerpro)
        if self.dialect == "sqlite":
            rows_without_an_order_come_in_another(powerpro)
        fill(self.newest, enrolments, clients)
        if self.dialect in SERVERS:
            self.opened.enter_context(self._another_rto(enrolments, clients))
        return powerpro

    @contextmanager
    def _another_rto(
        self, enrolments: Sequence[Enrolment], clients: Sequence[Client]
    ) -> Iterator[None]:
        """An RTO in the same tables, with the same rows and the same ids, that stays as it is.

        Tests with the same rows share one, which is slow to make.
        """
        rows = (self.dialect, *enrolments, None, *clients)
        if rows not in _other_rtos:
            other = new_place(self.dialect, self.folder)
            SqlPowerPro.create(other.url, rto=other.rto).close()
            fill(other, enrolments, clients)
            with a_window(other) as window:
                add_memory(window)
                _other_rtos[rows] = other, all_rows(window)
        yield
        other, before = _other_rtos[rows]
        with a_window(other) as window:
            assert all_rows(window) == before


class SqlPowerPros(SqlStores):
    """Makes stores as the PowerPro suite asks for them."""

    def make(self, enrolments: Sequence[Enrolment], clients: Sequence[Client]) -> SqlPowerPro:
        return self.filled(enrolments, clients)

    def reopen(self, powerpro: PowerProRepository) -> PowerProRepository:
        """Read over a second connection."""
        if powerpro not in self.others:
            again = SqlPowerPro(self.newest.url, rto=self.newest.rto)
            self.others[powerpro] = self.opened.enter_context(again)
        return self.others[powerpro]

    def edit(self, powerpro: PowerProRepository, enrolment: Enrolment) -> None:
        """Edit over a second connection, as a window of another program does."""
        client = enrolment.client
        with a_window(self.newest) as window:
            window.execute(
                update(clients_table)
                .where(clients_table.c.code == client.code)
                .values(secondary_id=client.secondary_id)
            )
            for unit in enrolment.units:
                window.execute(
                    update(units).where(units.c.id == unit.id).values(asdict(unit.result))
                )


def rows_without_an_order_come_in_another(made: SqlPowerPro | SqlAgentState) -> None:
    """As a server may give them: a file gives them as they were stored."""
    with made._store.reading() as connection:
        connection.exec_driver_sql("PRAGMA reverse_unordered_selects = ON")


@contextmanager
def a_window(place: Place) -> Iterator[Connection]:
    """A connection of another program."""
    if place.url.startswith("sqlite"):
        with create_engine(place.url, poolclass=NullPool).begin() as connection:
            yield connection
        return
    store = dialect_for(place.url).open(place.url, rto=place.rto, busy_seconds=5)
    with closing(store), store.writing() as connection:
        yield connection


@cache
def empty_file() -> bytes:
    """A new store in a file. Made once, to save time."""
    with TemporaryDirectory() as folder:
        file = Path(folder, "powerpro.db")
        SqlPowerPro.create(f"sqlite:///{file.as_posix()}").close()
        return file.read_bytes()


def fill(place: Place, enrolments: Sequence[Enrolment], clients: Sequence[Client]) -> None:
    """Write the rows into a store's tables as an import does, but with their own ids."""
    rows: dict[str, list[dict[str, object]]] = {
        "clients": [
            asdict(client)
            for client in {c.code: c for c in (*(e.client for e in enrolments), *clients)}.values()
        ],
        "courses": [asdict(c) for c in {e.course.code: e.course for e in enrolments}.values()],
        "enrolments": [enrolment_row(each) for each in enrolments],
        "units": [asdict(unit) for each in enrolments for unit in each.units],
        "contact_logs": [
            {"id": f"{each.id}-{n}", "enrolment_id": each.id, **asdict(log)}
            for each in enrolments
            for n, log in enumerate(each.contact_logs)
        ],
    }
    with a_window(place) as connection:
        for table, values in rows.items():
            if values:
                connection.execute(insert(metadata.tables[table]), values)


def enrolment_row(enrolment: Enrolment) -> dict[str, object]:
    within = ("client", "course", "contact_logs", "units")
    cells = {each.name: getattr(enrolment, each.name) for each in fields(Enrolment)}
    return {
        **{name: value for name, value in cells.items() if name not in within},
        "client_code": enrolment.client.code,
        "course_code": enrolment.course.code,
    }
