"""The example of a host's own repository passes the contract suites."""

from __future__ import annotations

import importlib.util
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing
from datetime import date
from pathlib import Path
from types import ModuleType

import pytest

from talent_powerpro.model import Client, Enrolment
from talent_powerpro.ports import PowerProRepository
from talent_powerpro.testing import PowerProContract


def load(path: Path) -> ModuleType:
    """An example is a script, and in no package."""
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


example = load(Path(__file__).parents[2] / "examples" / "own_repository.py")


class TestSchoolStore(PowerProContract):
    @pytest.fixture(autouse=True)
    def _closed_with_the_test(self) -> Iterator[None]:
        with ExitStack() as self.opened:
            yield

    def make(
        self, enrolments: Sequence[Enrolment], clients: Sequence[Client]
    ) -> PowerProRepository:
        self.database = self.opened.enter_context(closing(sqlite3.connect(":memory:")))
        self.database.executescript(example.TABLES)
        for client in (*clients, *(each.client for each in enrolments)):
            names = (client.surname, client.given_names)
            self.insert("student", client.code, *names, client.email, client.secondary_id)
        for each in enrolments:
            course = each.course
            boxes = (course.archived, course.export_to_talent)
            talent = (course.talent_course_id, course.talent_group_key)
            self.insert("class", course.code, course.name, *boxes, *talent)
            dates = (each.withdrawal_date, each.completion_date, each.deferment_date)
            booked = (each.id, each.client.code, course.code, each.booking_status)
            self.insert("booking", *booked, *dates, each.export, each.export_date)
            for unit in each.units:
                kind = (unit.code, unit.type, unit.start_date)
                self.insert("subject", None, each.id, *kind, *example.cells(unit.result))
            for log in each.contact_logs:
                at = log.contact_date.timestamp()
                self.insert("diary", each.id, at, log.contact_type, log.description)
        store: PowerProRepository = example.SchoolStore(self.database)
        return store

    def insert(self, table: str, *cells: object) -> None:
        values = [cell.isoformat() if isinstance(cell, date) else cell for cell in cells]
        marks = ", ".join("?" * len(values))
        self.database.execute(f"INSERT OR IGNORE INTO {table} VALUES ({marks})", values)
        self.database.commit()

    def edit(self, powerpro: PowerProRepository, enrolment: Enrolment) -> None:
        client = enrolment.client
        self.change(
            "UPDATE student SET other_no = ? WHERE nr = ?", client.secondary_id, client.code
        )
        for unit in enrolment.units:
            self.change(
                "UPDATE subject SET grade = ?, graded_on = ?, remark = ? WHERE nr = ?",
                *example.cells(unit.result),
                unit.id,
            )

    def change(self, statement: str, *values: str | None) -> None:
        self.database.execute(statement, values)
        self.database.commit()


def test_the_example_runs(capsys: pytest.CaptureFixture[str]) -> None:
    example.main()
    assert capsys.readouterr().out.splitlines() == [
        "student: 2021000017 7",
        "diary: Enrolment exported to Talent LMS Enrolled in Talent Course: 126",
    ]
