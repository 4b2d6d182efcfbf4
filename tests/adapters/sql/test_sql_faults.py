"""SQLite errors and their messages for people."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from support.sql.guide_rows import (
    LOG,
    by_hand,
    make,
    the_enrolment,
)
from talent_powerpro.adapters.sql import faults
from talent_powerpro.errors import PowerProUnusable


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


def test_any_other_error_is_reported_in_sqlites_own_words(path: Path) -> None:
    with make(path) as powerpro:
        read = the_enrolment(powerpro)
        with by_hand(path) as hand:
            hand.execute("DROP TABLE contact_logs")
        with pytest.raises(PowerProUnusable, match="no such table: contact_logs") as caught:
            powerpro.add_contact_log(read, LOG)
    assert caught.value.__cause__ is not None


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
