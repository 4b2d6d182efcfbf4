"""Rows that are read in pages, inserted into another store and compared."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from datetime import UTC, datetime
from typing import Any, cast

import pytest
from sqlalchemy import Connection, Row, Table, create_engine, event, insert, select
from sqlalchemy.exc import DBAPIError, ResourceClosedError
from sqlalchemy.pool import StaticPool

from talent_powerpro.adapters.sql import schema
from talent_powerpro.adapters.sql.columns import LongText, ShortText
from talent_powerpro.adapters.sql.copied_rows import (
    TABLES,
    as_stored,
    delete_rows,
    first_difference,
    has_rows,
    insert_page,
    pages,
)
from talent_powerpro.adapters.sql.dialects.server_scope import is_of_an_rto

COURSE = {
    "name": "Web design",
    "archived": False,
    "export_to_talent": True,
    "talent_course_id": "126",
    "talent_group_key": "key",
}


@contextmanager
def empty_store() -> Iterator[Connection]:
    engine = create_engine("sqlite://", poolclass=StaticPool)
    with engine.connect() as connection:
        schema.metadata.create_all(connection, checkfirst=False)
        yield connection
    engine.dispose()


@pytest.fixture
def store() -> Iterator[Connection]:
    with empty_store() as connection:
        yield connection


def add_courses(store: Connection, *codes: str) -> None:
    store.execute(insert(schema.courses), [{"code": code, **COURSE} for code in codes])


AT = datetime(2026, 3, 17, 9, 30, tzinfo=UTC)


class Unusable(Exception):
    pass


@contextmanager
def translated() -> Iterator[None]:
    try:
        yield
    except DBAPIError as error:
        raise Unusable(str(error.orig)) from None


# --- tables -----------------------------------------------------------------------


def test_all_tables_are_copied_but_the_three_of_the_store_itself() -> None:
    every = tuple(schema.metadata.tables.values())
    assert set(every) - set(TABLES) == {schema.store, schema.migrations, schema.moved}
    assert tuple(each for each in every if each in TABLES) == TABLES


def test_a_table_as_it_is_stored_has_no_computed_columns_and_json_as_text() -> None:
    clients = as_stored(schema.clients)
    assert as_stored(schema.clients) is clients
    assert (clients.name, is_of_an_rto(clients)) == ("clients", True)
    assert [each.name for each in clients.primary_key] == ["code"]
    assert [each.name for each in clients.columns if each.nullable] == ["date_of_birth"]
    left_out = set(schema.clients.columns.keys()) - set(clients.columns.keys())
    assert left_out == {"secondary_number", "email_plain"}
    assert type(clients.c.code.type) is ShortText
    assert type(as_stored(schema.imported_rows).c.cells.type) is LongText


# --- pages ------------------------------------------------------------------------


def test_rows_are_read_by_their_key_a_thousand_at_a_time(store: Connection) -> None:
    codes = [f"{number:04}" for number in range(1001)]
    add_courses(store, *reversed(codes))
    options: list[Any] = []

    def executed(*arguments: Any) -> None:
        options.append(arguments[4].execution_options["yield_per"])

    event.listen(store, "before_cursor_execute", executed)
    with pages(nullcontext, store, schema.courses) as found:
        read = [[row.code for row in page] for page in found]
    assert read == [codes[:1000], codes[1000:]]
    # A server's driver would otherwise fetch all of them at once.
    assert options == [1000]


def test_rows_that_are_not_read_are_given_up(store: Connection) -> None:
    add_courses(store, "1", "2")
    with pages(nullcontext, store, schema.courses) as found:
        pass
    with pytest.raises(ResourceClosedError):
        next(found)


def test_a_query_that_fails_is_a_fault_of_the_store(store: Connection) -> None:
    store.exec_driver_sql("DROP TABLE courses")
    with (
        pytest.raises(Unusable, match="no such table: courses"),
        pages(translated, store, schema.courses),
    ):
        pytest.fail("rows are read")


def test_a_row_that_cannot_be_fetched_is_a_fault_of_the_store(store: Connection) -> None:
    add_courses(store, "1", "2")
    store.exec_driver_sql("UPDATE courses SET name = CAST(x'ff' AS TEXT) WHERE code = '2'")
    with (
        pages(translated, store, schema.courses) as found,
        pytest.raises(Unusable, match="Could not decode to UTF-8 column 'name'"),
    ):
        next(found)


# --- a copy -----------------------------------------------------------------------


def read(store: Connection, table: Table) -> list[Row[Any]]:
    with pages(nullcontext, store, table) as found:
        return [row for page in found for row in page]


@pytest.mark.parametrize(
    ("table", "copied"),
    [
        (schema.courses, [("1", "Web design"), ("2", "Web design")]),
        (schema.sync_log, [(1, AT), (2, AT)]),
    ],
)
def test_a_page_is_inserted_with_its_keys_but_a_sequence_is_given_anew(
    store: Connection, table: Table, copied: list[tuple[object, ...]]
) -> None:
    add_courses(store, "2", "1")
    lines = [{"sequence": at, "at": AT, "message": str(at), "client_code": "1"} for at in (7, 3)]
    store.execute(insert(schema.sync_log), lines)
    page = read(store, table)
    with empty_store() as other:
        insert_page(other, table, page)
        assert [tuple(row[:2]) for row in read(other, table)] == copied
        assert [row[1:] for row in read(other, table)] == [row[1:] for row in page]


def test_a_store_has_rows_until_they_are_deleted(store: Connection) -> None:
    store.exec_driver_sql("PRAGMA foreign_keys = ON")
    assert not has_rows(store)
    add_courses(store, "1")
    assert has_rows(store)
    delete_rows(store)
    assert not has_rows(store)
    assert store.execute(select(schema.courses)).all() == []


# --- a comparison -----------------------------------------------------------------


def difference(
    table: Table, one: Sequence[Sequence[object]], other: Sequence[Sequence[object]]
) -> tuple[object, list[tuple[Table, int]]]:
    """What is found where rows come in pages of two and of three, and what is told meanwhile."""
    told: list[tuple[Table, int]] = []

    def paged(rows: Sequence[Sequence[object]], size: int) -> Iterator[Sequence[Row[Any]]]:
        rows_ = cast("Sequence[Row[Any]]", rows)
        return (rows_[at : at + size] for at in range(0, len(rows), size))

    found = first_difference(paged(one, 2), paged(other, 3), table, lambda *each: told.append(each))
    return found, told


def test_equal_rows_are_told_by_the_thousand() -> None:
    rows = [(str(number), "Web design") for number in range(2001)]
    told = [(schema.courses, 1000), (schema.courses, 1000), (schema.courses, 1)]
    assert difference(schema.courses, rows, rows) == (None, told)


def test_the_first_column_that_differs_is_named() -> None:
    one = [("1", "Web", True), ("2", "Web", True), ("3", "Web", True)]
    other = [("1", "Web", True), ("2", "Net", False), ("3", "Net", True)]
    assert difference(schema.courses, one, other) == ((("2", "Web", True), "name"), [])


def test_a_key_that_differs_is_named_and_a_sequence_is_not_compared() -> None:
    assert difference(schema.courses, [("1", "a")], [("2", "a")])[0] == (("1", "a"), "code")
    log = schema.sync_log
    assert difference(log, [(1, "at", "a")], [(9, "at", "a")]) == (None, [(log, 1)])
    assert difference(log, [(1, "at", "a")], [(1, "then", "a")])[0] == ((1, "at", "a"), "at")


@pytest.mark.parametrize("swapped", [False, True])
def test_a_row_that_one_store_lacks_differs_as_a_whole(swapped: bool) -> None:
    one, other = [("1", "a"), ("2", "a")], [("1", "a")]
    if swapped:
        one, other = other, one
    assert difference(schema.courses, one, other)[0] == (("2", "a"), "")
