"""What a file is told by: its mark, its number, its last run, and whether it is whole."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from support.sql.guide_rows import by_hand, make, spoil_an_index
from talent_powerpro.adapters.sql.dialects.sqlite_inspection import (
    check_number,
    check_references,
    check_whole,
    has_open_run,
    is_another_programs,
    migratable_number,
    schema_number,
)
from talent_powerpro.errors import PowerProUnusable, RunFault, SettingsFault

PATH = Path("there", "powerpro.db")
STORE = "CREATE TABLE store (application, schema, created_at);"
OURS = f"{STORE} INSERT INTO store VALUES ('talent-powerpro', {{}}, '')"
NOT_OURS = f"{PATH} is a SQLite file, but not a PowerPro store."


@pytest.fixture
def opened() -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(":memory:")) as connection:
        yield connection


@pytest.mark.parametrize(
    "script",
    [
        "CREATE TABLE students (name)",
        STORE,
        f"{STORE} INSERT INTO store VALUES ('a shop', 5, '')",
        "CREATE TABLE store (application); INSERT INTO store VALUES ('talent-powerpro')",
        "CREATE TABLE store (schema, name); INSERT INTO store VALUES (5, 'talent-powerpro')",
    ],
)
def test_a_file_without_the_mark_is_another_programs(
    opened: sqlite3.Connection, script: str
) -> None:
    assert not is_another_programs(opened)  # It is empty.
    opened.executescript(script)
    assert is_another_programs(opened)
    with pytest.raises(PowerProUnusable) as caught:
        schema_number(PATH, opened)
    assert caught.value.message == NOT_OURS


@pytest.mark.parametrize(
    ("number", "kind", "said"),
    [
        (1, SettingsFault, "schema 1, which is too old. Only 2 or later can be migrated."),
        (6, PowerProUnusable, "schema 6, but this version needs schema 5."),
    ],
)
def test_a_number_that_this_version_does_not_know_is_told(
    opened: sqlite3.Connection, number: int, kind: type[RunFault], said: str
) -> None:
    opened.executescript(OURS.format(number))
    assert not is_another_programs(opened)
    assert schema_number(PATH, opened) == number
    for check in (migratable_number, check_number):
        with pytest.raises(kind) as caught:
            check(PATH, opened)
        assert caught.value.message == f"PowerPro's store {PATH} has {said}"


@pytest.mark.parametrize("number", [2, 3, 4, 5])
def test_the_last_four_numbers_can_be_migrated_and_the_last_one_is_opened(
    opened: sqlite3.Connection, number: int
) -> None:
    opened.executescript(OURS.format(number))
    assert migratable_number(PATH, opened) == number
    if number == 5:
        check_number(PATH, opened)
        return
    with pytest.raises(SettingsFault) as caught:
        check_number(PATH, opened)
    assert caught.value.message == (
        f"PowerPro's store {PATH} has schema {number}, but this version needs schema 5."
    )


def test_a_number_that_is_none_is_damage(opened: sqlite3.Connection) -> None:
    opened.executescript(OURS.format("'five'"))
    with pytest.raises(PowerProUnusable) as caught:
        schema_number(PATH, opened)
    assert caught.value.message == (
        f"PowerPro's store {PATH} is damaged (its schema number is not a whole number)."
    )


@pytest.mark.parametrize(
    ("ends", "is_open"), [([], False), (["x", None], True), ([None, "x"], False)]
)
def test_the_last_run_alone_may_have_been_cut_off(
    opened: sqlite3.Connection, ends: list[str | None], is_open: bool
) -> None:
    opened.execute("CREATE TABLE runs (sequence INTEGER PRIMARY KEY, ended)")
    opened.executemany("INSERT INTO runs (ended) VALUES (?)", [(each,) for each in ends])
    assert has_open_run(opened) is is_open


def test_an_index_that_disagrees_with_its_rows_is_damage_and_a_refused_value_is_none(
    tmp_path: Path,
) -> None:
    path = tmp_path / "powerpro.db"
    make(path).close()
    with by_hand(path) as hand:
        hand.execute("PRAGMA ignore_check_constraints = ON")
        hand.execute("UPDATE units SET type = 'Modul'")
        check_whole(path, hand, "The back-up")
        check_references(path, hand, "The back-up")
    spoil_an_index(path)
    with by_hand(path) as hand, pytest.raises(PowerProUnusable) as caught:
        check_whole(path, hand, "The back-up")
    assert caught.value.message.startswith(f"The back-up {path} is damaged (")
    assert "ix_enrolments_closed_on" in caught.value.message


def test_a_row_that_refers_to_a_missing_one_is_damage(tmp_path: Path) -> None:
    path = tmp_path / "powerpro.db"
    make(path).close()
    with by_hand(path) as hand:
        hand.execute("DELETE FROM clients")
        with pytest.raises(PowerProUnusable) as caught:
            check_references(path, hand)
    assert caught.value.message == (
        f"PowerPro's store {path} is damaged (a row of enrolments has no row in clients)."
    )
