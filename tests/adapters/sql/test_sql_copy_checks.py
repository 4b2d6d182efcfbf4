"""What a copy names beforehand: values that cannot be read, or for which a server has no room."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Table, event

from support.sql.full_store import make_full
from support.sql.guide_rows import by_hand, url_of
from talent_powerpro.adapters.sql import SqlPowerPro
from talent_powerpro.adapters.sql.copied_rows import TABLES
from talent_powerpro.adapters.sql.copy_checks import faults_of_rows
from talent_powerpro.adapters.sql.dialects import dialect_called
from talent_powerpro.errors import PowerProUnusable


@pytest.fixture
def path(tmp_path: Path) -> Path:
    make_full(tmp_path / "powerpro.db", 3)
    return tmp_path / "powerpro.db"


def found(path: Path, dialect: str) -> tuple[list[str], list[tuple[Table, int]]]:
    """The faults of a copy to that dialect, and what is told meanwhile."""
    told: list[tuple[Table, int]] = []
    with (
        closing(SqlPowerPro(url_of(path))) as powerpro,
        powerpro._store.reading() as connection,
    ):
        faults = faults_of_rows(
            powerpro._store, connection, dialect_called(dialect), lambda *each: told.append(each)
        )
        return list(faults), told


@pytest.mark.parametrize("dialect", ["sqlite", "postgresql", "mariadb"])
def test_rows_that_every_database_takes_have_no_fault(path: Path, dialect: str) -> None:
    faults, told = found(path, dialect)
    assert faults == []
    with by_hand(path) as hand:
        counts = [
            (table, hand.execute(f"SELECT count(*) FROM {table.name}").fetchone()[0])
            for table in TABLES
        ]
    assert told == [each for each in counts if each[1]]


def test_what_a_server_has_no_room_for_is_named_with_what_nobody_can_read(path: Path) -> None:
    with by_hand(path) as hand:
        hand.execute("PRAGMA ignore_check_constraints = ON")
        for edit in (
            f"UPDATE tries SET id = '{'k' * 256}' WHERE id = 'id 0'",
            "UPDATE runs SET wrote = 2147483648 WHERE run_id = 'run_id 0'",
            "UPDATE clients SET surname = 'GO' || char(0) || 'MEZ' WHERE code = 'code 0'",
            "UPDATE suspensions SET whole = 7 WHERE enrolment_id = 'enrolment_id 1'",
            "UPDATE units SET enrolment_id = 'id 7' WHERE id = 'id 1'",
            "UPDATE enrolments SET course_code = 'code 8' WHERE id = 'id 2'",
        ):
            hand.execute(edit)
    read = "Row enrolment_id 1 of the table suspensions in PowerPro's store cannot be read: whole "
    unreadable = f"{read}is 7, which is not 0 or 1."
    references = [
        "Row id 2 of the table enrolments: course_code is 'code 8', and courses has no such row.",
        "Row id 1 of the table units: enrolment_id is 'id 7', and enrolments has no such row.",
    ]
    assert found(path, "sqlite")[0] == [unreadable, *references]
    assert found(path, "postgresql")[0] == [
        "Row code 0 of the table clients: surname is 'GO\\x00MEZ', which has a character that "
        "PostgreSQL does not take, U+0000.",
        "Row 1 of the table runs: wrote is 2147483648, which is too large for PostgreSQL.",
        f"Row {'k' * 256} of the table tries: id is '{'k' * 56}..., which has 256 characters, "
        "and PostgreSQL takes 255 there.",
        unreadable,
        *references,
    ]


def test_a_fault_while_references_are_looked_for_is_one_of_the_store(path: Path) -> None:
    with (
        closing(SqlPowerPro(url_of(path))) as powerpro,
        powerpro._store.reading() as connection,
    ):
        driver: Any = connection.connection.driver_connection

        def interrupt(_: object, __: object, sql: str, *___: object) -> None:
            if "OUTER JOIN" in sql:
                driver.set_progress_handler(lambda: 1, 1)

        event.listen(connection, "before_cursor_execute", interrupt)
        target = dialect_called("sqlite")
        with pytest.raises(PowerProUnusable) as caught:
            list(faults_of_rows(powerpro._store, connection, target, lambda *_: None))
        driver.set_progress_handler(None, 0)
    assert caught.value.message == f"PowerPro's store {path} cannot be used (interrupted)."
