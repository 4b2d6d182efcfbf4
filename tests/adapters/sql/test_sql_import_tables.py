"""Stored rows and their last import, as an import compares them with its own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import Connection

from support.machine_zone import machine_in, needs_a_zone_of_the_process
from support.sql.guide_rows import by_hand, client, course, enrolment, make, unit
from talent_powerpro.adapters.sql import schema
from talent_powerpro.adapters.sql.import_tables import (
    IMPORT_TABLES,
    ImportTable,
    LastImported,
    StoredRow,
    _import_table,
    key_of,
)
from talent_powerpro.ports.import_set import Kind

COURSES, CLIENTS, _, UNITS, LOGS = IMPORT_TABLES
UNIT_KEY = ("enrolment_id", "code", "type")
LOG_KEY = ("enrolment_id", "contact_date", "contact_type")


def test_an_import_can_set_each_column_but_the_key_and_what_the_store_computes() -> None:
    assert [(each.kind, each.id, each.key) for each in IMPORT_TABLES] == [
        (Kind.COURSE, "code", ("code",)),
        (Kind.CLIENT, "code", ("code",)),
        (Kind.ENROLMENT, "id", ("id",)),
        (Kind.UNIT, "id", UNIT_KEY),
        (Kind.CONTACT_LOG, "id", LOG_KEY),
    ]
    made = _import_table(Kind.COURSE, schema.courses, id="code", key=("code",))
    texts = ("name", "talent_course_id", "talent_group_key")
    blanks = dict.fromkeys(texts, "") | {"archived": False, "export_to_talent": False}
    assert (
        made == COURSES == ImportTable(Kind.COURSE, schema.courses, "code", ("code",), blanks, ())
    )
    made = _import_table(Kind.CLIENT, schema.clients, id="code", key=("code",))
    named = ("surname", "given_names", "preferred_name", "usi", "secondary_id", "mobile", "email")
    assert made == CLIENTS
    assert (made.blanks, made.dates) == (
        dict.fromkeys(named, "") | {"date_of_birth": None},
        ("date_of_birth",),
    )
    made = _import_table(Kind.UNIT, schema.units, id="id", key=UNIT_KEY)
    dates = ("start_date", "outcome_date")
    assert made == UNITS
    assert (made.blanks, made.dates) == (
        dict.fromkeys(("name", "outcome", "short_comment"), "") | dict.fromkeys(dates),
        dates,
    )


def test_a_new_contact_log_is_closed_and_has_no_flag_unless_the_import_says_otherwise() -> None:
    made = _import_table(
        *(Kind.CONTACT_LOG, schema.contact_logs),
        id="id",
        key=LOG_KEY,
        status="Closed",
        priority_flag="<No flag>",
    )
    texts = ("client_name", "course_name", "created_by", "assigned_to", "follow_up", "description")
    assert made == LOGS
    assert made.blanks == dict.fromkeys(texts, "") | {
        "status": "Closed",
        "priority_flag": "<No flag>",
    }
    new = made.new(("E1", "2022-06-02T14:59:01+08:00", "Call"), {"status": "Open"})
    assert len(new.pop("id")) == 32
    assert new == dict(made.blanks) | {
        "status": "Open",
        "enrolment_id": "E1",
        "contact_date": datetime(2022, 6, 2, 6, 59, 1, tzinfo=UTC),
        "contact_type": "Call",
    }


@needs_a_zone_of_the_process
@pytest.mark.parametrize("text", ["2022-06-02T14:59:01+08:00", "2022-06-02T06:59:01"])
def test_equal_moments_are_one_key_which_a_stored_row_has_in_utc(text: str) -> None:
    at = datetime(2022, 6, 2, 6, 59, 1, tzinfo=UTC)
    with machine_in("Australia/Perth"):
        found = LOGS.identity(("E1", text, "Call"))
    assert found == ("E1", at, "Call")
    assert f"{found[1]}" == "2022-06-02 06:59:01+00:00"
    stored = {"enrolment_id": "E1", "contact_date": at, "contact_type": "Call", "status": ""}
    assert key_of(LOGS, stored) == ("E1", "2022-06-02T06:59:01+00:00", "Call")


@contextmanager
def edited(path: Path, *edits: str) -> Iterator[Connection]:
    """A store with a course, two clients and two units, after these edits by hand."""
    rows = (course(), client("C1"), client("C2"), enrolment(client_code="C1"), unit(), unit("B"))
    with make(path / "powerpro.db", *rows) as powerpro:
        with by_hand(path / "powerpro.db") as hand:
            hand.execute("PRAGMA ignore_check_constraints = ON")
            for each in edits:
                hand.execute(each)
        with powerpro._store.reading() as connection:
            yield connection


def test_stored_rows_are_read_in_their_order_without_what_cannot_be_read(tmp_path: Path) -> None:
    blank = dict(UNITS.blanks) | {"name": "Build simple web pages"}
    with edited(
        tmp_path,
        "UPDATE units SET id = 'U' || sequence, outcome_date = 'soon' WHERE code = 'ICTWEB304'",
        "UPDATE units SET id = 'U' || sequence, type = 'Module' WHERE code = 'B'",
    ) as connection:
        one, other = UNITS.stored(connection)
    day = {"start_date": date(2022, 5, 16)}
    key = {"enrolment_id": "E1", "code": "ICTWEB304", "type": "Unit"}
    cells = {"id": "U1"} | key | blank | day
    del cells["outcome_date"]
    said = (
        "Row U1 of the table units in PowerPro's store cannot be read: outcome_date is 'soon', "
        "which is not a date such as 2026-03-17."
    )
    assert one == StoredRow("U1", 1, cells, {"outcome_date": said})
    key = {"enrolment_id": "E1", "code": "B", "type": "Module"}
    assert other == StoredRow("U2", 2, {"id": "U2"} | key | blank | day, {})


def test_rows_without_a_number_come_by_their_id_as_far_as_it_can_be_read(tmp_path: Path) -> None:
    edit = "UPDATE clients SET code = CAST(x'43ff' AS TEXT) WHERE code = 'C2'"
    with edited(tmp_path, edit) as connection:
        found = [
            (each.id, each.place, list(each.unreadable)) for each in CLIENTS.stored(connection)
        ]
    assert found == [("C1", "C1", []), ("C\ufffd", "C\ufffd", ["code"])]


@pytest.mark.parametrize(
    ("stored", "shown"),
    [
        ("[]", "'[]'"),
        ('{"shoe_size": 42}', "'{\"shoe_size\": 42}'"),
        ('{"date_of_birth": "soon"}', '\'{"date_of_birth": "soon"}\''),
    ],
)
def test_what_no_import_can_have_stored_is_named(tmp_path: Path, stored: str, shown: str) -> None:
    edit = f"UPDATE imported_rows SET cells = '{stored}' WHERE kind = 'client' AND row = 'C1'"
    with edited(tmp_path, edit) as connection:
        found = CLIENTS.last_imported(connection, ["C1", "C2", "C3"])
    cells = CLIENTS.cells(client("C2"))
    said = (
        "Row C1 of the table imported_rows in PowerPro's store cannot be read: cells is "
        f"{shown}, which is not JSON as the agent writes it."
    )
    assert found == LastImported({"C2": cells}, {"C1": said})


def test_what_is_no_json_is_named_with_the_kind_of_its_row(tmp_path: Path) -> None:
    edit = "UPDATE imported_rows SET cells = '{' WHERE kind = 'client' AND row = 'C1'"
    with edited(tmp_path, edit) as connection:
        found = CLIENTS.last_imported(connection, ["C1"])
    said = (
        "Row client, C1 of the table imported_rows in PowerPro's store cannot be read: cells is "
        "'{', which is not JSON as the agent writes it."
    )
    assert found == LastImported({}, {"C1": said})
