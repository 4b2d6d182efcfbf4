"""Every name in a store is found, so that a support bundle hides it."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest
from sqlalchemy import NullPool, create_engine

from support.sql.every_table import MEMORY, add_row
from support.sql.guide_rows import (
    a_set,
    by_hand,
    client,
    contact_log,
    course,
    enrolment,
    make,
    unit,
    url_of,
)
from talent_powerpro.adapters.sql.dialects import sqlite_names
from talent_powerpro.adapters.sql.dialects.sqlite_names import names_in
from talent_powerpro.adapters.sql.store_names import StoreNames


def found(path: Path) -> StoreNames:
    return names_in(path, busy_seconds=0)


def test_all_names_of_a_store_are_read(path: Path) -> None:
    rows = (
        client(mobile="0400 000 000", usi="U1", preferred_name="Jo", date_of_birth=None),
        contact_log(assigned_to="Ann"),
    )
    make(path, course(), enrolment(), unit(), unit("ICTWEB305"), *rows).close()
    people = {"who": "Pat", "confirmed_by": "Len", "client_name": "Zoë", "run_id": "run-1"}
    with create_engine(url_of(path), poolclass=NullPool).begin() as connection:
        for table in MEMORY:
            add_row(connection, table, people)
    assert found(path) == StoreNames(
        clients=[
            {
                "code": "2021000017",
                "surname": "GOMEZ",
                "given_names": "JOANA",
                "preferred_name": "Jo",
                "usi": "U1",
                "secondary_id": "DPC000129",
                "date_of_birth": "",
                "mobile": "0400 000 000",
                "email": "jg11@pm.me",
            }
        ],
        courses=[
            {
                "code": "ICT30120",
                "name": "Certificate III - Information Technology",
                "talent_course_id": "126",
                "talent_group_key": "77eD6LXHH",
            }
        ],
        enrolments=["E1"],
        unit_codes=["ICTWEB304", "ICTWEB305"],
        people=["Pat", "Pat", "Len", "JOANA GOMEZ", "PP-CA", "Ann", "Zoë", "Zoë"],
        runs=["run-1"],
        is_complete=True,
    )


def test_a_name_that_is_no_text_in_utf_8_is_read_as_far_as_it_can_be(path: Path) -> None:
    make(path, client(given_names="")).close()
    with by_hand(path) as hand:
        hand.execute("UPDATE clients SET surname = CAST(x'47ff' AS TEXT)")
    assert [each["surname"] for each in found(path).clients] == ["G\ufffd"]


def test_a_store_of_an_earlier_version_has_the_names_that_it_has(path: Path) -> None:
    with by_hand(path) as hand:
        hand.execute("CREATE TABLE clients (code, surname)")
        hand.execute("INSERT INTO clients VALUES (1, 'Gomez')")
    assert found(path) == StoreNames(
        clients=[{"code": "1", "surname": "Gomez"}],
        courses=[],
        enrolments=[],
        unit_codes=[],
        runs=[],
    )


def missing(path: Path) -> None:
    assert not path.exists()


def no_database(path: Path) -> None:
    path.write_text("Code,Surname,Given Names\n" * 100, encoding="utf-8")


def another_programs(path: Path) -> None:
    with by_hand(path) as hand:
        hand.execute("CREATE TABLE students (name)")


def beside_a_log_of_another_file(path: Path) -> None:
    """With it, SQLite would read a mixture."""
    other = path.with_name("other.db")
    with make(path), make(other, course()) as powerpro:
        powerpro.take_in(a_set(client()))
        log = Path(f"{other}-wal").read_bytes()
    Path(f"{path}-wal").write_bytes(log)


@pytest.mark.parametrize(
    "spoil", [missing, no_database, another_programs, beside_a_log_of_another_file]
)
def test_a_file_whose_clients_cannot_be_read_says_so(path: Path, spoil: object) -> None:
    assert callable(spoil)
    spoil(path)
    names = found(path)
    assert names.is_complete is False
    assert not names.clients
    assert names.people == []


def test_a_store_on_a_disk_that_fails_says_so(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(*_: object) -> None:
        raise OSError(errno.EIO, "Input/output error")

    make(path).close()
    monkeypatch.setattr(sqlite_names, "connect", failing)
    assert found(path).is_complete is False
