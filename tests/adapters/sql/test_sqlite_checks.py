"""Values that a column of SQLite takes, and checks that are added to a table with rows."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import Connection, create_engine
from sqlalchemy.pool import StaticPool

from talent_powerpro.adapters.sql.columns import (
    Checked,
    Json,
    LocalDate,
    UtcDateTime,
    WholeNumber,
)
from talent_powerpro.adapters.sql.dialects.sqlite import SQLite
from talent_powerpro.adapters.sql.dialects.sqlite_checks import valid

TAKEN: dict[type[Checked], list[object]] = {
    LocalDate: ["0001-01-01", "2022-06-02", "2024-02-29", "9999-12-31"],
    UtcDateTime: [
        *("0001-01-01 00:00:00", "2022-06-02 23:59:59", "2024-02-29 06:59:01.250000"),
        *("9999-12-31 23:59:59.999999", "2022-06-02 06:59:01.25"),
    ],
    Json: ["[]", "{}", '[{"a": null}]'],
    WholeNumber: [0, -7, 2147483648],
}
REFUSED: dict[type[Checked], list[object]] = {
    LocalDate: [
        *("", "soon", "02/06/2022", "2022-6-2", "2022-02-30", "2023-02-29", "0000-12-31"),
        *("2022-06-02 ", " 2022-06-02", "2022-06-02 00:00:00", 20220602, b"2022-06-02"),
    ],
    UtcDateTime: [
        *("2022-06-02", "2022-06-02 24:00:00", "2022-06-02T06:59:01", "2022-02-30 06:59:01"),
        *("2022-06-02 06:60:01", "2022-06-02 06:59:60", "2022-06-02 06:59:01+10:00"),
        *("2022-06-02 06:59:01Z", "0000-12-31 00:00:00", "2022-06-02 06:59", 2022),
    ],
    Json: ["{", "5", '"a"', "null", "true", ""],
    WholeNumber: [1.5, "7", "many", b"7"],
}


@pytest.mark.parametrize("kind", TAKEN)
def test_a_value_is_taken_or_refused_and_a_missing_one_is_left_to_the_column(
    kind: type[Checked],
) -> None:
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute(f"CREATE TABLE days (day CHECK ({valid('day', kind)}))")

        def is_taken(value: object) -> bool:
            try:
                connection.execute("INSERT INTO days VALUES (?)", (value,))
            except sqlite3.IntegrityError:
                return False
            return True

        assert [each for each in TAKEN[kind] if not is_taken(each)] == []
        assert [each for each in REFUSED[kind] if is_taken(each)] == []
        # Versions of SQLite differ for JSON, which no column lacks.
        assert kind is Json or is_taken(None)


DAYS = (
    "CREATE TABLE days (\n\tname TEXT NOT NULL, \n\tday DATE, \n\tdays INTEGER NOT NULL, \n\t"
    "plain TEXT GENERATED ALWAYS AS (lower(name))\n)"
)


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Connection]:
    engine = create_engine(f"sqlite:///{tmp_path / 'days.db'}", poolclass=StaticPool)
    with engine.begin() as connection:
        for each in (
            DAYS,
            "CREATE INDEX ix_days ON days (day)",
            "CREATE TABLE seen (name)",
            "CREATE TRIGGER seeing AFTER INSERT ON days BEGIN"
            " INSERT INTO seen VALUES (NEW.name); END",
            "CREATE VIEW of_days AS SELECT name FROM days",
            "INSERT INTO days (name, day, days) VALUES ('A', 'soon', 1), ('B', NULL, 2)",
            "PRAGMA ignore_check_constraints = ON",
        ):
            connection.exec_driver_sql(each)
        yield connection
    engine.dispose()


def read(connection: Connection, query: str) -> list[tuple[object, ...]]:
    return [tuple(row) for row in connection.exec_driver_sql(query)]


def test_a_check_is_added_to_a_table_that_keeps_its_rows_its_indexes_and_its_triggers(
    opened: Connection,
) -> None:
    before = read(opened, "SELECT name FROM sqlite_master ORDER BY name")
    SQLite().add_checks(opened, "days", {"day": LocalDate, "days": WholeNumber})
    rows = [("A", "soon", 1, "a"), ("B", None, 2, "b")]
    assert read(opened, "SELECT name, day, days, plain FROM days") == rows
    assert read(opened, "SELECT name FROM sqlite_master ORDER BY name") == before
    assert read(opened, "SELECT * FROM of_days") == [("A",), ("B",)]
    assert read(opened, "PRAGMA legacy_alter_table") == [(0,)]
    opened.exec_driver_sql("PRAGMA ignore_check_constraints = OFF")
    opened.exec_driver_sql("INSERT INTO days VALUES ('C', '2022-06-02', 3)")
    assert read(opened, "SELECT * FROM seen") == [("A",), ("B",), ("C",)]
    driver = opened.connection.driver_connection
    assert isinstance(driver, sqlite3.Connection)
    for values, check in (("'D', 'soon', 4", "ck_days_day"), ("'E', NULL, 'many'", "ck_days_days")):
        with pytest.raises(sqlite3.IntegrityError, match=f"{check}$"):
            driver.execute(f"INSERT INTO days VALUES ({values})")
