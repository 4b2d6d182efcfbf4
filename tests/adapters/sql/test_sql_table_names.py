"""Names of a host's choosing: a schema, which SQLite has as an attached database, and a prefix."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Column, Connection, Integer, MetaData, Table, create_engine, insert, select
from sqlalchemy.pool import StaticPool

from talent_powerpro.adapters.sql.table_names import NO_NAMES, OwnName, TableNames
from talent_powerpro.errors import SettingsFault

SCHEMA = "North College"
NAMES = TableNames(SCHEMA, "talent_")
RUNS = Table(OwnName("runs"), MetaData(), Column("runs", Integer))


def opened(names: TableNames) -> Iterator[Connection]:
    """A connection to a database with a second one as its schema, and tables of runs in both."""
    engine = create_engine("sqlite://", poolclass=StaticPool)
    with names.use_in(engine).connect() as connection:
        connection.exec_driver_sql(f"ATTACH ':memory:' AS '{SCHEMA}'")
        connection.exec_driver_sql("CREATE TABLE runs (runs)")
        connection.exec_driver_sql("CREATE TABLE talent_runs (runs)")
        connection.exec_driver_sql(f"CREATE TABLE '{SCHEMA}'.talent_runs (runs)")
        yield connection
    engine.dispose()


@pytest.fixture
def plain() -> Iterator[Connection]:
    yield from opened(NO_NAMES)


@pytest.fixture
def named() -> Iterator[Connection]:
    yield from opened(NAMES)


def read(connection: Connection, sql: str) -> list[tuple[object, ...]]:
    return [tuple(row) for row in connection.exec_driver_sql(sql)]


def test_statements_take_the_names_of_the_host(named: Connection) -> None:
    named.execute(insert(RUNS), {"runs": 7})
    assert named.execute(select(RUNS)).all() == [(7,)]
    assert read(named, f"SELECT * FROM '{SCHEMA}'.talent_runs") == [(7,)]
    assert read(named, "SELECT * FROM runs UNION SELECT * FROM main.talent_runs") == []


def test_without_names_of_the_host_statements_take_our_own(plain: Connection) -> None:
    plain.execute(insert(RUNS), {"runs": 7})
    assert read(plain, "SELECT * FROM runs") == [(7,)]
    assert read(plain, f"SELECT * FROM '{SCHEMA}'.talent_runs") == []


def test_a_table_is_looked_for_under_its_names_alone(named: Connection) -> None:
    named.exec_driver_sql("CREATE TABLE talent_waits (id)")
    assert [NAMES.has(named, each) for each in ("runs", "waits", "talent_runs")] == [
        *(True, False, False)
    ]
    assert NAMES.there(named) == {"talent_runs"}
    assert [NO_NAMES.has(named, each) for each in ("runs", "waits", "talent_runs")] == [
        *(True, False, True)
    ]
    assert NO_NAMES.there(named) == {"runs", "talent_runs", "talent_waits"}


def test_sql_that_is_written_by_hand_has_the_names_in_quotes_where_they_need_them(
    plain: Connection,
) -> None:
    assert [each.in_sql(plain, "order") for each in (NO_NAMES, TableNames(SCHEMA), NAMES)] == [
        '"order"',
        '"North College"."order"',
        '"North College".talent_order',
    ]


def test_the_longest_prefix_has_twenty_signs() -> None:
    longest = "t234567890_234567890"
    assert TableNames(prefix=longest).of("runs") == f"{longest}runs"
    with pytest.raises(SettingsFault) as caught:
        TableNames(prefix=f"{longest}1")
    assert (caught.value.message, caught.value.remedy) == (
        f"The prefix '{longest}1' cannot begin the names of tables.",
        "Use at most 20 small letters a to z, digits and underscores, with a letter first, such as "
        "talent_.",
    )


def test_the_name_of_a_table_of_ours_is_a_text_that_is_quoted_where_it_needs_it() -> None:
    name = OwnName("runs")
    assert (name, name.quote, type(name)) == ("runs", None, OwnName)
