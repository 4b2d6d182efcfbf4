"""Conversion from schema 2, which is older than the migration scripts, to schema 3.

The journal of schema 2 has each write as flat texts: ``old <field>`` and ``new <field>``, ids in
``target``, dates as dd/mm/yyyy. Schema 3 has typed values, the writes made beside the writes
planned, and a header for each run. Schema 2 did not record the writes made, so they stay empty.

Do not change this module when the schema changes: its result must stay schema 3.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, TypeAlias

from sqlalchemy import Connection

from talent_powerpro.adapters.sql.faults import BACK_UP
from talent_powerpro.errors import PowerProUnusable

Flat: TypeAlias = Mapping[str, str]
Typed: TypeAlias = dict[str, Any]

_STATEMENTS = (
    # Otherwise the rename would change views of other programs to read journal_2.
    "PRAGMA legacy_alter_table = ON",
    "ALTER TABLE journal RENAME TO journal_2",
    # Spaced as SQLAlchemy does it, so that a migrated store equals a new one to the letter.
    "CREATE TABLE journal (\n\t"
    "sequence INTEGER NOT NULL, \n\t"
    "run_id TEXT NOT NULL, \n\t"
    "stage TEXT NOT NULL, \n\t"
    "enrolment_id TEXT NOT NULL, \n\t"
    "begun_at DATETIME NOT NULL, \n\t"
    "writes JSON NOT NULL, \n\t"
    "status TEXT NOT NULL, \n\t"
    "made JSON NOT NULL, \n\t"
    "CONSTRAINT pk_journal PRIMARY KEY (sequence), \n\t"
    "CONSTRAINT uq_journal_run_id UNIQUE (run_id, stage, enrolment_id)\n)",
    "INSERT INTO journal SELECT sequence, run_id, stage, enrolment_id, begun_at, writes, outcome,"
    " '[]' FROM journal_2",
    "DROP TABLE journal_2",
    "CREATE TABLE runs (\n\t"
    "sequence INTEGER NOT NULL, \n\t"
    "run_id TEXT NOT NULL, \n\t"
    "started DATETIME NOT NULL, \n\t"
    "stages JSON NOT NULL, \n\t"
    "ended DATETIME, \n\t"
    "counts JSON NOT NULL, \n\t"
    "wrote INTEGER NOT NULL, \n\t"
    "stopped TEXT NOT NULL, \n\t"
    "message TEXT NOT NULL, \n\t"
    "CONSTRAINT pk_runs PRIMARY KEY (sequence), \n\t"
    "CONSTRAINT uq_runs_run_id UNIQUE (run_id)\n)",
    "CREATE TABLE migrations (\n\t"
    "version_num TEXT NOT NULL, \n\t"
    "CONSTRAINT pk_migrations PRIMARY KEY (version_num)\n)",
    "CREATE INDEX ix_enrolments_course_code ON enrolments (course_code)",
    "INSERT INTO migrations VALUES ('schema_3')",
    "UPDATE store SET schema = 3",
)


def to_schema_3(connection: Connection) -> None:
    """Convert a store of schema 2, inside the transaction of *connection*.

    Raises `PowerProUnusable` for a journal that schema 2 did not write.
    """
    for statement in _STATEMENTS:
        connection.exec_driver_sql(statement)
    entries = connection.exec_driver_sql("SELECT sequence, enrolment_id, writes FROM journal")
    for sequence, enrolment_id, writes in entries.fetchall():
        try:
            typed = [typed_write(each, enrolment_id) for each in json.loads(writes)]
        except (ValueError, LookupError, TypeError, AttributeError) as error:
            raise _no_writes(sequence) from error
        connection.exec_driver_sql(
            "UPDATE journal SET writes = ? WHERE sequence = ?", (json.dumps(typed), sequence)
        )


def _no_writes(sequence: int) -> PowerProUnusable:
    return PowerProUnusable(
        f"Row {sequence} of the store's journal table has writes that cannot be read.",
        remedy=f"{BACK_UP} Only an edit by hand can cause this.",
    )


def typed_write(flat: Flat, enrolment_id: str) -> Typed:
    """Convert one write of a schema 2 journal entry to its schema 3 form."""
    return {"action": flat["action"], **_TYPED[flat["action"]](flat, enrolment_id)}


def _create_user(flat: Flat, _: str) -> Typed:
    # Schema 2 has the name in one text. Its last word is most often the surname.
    first, _, last = flat["new name"].rpartition(" ")
    fixed = ("new login", "new name", "new email")
    return {
        "client_code": flat["target"].removeprefix("new:"),
        "login": flat["new login"],
        "first_name": first,
        "last_name": last,
        "email": flat["new email"],
        "custom_fields": [
            [name.removeprefix("new "), text]
            for name, text in flat.items()
            if name.startswith("new ") and name not in fixed
        ],
    }


def _set_secondary_id(flat: Flat, _: str) -> Typed:
    return {
        "client_code": flat["target"],
        "old": flat["old secondary_id"],
        "new": flat["new secondary_id"],
    }


def _activate_user(flat: Flat, _: str) -> Typed:
    return {"user_id": flat["target"]}


def _enrol(flat: Flat, _: str) -> Typed:
    return {"user_id": flat["target"], "course_id": flat["new talent_course_id"]}


def _add_to_group(flat: Flat, _: str) -> Typed:
    return {"user_id": flat["target"], "group_key": flat["new talent_group_key"]}


def _add_contact_log(flat: Flat, _: str) -> Typed:
    return {"enrolment_id": flat["target"], "description": flat["new description"]}


def _set_result(flat: Flat, enrolment_id: str) -> Typed:
    code, _, unit_id = flat["target"].rpartition(" ")
    return {
        "enrolment_id": enrolment_id,
        "unit_id": unit_id,
        "unit_code": code,
        "old": _result(flat, "old"),
        "new": _result(flat, "new"),
    }


def _result(flat: Flat, side: str) -> Typed:
    # A year below 1000, such as 22 mistyped for 2022, has no leading zeros here.
    numbers = [
        int(number) for number in reversed(flat[f"{side} outcome_date"].split("/")) if number
    ]
    return {
        "outcome": flat[f"{side} outcome"],
        "outcome_date": date(*numbers).isoformat() if numbers else None,
        "short_comment": flat[f"{side} short_comment"],
    }


_TYPED: Mapping[str, Callable[[Flat, str], Typed]] = {
    "create_user": _create_user,
    "set_secondary_id": _set_secondary_id,
    "activate_user": _activate_user,
    "enrol": _enrol,
    "add_to_group": _add_to_group,
    "add_contact_log": _add_contact_log,
    "set_result": _set_result,
}
