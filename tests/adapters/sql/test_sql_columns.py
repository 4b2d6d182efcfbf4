"""SQLite's computed columns agree with the model's functions."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import MetaData, Table, create_engine
from sqlalchemy.exc import StatementError
from sqlalchemy.schema import CreateTable

from support.sql.guide_rows import by_hand, make
from talent_powerpro.adapters.sql.columns import plain_of, talent_number_of, text
from talent_powerpro.model import plain, talent_number
from talent_powerpro.records.journal import SyncLogLine

WHITE = "".join(c for c in map(chr, range(0x3001)) if c.isspace())  # there are none above

TEXTS = st.text(
    st.sampled_from("07 9aZ@.\t\u00a0\u2009éÉßK")
    | st.sampled_from(WHITE)
    | st.characters(exclude_categories=["Cs"], exclude_characters="\0"),
    max_size=8,
)


@contextmanager
def computing() -> Iterator[sqlite3.Connection]:
    table = Table(
        "t", MetaData(), text("it"), plain_of("plain", "it"), talent_number_of("number", "it")
    )
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute(str(CreateTable(table).compile(create_engine("sqlite://"))))
        yield connection


def computed(it: str) -> tuple[str | None, str | None]:
    with computing() as connection:
        connection.execute("INSERT INTO t (it) VALUES (?)", (it,))
        row: tuple[str | None, str | None] = connection.execute(
            "SELECT plain, number FROM t"
        ).fetchone()
        return row


@given(TEXTS)
def test_a_computed_talent_number_equals_the_models(it: str) -> None:
    assert computed(it)[1] == talent_number(it)


@given(TEXTS)
def test_a_computed_plain_text_equals_the_models_or_is_null(it: str) -> None:
    assert computed(it)[0] in (plain(it), None)


@given(st.text(st.sampled_from("aZ09@._+-"), max_size=12), st.text(st.sampled_from(WHITE)))
def test_the_plain_text_of_an_ordinary_address_is_never_null(address: str, white: str) -> None:
    assert computed(white + address + white)[0] == plain(address)


def test_a_time_without_a_zone_is_refused(tmp_path: Path) -> None:
    naive = datetime(2022, 6, 2, 14, 59)  # noqa: DTZ001  # that is the case
    with make(tmp_path / "powerpro.db") as powerpro:
        with pytest.raises(StatementError, match="without a zone"):
            powerpro.sync_log.write([SyncLogLine(naive, "1 Student(s) to enrol")])
        assert powerpro.sync_log.lines() == ()


def test_times_are_kept_in_utc_and_come_back_aware(tmp_path: Path) -> None:
    path = tmp_path / "powerpro.db"
    perth = datetime(2022, 6, 2, 14, 59, 1, 5, tzinfo=ZoneInfo("Australia/Perth"))
    with make(path) as powerpro:
        powerpro.sync_log.write([SyncLogLine(perth, "Enrolled.")])
        (line,) = powerpro.sync_log.lines()
        with by_hand(path) as hand:
            assert hand.execute("SELECT at FROM sync_log").fetchone() == (
                "2022-06-02 06:59:01.000005",
            )
    assert line.at == perth
    assert line.at.tzinfo is UTC
