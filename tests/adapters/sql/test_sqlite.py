"""The dialect of SQLite: what it hands on, and its own statements."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import (
    Column,
    Connection,
    Integer,
    MetaData,
    Table,
    create_engine,
    inspect,
    make_url,
)
from sqlalchemy.pool import StaticPool

from support.sql.guide_rows import make, url_of
from talent_powerpro.adapters.sql import schema
from talent_powerpro.adapters.sql.dialects import sqlite_migration, sqlite_restore
from talent_powerpro.adapters.sql.dialects.sqlite import SQLite
from talent_powerpro.adapters.sql.dialects.sqlite_facts import store_facts
from talent_powerpro.adapters.sql.dialects.sqlite_names import names_in
from talent_powerpro.errors import LockHeld

AT = datetime(2022, 6, 2, 6, 58, tzinfo=UTC)
DAY = date(2022, 6, 2)


@pytest.fixture
def connection() -> Iterator[Connection]:
    engine = create_engine("sqlite://", poolclass=StaticPool)
    with engine.connect() as opened:
        yield opened
    engine.dispose()


def test_names_and_facts_are_those_of_the_file(path: Path) -> None:
    make(path).close()
    url = make_url(url_of(path))
    names = SQLite().names(url, rto="", busy_seconds=0)
    assert names == names_in(path, busy_seconds=0)
    assert [each["code"] for each in names.courses] == ["ICT30120"]
    facts = SQLite().facts(url, rto="", busy_seconds=0)
    assert facts == store_facts(path, busy_seconds=0)
    assert facts["integrity"] == "ok"
    assert SQLite().named(url) == str(path)


def holder(url: str) -> str:
    """What another command is told while the lock is held."""
    lock = SQLite().run_lock(url, rto="", clock=lambda: AT)
    with pytest.raises(LockHeld) as caught, lock.hold("run"):
        pytest.fail("two hold one lock")
    return caught.value.message.partition(" (")[0] + caught.value.message.partition(",")[2]


def told(what: str, path: Path) -> str:
    return f"`{what}` since {AT.astimezone():%d/%m/%Y %H:%M}) is using PowerPro's store {path}."


def test_the_lock_of_a_file_is_held_from_the_time_of_the_clock(path: Path) -> None:
    url = url_of(path)
    with SQLite().run_lock(url, rto="", clock=lambda: AT).hold("import"):
        assert holder(url) == told("import", path)


@pytest.mark.parametrize(
    ("module", "name", "what", "act"),
    [
        (
            *(sqlite_migration, "migrate_file", "migrate"),
            lambda url: SQLite().migrate(
                url, lambda _: None, today=DAY, busy_seconds=1, clock=lambda: AT
            ),
        ),
        (
            *(sqlite_restore, "restore_file", "restore"),
            lambda url: SQLite().restore(
                url, Path("back-up.db"), today=DAY, busy_seconds=1, clock=lambda: AT
            ),
        ),
    ],
)
def test_a_file_is_migrated_and_restored_under_its_lock(
    path: Path,
    monkeypatch: pytest.MonkeyPatch,
    module: object,
    name: str,
    what: str,
    act: Callable[[str], object],
) -> None:
    url = url_of(path)
    monkeypatch.setattr(module, name, lambda *_, **__: holder(url))
    assert act(url) == told(what, path)


def test_a_units_line_has_its_four_columns(connection: Connection) -> None:
    row = "SELECT 'Unit' AS type, 'A' AS code, '20' AS outcome, '2022-06-02' AS outcome_date"
    for day in ("2022-06-02", None):
        query = f"SELECT {SQLite().unit_line()} FROM ({row})"
        stored = query if day else query.replace("'2022-06-02' AS", "NULL AS")
        line = connection.exec_driver_sql(stored).scalar_one()
        assert line == f"Unit\tA\t20\t{day or ''}"


def test_temporary_tables_are_made_and_dropped(connection: Connection) -> None:
    tables = MetaData()
    Table("waiting", tables, Column("number", Integer), prefixes=["TEMPORARY"])
    for _ in range(2):
        SQLite().make_temporary(connection, tables)
        assert inspect(connection).get_temp_table_names() == ["waiting"]
        SQLite().drop_temporary(connection, tables)
        assert inspect(connection).get_temp_table_names() == []


def test_a_row_that_is_there_is_changed_in_its_place(connection: Connection) -> None:
    schema.tries.create(connection)
    rows: list[dict[str, Any]] = [{"kind": "results", "id": each, "at": AT} for each in "ba"]
    SQLite().upsert(connection, schema.tries, rows, key=("kind", "id"), values=("at",))
    later = AT.replace(hour=7)
    SQLite().upsert(
        connection, schema.tries, [{**rows[0], "at": later}], key=("kind", "id"), values=("at",)
    )
    SQLite().upsert(connection, schema.tries, [], key=("kind", "id"), values=("at",))
    SQLite().insert_new(connection, schema.tries, [*rows, {**rows[0], "id": "c"}])
    SQLite().insert_new(connection, schema.tries, [])
    found = connection.execute(schema.tries.select().order_by(schema.tries.c.id)).all()
    assert [(each.id, each.at) for each in found] == [("a", AT), ("b", later), ("c", AT)]
