"""SQLite errors and their messages for people."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from support.sql.guide_rows import (
    LOG,
    RESULT,
    by_hand,
    dump,
    make,
    the_enrolment,
    the_unit,
)
from talent_powerpro.adapters.sql import faults
from talent_powerpro.adapters.sql.dialects.sqlite_faults import translated
from talent_powerpro.errors import PowerProUnusable
from talent_powerpro.model import TalentUserId


def test_a_locked_store_refuses_writes_and_still_reads(path: Path) -> None:
    with make(path, busy_seconds=0.01) as powerpro, by_hand(path) as viewer:
        read = the_enrolment(powerpro)
        viewer.execute("BEGIN IMMEDIATE")
        with pytest.raises(PowerProUnusable, match="locked by another program") as caught:
            powerpro.add_contact_log(read, LOG)
        assert "Close the program" in caught.value.remedy
        assert powerpro.counts()["contact_logs"] == 0
        viewer.rollback()
        powerpro.add_contact_log(read, LOG)
        assert powerpro.counts()["contact_logs"] == 1


def test_a_read_only_file_is_reported_with_the_missing_permission(path: Path) -> None:
    make(path).close()
    address = f"{path.as_uri()}?mode=ro"
    with (
        closing(sqlite3.connect(address, uri=True)) as connection,
        pytest.raises(PowerProUnusable, match="is read-only") as caught,
        translated(path),
    ):
        connection.execute("DELETE FROM sync_log")
    assert "Allow this account" in caught.value.remedy


def test_a_full_disk_is_reported(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE courses (name)")
        connection.execute("PRAGMA max_page_count = 2")
        with pytest.raises(PowerProUnusable, match="disk is full") as caught, translated(path):
            connection.execute("INSERT INTO courses VALUES (?)", ("Certificate III " * 5000,))
    assert "Free space" in caught.value.remedy


def test_any_other_error_is_reported_in_sqlites_own_words(path: Path) -> None:
    with make(path) as powerpro:
        read = the_enrolment(powerpro)
        with by_hand(path) as hand:
            hand.execute("DROP TABLE contact_logs")
        with pytest.raises(PowerProUnusable, match="no such table: contact_logs") as caught:
            powerpro.add_contact_log(read, LOG)
    assert caught.value.__cause__ is not None


def test_no_fault_shows_the_values_of_a_statement(path: Path) -> None:
    with make(path) as powerpro:
        client = the_enrolment(powerpro).client
        with by_hand(path) as hand:
            hand.execute(
                "CREATE TRIGGER no BEFORE UPDATE ON clients"
                " BEGIN SELECT RAISE(ABORT, 'no edits'); END"
            )
        with pytest.raises(PowerProUnusable, match="no edits") as caught:
            powerpro.set_secondary_id(client, TalentUserId("7777"))
    assert "7777" not in f"{caught.value} {caught.value.__cause__}"


def test_the_schema_refuses_invalid_values(path: Path) -> None:
    with make(path), by_hand(path) as hand:
        for edit in (
            "UPDATE courses SET archived = 'yes'",
            "UPDATE enrolments SET active = 2",
            "UPDATE units SET type = 'Subject'",
            "UPDATE clients SET email = NULL",
            *(
                f"UPDATE enrolments SET export_date = {value}"
                for value in ("'02/06/2022'", "''", "20220602", "'2022-02-31'", "'0000-01-01'")
            ),
            *(
                "INSERT INTO sync_log (at, message, client_code)"
                f" VALUES ('2022-06-02{time}', '', '')"
                for time in ("", " 24:00:00", " 09:00:00+10:00")
            ),
            "INSERT INTO imported_rows VALUES ('client', 'C9', '{')",
            "INSERT INTO imported_rows VALUES ('client', 'C9', '5')",
            *(
                "INSERT INTO runs VALUES (1, 'r', '2022-06-02 09:00:00', '[]', NULL, '{}', "
                f"{wrote}, '', '', {targets}, '', {limit}, NULL)"
                for wrote, targets, limit in (
                    ("'many'", "'[]'", "NULL"),
                    ("0", "'{'", "NULL"),
                    ("0", "'[]'", "'many'"),
                )
            ),
        ):
            with pytest.raises(sqlite3.IntegrityError):
                hand.execute(edit)


def test_an_rto_that_a_hosts_tables_lack_is_named() -> None:
    fault = faults.no_state_of("database powerpro of PostgreSQL at db", "North College")
    assert (fault.message, fault.remedy) == (
        "The tables of the agent's state in the database powerpro of PostgreSQL at db have no RTO "
        "'North College'.",
        "Add it once with `SqlAgentState.create`, or correct its name.",
    )


def test_all_values_without_which_nothing_can_be_done_are_named() -> None:
    assert faults.unreadable(["Row 1 is odd.", "Row 2 too."]).message == "Row 1 is odd. Row 2 too."


def test_a_write_that_fails_leaves_nothing_behind(path: Path) -> None:
    with make(path) as powerpro:
        before = dump(path)
        with by_hand(path) as hand:
            hand.execute(
                "CREATE TRIGGER no AFTER UPDATE ON units BEGIN SELECT RAISE(ABORT, 'no'); END"
            )
        with pytest.raises(PowerProUnusable):
            powerpro.set_result(the_unit(powerpro), RESULT)
    assert dump(path) == before
