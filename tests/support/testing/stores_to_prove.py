"""Stores of the shipped adapters, filled with a suite's rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path

import pytest
from attrs import asdict, fields
from sqlalchemy import create_engine, insert, update
from sqlalchemy.pool import NullPool

from support.sql.dialect_stores import NEW_URLS
from talent_powerpro.adapters.memory import MemoryPowerPro
from talent_powerpro.adapters.sql import SqlPowerPro
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


class SqlStores:
    """Makes a new store of the dialect for each call. All are closed after the test."""

    @pytest.fixture(autouse=True, params=NEW_URLS)
    def _closed_with_the_test(
        self, request: pytest.FixtureRequest, tmp_path: Path
    ) -> Iterator[None]:
        self.dialect, self.folder, self.made = request.param, tmp_path, 0
        self.others: dict[PowerProRepository, SqlPowerPro] = {}
        with ExitStack() as self.opened:
            yield

    @property
    def newest(self) -> str:
        """The URL of the store that was made last."""
        return NEW_URLS[self.dialect](self.folder, self.made)

    def filled(self, enrolments: Sequence[Enrolment], clients: Sequence[Client]) -> SqlPowerPro:
        self.made += 1
        powerpro = self.opened.enter_context(SqlPowerPro.create(self.newest))
        fill(self.newest, enrolments, clients)
        return powerpro


class SqlPowerPros(SqlStores):
    """Makes stores as the PowerPro suite asks for them."""

    def make(self, enrolments: Sequence[Enrolment], clients: Sequence[Client]) -> SqlPowerPro:
        return self.filled(enrolments, clients)

    def reopen(self, powerpro: PowerProRepository) -> PowerProRepository:
        """Read over a second connection."""
        if powerpro not in self.others:
            self.others[powerpro] = self.opened.enter_context(SqlPowerPro(self.newest))
        return self.others[powerpro]

    def edit(self, powerpro: PowerProRepository, enrolment: Enrolment) -> None:
        """Edit over a second connection, as a window of another program does."""
        client = enrolment.client
        with create_engine(self.newest, poolclass=NullPool).begin() as window:
            window.execute(
                update(clients_table)
                .where(clients_table.c.code == client.code)
                .values(secondary_id=client.secondary_id)
            )
            for unit in enrolment.units:
                window.execute(
                    update(units).where(units.c.id == unit.id).values(asdict(unit.result))
                )


def fill(url: str, enrolments: Sequence[Enrolment], clients: Sequence[Client]) -> None:
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
    engine = create_engine(url, poolclass=NullPool)
    with engine.begin() as connection:
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
