"""Filling the shipped stores with a suite's rows."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing
from pathlib import Path

import pytest
from attrs import asdict, fields
from sqlalchemy import create_engine, insert
from sqlalchemy.pool import NullPool

from talent_powerpro.adapters.memory import MemoryPowerPro
from talent_powerpro.adapters.sql import SqlPowerPro
from talent_powerpro.adapters.sql.schema import metadata
from talent_powerpro.model import Client, Enrolment
from talent_powerpro.ports import PowerProRepository


class MemoryStores:
    """Stores in dictionaries."""

    def make(self, enrolments: Sequence[Enrolment], clients: Sequence[Client]) -> MemoryPowerPro:
        return MemoryPowerPro(enrolments, clients=clients)

    def edit(self, powerpro: PowerProRepository, enrolment: Enrolment) -> None:
        assert isinstance(powerpro, MemoryPowerPro)
        powerpro.put_enrolment(enrolment)


class SqlFiles:
    """Stores in SQLite files, each in a file of its own; closed when the test has ended."""

    @pytest.fixture(autouse=True)
    def _closed_with_the_test(self, tmp_path: Path) -> Iterator[None]:
        self.folder, self.made = tmp_path, 0
        with ExitStack() as self.opened:
            yield

    @property
    def newest(self) -> Path:
        """The file that was made last."""
        return self.folder / f"{self.made}.db"

    def filled(self, enrolments: Sequence[Enrolment], clients: Sequence[Client]) -> SqlPowerPro:
        self.made += 1
        url = f"sqlite:///{self.newest.as_posix()}"
        powerpro = self.opened.enter_context(SqlPowerPro.create(url))
        fill(url, enrolments, clients)
        return powerpro


class SqlStores(SqlFiles):
    """The same, as the PowerPro suite wants them."""

    def make(self, enrolments: Sequence[Enrolment], clients: Sequence[Client]) -> SqlPowerPro:
        return self.filled(enrolments, clients)

    def edit(self, powerpro: PowerProRepository, enrolment: Enrolment) -> None:
        """Over a connection of their own, as another program's window has it."""
        with closing(sqlite3.connect(self.newest)) as window, window:
            window.execute(
                "UPDATE clients SET secondary_id = ? WHERE code = ?",
                (enrolment.client.secondary_id, enrolment.client.code),
            )
            for unit in enrolment.units:
                day = unit.outcome_date and unit.outcome_date.isoformat()
                window.execute(
                    "UPDATE units SET outcome = ?, outcome_date = ?, short_comment = ?"
                    " WHERE id = ?",
                    (unit.outcome, day, unit.short_comment, unit.id),
                )


def fill(url: str, enrolments: Sequence[Enrolment], clients: Sequence[Client]) -> None:
    """Write the rows into a store's tables, as an import would, with the ids that they have."""
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
