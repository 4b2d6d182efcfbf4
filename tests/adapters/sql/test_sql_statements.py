"""The number of SQL statements and write transactions of a run, asserted exactly."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from attrs import mutable
from sqlalchemy import Connection, Engine, event

from support.counted import portal
from support.sql.guide_rows import client, course, enrolment, make, unit
from support.the_guide import PERTH, STARTED
from talent_powerpro import Agent, RunReport
from talent_powerpro.adapters.sql import SqlPowerPro


@mutable
class Counted:
    """Counts what is sent to stores meanwhile: statements, and the transactions that write."""

    statements: int = 0
    writes: int = 0
    _before: int = 0

    @contextmanager
    def counting(self) -> Iterator[None]:
        listeners = (("before_cursor_execute", self._executed), ("commit", self._committed))
        for name, listener in listeners:
            event.listen(Engine, name, listener)
        try:
            yield
        finally:
            for name, listener in listeners:
                event.remove(Engine, name, listener)

    def _executed(self, connection: Connection, _: Any, statement: str, *__: Any) -> None:
        if statement.startswith("BEGIN"):
            self._before = changes(connection)
        else:
            self.statements += 1

    def _committed(self, connection: Connection) -> None:
        self.writes += changes(connection) != self._before


def changes(connection: Connection) -> int:
    """The number of rows changed since the store was opened."""
    driver: Any = connection.connection.driver_connection
    return int(driver.total_changes)


def run_of(students: int, folder: Path, width: int) -> Counted:
    """A run, both stages, that provisions new students in one course with a group."""
    rows = [course()]
    for number in map(str, range(students)):
        rows += [
            client(number, email=f"len{number}@pm.me", secondary_id=""),
            enrolment(number, client_code=number),
            unit("ICTWEB304", number),
            unit("ICTWEB305", number),
        ]
    with make(folder / f"{students}.db", *rows) as powerpro:
        counted = Counted()
        with counted.counting():
            report = ran(powerpro, width)
        assert [record.status for record in report.records] == ["provisioned"] * students
        assert not powerpro.journal.due_marks()
        assert not powerpro.journal.unfinished()
        return counted


def ran(powerpro: SqlPowerPro, width: int) -> RunReport:
    there = portal((), 1).talent
    return Agent(powerpro, there, timezone=PERTH, clock=lambda: STARTED, width=width).run()


@pytest.mark.parametrize("width", [1, 8])
def test_a_new_student_costs_12_statements_and_2_write_transactions(
    tmp_path: Path, width: int
) -> None:
    """The performance reads the enrolment (3), and the clients with the Talent user or the e-mail
    (2), as the rehearsal does with the e-mail (1). It stores the Secondary ID (1), the contact log
    (2), and with the next write the journal's ending (2) and the lines of the sync log (1)."""
    few, many = (run_of(students, tmp_path, width) for students in (2, 7))
    assert many.statements - few.statements == 5 * 12
    assert many.writes - few.writes == 5 * 2
