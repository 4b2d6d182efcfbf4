"""What the store remembers of those who are gone goes, from each table, and the rest stays."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, delete, insert, select

from support.sql.every_table import MEMORY, add_row
from support.sql.guide_rows import BOOKING, JOANA, make
from talent_powerpro.adapters.sql import schema
from talent_powerpro.adapters.sql.ownerless import delete_ownerless
from talent_powerpro.records.topics import topic

KEYS = ("enrolment_id", "unit_id", "client_code")
WITHOUT_AN_OWNER = (schema.sync_log, schema.journal, schema.result_evidence)
"""They have days of their own."""
ABOUT_SOMEBODY = [
    table
    for table in MEMORY
    if table not in WITHOUT_AN_OWNER and any(each in table.columns for each in KEYS)
]


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[Connection]:
    with make(tmp_path / "powerpro.db") as powerpro, powerpro._store.writing() as opened:
        yield opened


def owners(connection: Connection) -> dict[str, str]:
    """The keys of one who is there."""
    unit = connection.execute(select(schema.units.c.id).limit(1)).scalar_one()
    return {"enrolment_id": BOOKING, "client_code": JOANA, "unit_id": unit}


def key_of(name: str) -> str:
    return next(each for each in KEYS if each in schema.metadata.tables[name].columns)


def kept(connection: Connection) -> dict[str, list[str]]:
    """The keys of those who have a row, by table."""
    return {
        table.name: sorted(connection.execute(select(table.c[key_of(table.name)])).scalars())
        for table in ABOUT_SOMEBODY
    }


def test_each_table_loses_the_rows_of_those_who_are_gone_and_keeps_the_others(
    connection: Connection,
) -> None:
    there = owners(connection)
    connection.execute(insert(schema.portal), {"name": "another RTO's"})  # As the links have it.
    for keys in (there, dict.fromkeys(KEYS, "gone"), dict.fromkeys(KEYS, "")):
        for table in ABOUT_SOMEBODY:
            add_row(connection, table, {**keys, "run_id": "", "item": ""})
    assert delete_ownerless(connection) == len(ABOUT_SOMEBODY)
    assert kept(connection) == {
        table.name: ["", there[key_of(table.name)]] for table in ABOUT_SOMEBODY
    }
    assert delete_ownerless(connection) == 0


def test_tries_and_topics_of_those_who_are_gone_go_and_others_stay(connection: Connection) -> None:
    tries = [("results", BOOKING), ("course", "126"), ("results", "gone"), ("provisioning", "gone")]
    for kind, key in tries:
        add_row(connection, schema.tries, {"kind": kind, "id": key})
    topics = [topic("a"), topic("a", BOOKING), topic("a", "gone")]
    for each in topics:
        add_row(connection, schema.told_topics, {"topic": each})
    assert delete_ownerless(connection) == 3
    found = connection.execute(select(schema.tries.c.kind, schema.tries.c.id)).all()
    assert sorted(map(tuple, found)) == sorted(tries[:2])
    assert sorted(connection.execute(select(schema.told_topics.c.topic)).scalars()) == topics[:2]


@pytest.mark.parametrize(("portal", "deleted"), [("live", 1), ("trial", 0), ("", 0)])
def test_a_link_to_another_portal_goes_where_one_is_known(
    connection: Connection, portal: str, deleted: int
) -> None:
    add_row(connection, schema.verified_links, {"client_code": JOANA, "portal": "trial"})
    if portal:
        connection.execute(insert(schema.portal), {"name": portal})
    assert delete_ownerless(connection) == deleted


def test_imports_of_rows_that_are_gone_go_by_their_kind(connection: Connection) -> None:
    imported = connection.execute(select(schema.imported_rows.c.row)).all()
    add_row(connection, schema.imported_rows, {"kind": "client", "row": BOOKING})
    add_row(connection, schema.imported_rows, {"kind": "enrolment", "row": JOANA})
    assert delete_ownerless(connection) == 2
    assert len(connection.execute(select(schema.imported_rows.c.row)).all()) == len(imported)


def test_without_enrolments_all_stays(connection: Connection) -> None:
    for table in (schema.units, schema.enrolments):
        connection.execute(delete(table))
    add_row(connection, schema.looks, {"enrolment_id": BOOKING})
    assert delete_ownerless(connection) == 0
