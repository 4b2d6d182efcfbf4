"""Narrow rows over a SQLite file: what is left out costs nothing, and doubtful rows are exact."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve
from sqlalchemy import event
from sqlalchemy.engine import Engine

from support.sql.guide_rows import (
    by_hand,
    client,
    contact_log,
    course,
    enrolment,
    make,
    unit,
    url_of,
)
from talent_powerpro import Agent
from talent_powerpro.adapters.memory import MemoryTalent
from talent_powerpro.adapters.sql import SqlPowerPro
from talent_powerpro.model import (
    UNDONE,
    ClientCode,
    CourseCode,
    EnrolmentId,
    TalentCourse,
    TalentCourseId,
    TalentUser,
    TalentUserId,
)
from talent_powerpro.ports.import_set import ImportedRow, Kind
from talent_powerpro.records.last_look import LastLook
from talent_powerpro.records.scope import Scope, ScopeRow

NOW = datetime(2022, 6, 13, 3, tzinfo=UTC)
LONG_AGO = date(2021, 6, 1)
SCOPE = Scope(
    frozenset({"course-not-archived", "booking-confirmed", "enrolment-active"}), NOW.date()
)
COURSES = ("ICT-0", "ICT-1")


def students(number: int, **cells: Any) -> Iterator[ImportedRow]:
    """The rows of provisioned students in two courses, each with three units."""
    for each in range(number):
        key = f"{cells.get('booking_status', '')}{cells.get('completion_date', '')}{each}"
        stored = "" if cells else str(1000 + each)
        yield client(key, secondary_id=stored, email=f"s{key}@pm.me")
        yield enrolment(key, client_code=key, course_code=COURSES[each % 2], **cells)
        yield from (unit(code, key) for code in ("ICTWEB304", "ICTWEB305", "ICTWEB306"))
        yield contact_log(key)


def store(path: Path, *rows: ImportedRow) -> SqlPowerPro:
    return make(path, *(course(code, talent_course_id=f"12{code[-1]}") for code in COURSES), *rows)


@contextmanager
def steps(powerpro: SqlPowerPro) -> Iterator[Callable[[], tuple[int, int]]]:
    """Counts SQLite's steps in hundreds, and statements."""
    counted = [0, 0]

    def step() -> None:
        counted[0] += 1

    def statement(*_: Any) -> None:
        counted[1] += 1

    with powerpro._store.reading() as connection:
        driver: Any = connection.connection.driver_connection
    driver.set_progress_handler(step, 100)
    event.listen(Engine, "before_cursor_execute", statement)
    try:
        yield lambda: (counted[0], counted[1])
    finally:
        event.remove(Engine, "before_cursor_execute", statement)
        driver.set_progress_handler(None, 0)


def cost(path: Path, *closed: ImportedRow) -> tuple[int, int]:
    """What an idle results stage of 40 students costs, beside *closed* ones."""
    users = [
        TalentUser(
            TalentUserId(str(1000 + each)), f"s{each}@pm.me", "Joana", "Gomez", f"s{each}@pm.me"
        )
        for each in range(40)
    ]
    ids = [TalentCourseId(f"12{code[-1]}") for code in COURSES]
    talent = MemoryTalent(users=users, courses=[TalentCourse(each, "Web") for each in ids])
    for each, user in enumerate(users):
        talent.enrol(user.id, ids[each % 2])
    with store(path, *students(40), *closed) as powerpro:
        left = [row.cells["id"] for row in closed if row.kind is Kind.ENROLMENT]
        powerpro.last_looks.remember(
            [LastLook(str(each), LONG_AGO, LONG_AGO) for each in left]  # type: ignore[arg-type]
        )
        agent = Agent(powerpro, talent, timezone=UTC, clock=lambda: NOW)
        report = agent.run(only="results")
        assert report.unchanged == {"results": 40}
        with steps(powerpro) as counted:
            agent.run(only="results")
            return counted()


def test_closed_enrolments_cost_next_to_nothing(tmp_path: Path) -> None:
    """Ten times as many closed ones beside those in scope: less than a tenth more."""
    alone = cost(tmp_path / "alone.db")
    closed = (
        *students(200, completion_date=LONG_AGO),
        *students(200, booking_status="Cancelled"),
    )
    beside = cost(tmp_path / "beside.db", *closed)
    assert beside[1] == alone[1]
    assert beside[0] < alone[0] * 1.1, (alone, beside)


def test_the_units_of_a_row_come_from_an_index_alone(tmp_path: Path) -> None:
    with store(tmp_path / "powerpro.db", *students(2)) as powerpro:
        plans = list[str]()

        @event.listens_for(Engine, "before_cursor_execute")
        def explain(of: Any, cursor: Any, sql: str, given: Any, *_: Any) -> None:
            if "group_concat" in sql:
                plan = of.connection.driver_connection.execute(f"EXPLAIN QUERY PLAN {sql}", given)
                plans.extend(row[3] for row in plan)

        try:
            assert len(powerpro.rows_in_scope([CourseCode("ICT-0")], SCOPE)) == 1
        finally:
            event.remove(Engine, "before_cursor_execute", explain)
    assert "SEARCH units USING INDEX ix_units_lines (enrolment_id=?)" in plans
    assert any("ix_enrolments_scope (course_code=? AND <expr>>?)" in each for each in plans)


