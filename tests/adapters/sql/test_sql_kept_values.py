"""Rows of the agent's state as values, and what is told of those that are no value."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from support.sql.every_table import add_row
from support.sql.guide_rows import by_hand
from support.testing.stores_to_prove import rows_without_an_order_come_in_another
from talent_powerpro.adapters.sql import SqlPowerPro, kept_values, schema
from talent_powerpro.adapters.sql.kept_values import all_kept, columns_of, kept, pages_of
from talent_powerpro.model import EnrolmentId
from talent_powerpro.records.due import DueMark
from talent_powerpro.records.journal import SyncLogLine
from talent_powerpro.records.unreadable import UnreadableRow

AT = datetime(2022, 6, 2, tzinfo=UTC)
DAY = date(2022, 6, 2)


@pytest.fixture
def powerpro(path: Path) -> Iterator[SqlPowerPro]:
    with SqlPowerPro.create(f"sqlite:///{path.as_posix()}") as opened:
        rows_without_an_order_come_in_another(opened)
        yield opened


def spoil(path: Path, edit: str) -> None:
    with by_hand(path) as hand:
        hand.execute("PRAGMA ignore_check_constraints = ON")
        hand.execute(edit)


def test_a_values_columns_are_those_with_the_names_of_its_fields() -> None:
    table = schema.sync_log
    assert columns_of(table, SyncLogLine) == (table.c.at, table.c.message, table.c.client_code)
    assert columns_of(schema.portal, SyncLogLine) == ()


@pytest.mark.parametrize("blocks", [False, True])
def test_all_rows_come_in_their_order_and_those_that_cannot_be_read_are_told(
    path: Path, powerpro: SqlPowerPro, blocks: bool
) -> None:
    marks = [DueMark(EnrolmentId(each), DAY) for each in ("E3", "E1", "E2")]
    powerpro.journal.mark_due(marks)
    spoil(path, "UPDATE due_marks SET export_date = 'soon' WHERE enrolment_id = 'E1'")
    store, more = powerpro._store, {"blocks": True} if blocks else {}
    assert all_kept(store, schema.due_marks, DueMark, **more) == (marks[0], marks[2])
    said = (
        "Row 2 of the table due_marks in PowerPro's store cannot be read: export_date is 'soon', "
        "which is not a date such as 2026-03-17."
    )
    assert store.take_unreadable() == (UnreadableRow(said, EnrolmentId("E1"), blocks=blocks),)


@pytest.mark.parametrize(
    "error",
    [*(ValueError(), TypeError(), KeyError(), AttributeError()), ExceptionGroup("", [KeyError()])],
)
@pytest.mark.parametrize("instead", [False, True])
def test_a_row_that_is_no_value_is_told_with_its_json(
    powerpro: SqlPowerPro, error: Exception, instead: bool
) -> None:
    table, store = schema.looks, powerpro._store
    with store.writing() as connection:
        for each in ("E1", "E2"):
            cells = {"enrolment_id": each, "unmatched": [7], "other_items": [8, 9]}
            add_row(connection, table, cells)

    def make(cells: dict[str, Any]) -> str:
        if cells["enrolment_id"] == "E1":
            raise error
        return f"{cells}"

    def in_its_place(cells: dict[str, Any]) -> str:
        return f"no {cells['enrolment_id']}"

    query = select(table.c.enrolment_id, table.c.unmatched, table.c.other_items)
    query = query.order_by(table.c.enrolment_id)
    with store.reading() as connection:
        found = kept(
            *(store, connection, table, query, make), instead=in_its_place if instead else None
        )
    read = "{'enrolment_id': 'E2', 'unmatched': [7], 'other_items': [8, 9]}"
    assert found == (("no E1", read) if instead else (read,))
    row = "Row E1 of the table looks in PowerPro's store cannot be read:"
    said = (
        f"{row} unmatched is '[7]', which is not JSON as the agent writes it. "
        f"{row} other_items is '[8, 9]', which is not JSON as the agent writes it."
    )
    assert store.take_unreadable() == (UnreadableRow(said, EnrolmentId("E1")),)


def test_json_that_was_not_asked_for_is_not_told(powerpro: SqlPowerPro) -> None:
    table, store = schema.looks, powerpro._store
    with store.writing() as connection:
        add_row(connection, table, {"enrolment_id": "E1", "unmatched": [7]})

    def fail(_: object) -> None:
        raise ValueError

    with store.reading() as connection:
        query = select(table.c.enrolment_id, table.c.unmatched)
        assert kept(store, connection, table, query, fail) == ()
    (told,) = store.take_unreadable()
    assert told.message == (
        "Row E1 of the table looks in PowerPro's store cannot be read: unmatched is '[7]', which "
        "is not JSON as the agent writes it."
    )


def test_a_row_about_no_enrolment_is_told_about_none(path: Path, powerpro: SqlPowerPro) -> None:
    powerpro.sync_log.write([SyncLogLine(AT, "a line")])
    spoil(path, "UPDATE sync_log SET at = 'soon'")
    assert all_kept(powerpro._store, schema.sync_log, SyncLogLine) == ()
    (told,) = powerpro.journal.take_unreadable()
    assert told.enrolment_id == ""


@pytest.mark.parametrize(
    ("keys", "pages"),
    [
        ("", [""]),
        ("a", ["a"]),
        ("ba", ["ab", ""]),
        ("cab", ["ab", "c"]),
        ("dcabe", ["ab", "cd", "e"]),
    ],
)
def test_keys_come_in_order_some_at_a_time(
    powerpro: SqlPowerPro, monkeypatch: pytest.MonkeyPatch, keys: str, pages: list[str]
) -> None:
    monkeypatch.setattr(kept_values, "PAGE", 2)
    table = schema.suspensions
    with powerpro._store.writing() as connection:
        for each in (*keys, "z"):
            add_row(connection, table, {"enrolment_id": each, "whole": each != "z"})
    found = pages_of(powerpro._store, table.c.enrolment_id, table.c.whole)
    assert ["".join(page) for page in found] == pages