def row_of(number: int, **cells: Any) -> ScopeRow:
    lines = "\n".join(f"Unit\t{code}\t\t" for code in ("ICTWEB304", "ICTWEB305", "ICTWEB306"))
    row = ScopeRow(
        EnrolmentId(str(number)),
        CourseCode(COURSES[number % 2]),
        ClientCode(str(number)),
        "JOANA GOMEZ",
        str(1000 + number),
        lines,
    )
    return evolve(row, **cells)


def test_rows_come_in_the_order_of_the_store_with_all_that_a_run_asks_of_them(
    tmp_path: Path,
) -> None:
    path = tmp_path / "powerpro.db"
    with store(path, *students(3)) as powerpro:
        asked = [CourseCode(each) for each in reversed(COURSES)]
        assert list(powerpro.rows_in_scope(asked, SCOPE)) == [row_of(0), row_of(1), row_of(2)]
        assert powerpro.unit_codes_in(asked[:1]) == {
            "ICT-1": ["ICTWEB304", "ICTWEB305", "ICTWEB306"]
        }
        with by_hand(path) as hand:
            hand.execute("UPDATE clients SET surname = x'ff' WHERE code = '1'")
            hand.execute("UPDATE units SET code = 'B' WHERE enrolment_id = '0'")
        bad = row_of(1, client_name="", secondary_id="", units="", unreadable=True)
        assert list(powerpro.rows_in_scope(asked[:1], SCOPE)) == [bad]
        assert powerpro.unit_codes_in(asked)[asked[1]] == [
            "B",
            "ICTWEB304",
            "ICTWEB305",
            "ICTWEB306",
        ]


def test_who_is_not_provisioned_or_no_longer_is_or_is_in_an_archived_course_is_not_in_scope(
    tmp_path: Path,
) -> None:
    path = tmp_path / "powerpro.db"
    ids = [EnrolmentId(str(each)) for each in range(5)]
    undone = contact_log("2", at=NOW, contact_type=UNDONE)
    with store(path, *students(5), undone) as powerpro:
        with by_hand(path) as hand:
            hand.execute("UPDATE contact_logs SET contact_type = 'Call' WHERE enrolment_id = '0'")
        (left,) = powerpro.rows_in_scope([CourseCode("ICT-0")], SCOPE)
        assert left.enrolment_id == "4"
        assert list(powerpro.not_in_scope(ids, SCOPE)) == ["0", "2"]
        assert [each.code for each in powerpro.courses_in_scope(SCOPE)] == [*COURSES]
        with by_hand(path) as hand:
            hand.execute("UPDATE courses SET archived = 1 WHERE code = 'ICT-0'")
        assert list(powerpro.rows_in_scope([CourseCode("ICT-0")], SCOPE)) == []
        assert list(powerpro.not_in_scope(ids, SCOPE)) == ["0", "2", "4"]
        assert [each.code for each in powerpro.courses_in_scope(SCOPE)] == ["ICT-1"]


@pytest.mark.parametrize(
    ("table", "column", "value"),
    [
        ("enrolments", "withdrawal_date", "soon"),
        ("enrolments", "completion_date", "2022-02-31"),
        ("enrolments", "active", 7),
        ("enrolments", "booking_status", b"\xff"),
        ("enrolments", "booking_status", b"no"),
        ("clients", "surname", b"\xff"),
        ("clients", "secondary_id", b"7"),
        ("courses", "archived", 3),
    ],
)
def test_a_row_with_a_value_that_cannot_be_read_is_in_scope_and_unreadable(
    tmp_path: Path, table: str, column: str, value: Any
) -> None:
    path = tmp_path / "powerpro.db"
    store(path, *students(1)).close()
    with by_hand(path) as hand:
        hand.execute("PRAGMA ignore_check_constraints = ON")
        hand.execute(f"UPDATE {table} SET {column} = ?", (value,))
    with SqlPowerPro(url_of(path)) as powerpro:
        (row,) = powerpro.rows_in_scope([CourseCode("ICT-0")], SCOPE)
        assert row.unreadable
        assert list(powerpro.not_in_scope([row.enrolment_id], SCOPE)) == []
        assert CourseCode("ICT-0") in {each.code for each in powerpro.courses_in_scope(SCOPE)}


@pytest.mark.parametrize("gone", ["clients", "courses"])
def test_a_row_whose_client_or_course_is_missing_is_unreadable(tmp_path: Path, gone: str) -> None:
    path = tmp_path / "powerpro.db"
    store(path, *students(1)).close()
    with by_hand(path) as hand:
        hand.execute(f"DELETE FROM {gone}")
    with SqlPowerPro(url_of(path)) as powerpro:
        (row,) = powerpro.rows_in_scope([CourseCode("ICT-0")], SCOPE)
        assert row.unreadable
        (found,) = powerpro.courses_in_scope(SCOPE)
        assert found.code == "ICT-0"


def test_a_contact_type_that_sql_cannot_compare_is_compared_exactly(tmp_path: Path) -> None:
    mark = "Enrolment exported  to Talent LMS"
    rows = [row for row in students(2) if row.kind is not Kind.CONTACT_LOG]
    logs = (contact_log("0", contact_type=mark), contact_log("1", contact_type="Überprüfung"))
    with store(tmp_path / "powerpro.db", *rows, *logs) as powerpro:
        found = [list(powerpro.rows_in_scope([CourseCode(each)], SCOPE)) for each in COURSES]
        assert [len(each) for each in found] == [1, 0]
