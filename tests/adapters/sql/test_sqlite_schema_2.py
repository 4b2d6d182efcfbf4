"""Writes of schema 2, flat texts, become the typed ones of schema 3."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from sqlalchemy import NullPool, create_engine
from sqlalchemy.pool import StaticPool

from support.sql.guide_rows import by_hand, url_of
from support.sql.old_store import make_old
from talent_powerpro.adapters.sql.dialects.sqlite_schema_2 import to_schema_3, typed_write
from talent_powerpro.errors import PowerProUnusable

USER = {"target": "7"}
BLANK = {"old outcome": "", "old outcome_date": "", "old short_comment": ""}
NEW = {"new outcome": "20", "new outcome_date": "13/06/2022", "new short_comment": "[Agent]"}


@pytest.mark.parametrize(
    ("flat", "typed"),
    [
        (
            {
                "action": "create_user",
                "target": "new:2021000017",
                "new login": "jg11",
                "new name": "Joana Maria Gomez",
                "new email": "jg11@pm.me",
                "new custom_field_1": "X",
                "old custom_field_2": "Y",
            },
            {
                "action": "create_user",
                "client_code": "2021000017",
                "login": "jg11",
                "first_name": "Joana Maria",
                "last_name": "Gomez",
                "email": "jg11@pm.me",
                "custom_fields": [["custom_field_1", "X"]],
            },
        ),
        (
            {
                "action": "set_secondary_id",
                "target": "2021000017",
                "old secondary_id": "DPC",
                "new secondary_id": "7",
            },
            {"action": "set_secondary_id", "client_code": "2021000017", "old": "DPC", "new": "7"},
        ),
        ({"action": "activate_user", **USER}, {"action": "activate_user", "user_id": "7"}),
        (
            {"action": "enrol", **USER, "new talent_course_id": "126"},
            {"action": "enrol", "user_id": "7", "course_id": "126"},
        ),
        (
            {"action": "add_to_group", **USER, "new talent_group_key": "77eD"},
            {"action": "add_to_group", "user_id": "7", "group_key": "77eD"},
        ),
        (
            {"action": "add_contact_log", "target": "E1", "new description": "Enrolled"},
            {"action": "add_contact_log", "enrolment_id": "E1", "description": "Enrolled"},
        ),
        (
            {"action": "set_result", "target": "ICT WEB304 u1", **BLANK, **NEW},
            {
                "action": "set_result",
                "enrolment_id": "E9",
                "unit_id": "u1",
                "unit_code": "ICT WEB304",
                "old": {"outcome": "", "outcome_date": None, "short_comment": ""},
                "new": {
                    "outcome": "20",
                    "outcome_date": "2022-06-13",
                    "short_comment": "[Agent]",
                },
            },
        ),
        (
            {
                "action": "set_result",
                "target": "A u1",
                **BLANK,
                **NEW,
                "new outcome_date": "1/2/22",
            },
            {
                "action": "set_result",
                "enrolment_id": "E9",
                "unit_id": "u1",
                "unit_code": "A",
                "old": {"outcome": "", "outcome_date": None, "short_comment": ""},
                "new": {
                    "outcome": "20",
                    "outcome_date": "0022-02-01",
                    "short_comment": "[Agent]",
                },
            },
        ),
    ],
)
def test_a_flat_write_becomes_a_typed_one(flat: dict[str, str], typed: dict[str, object]) -> None:
    assert typed_write(flat, "E9") == typed


@pytest.mark.parametrize(
    "writes",
    [
        '[{"action": "set_result", "target": 5}]',
        "{",
        "[3]",
        '[{"action": "dance"}]',
        '[{"action": "enrol"}]',
        "7",
    ],
)
def test_writes_that_schema_2_cannot_have_made_are_named(writes: str) -> None:
    engine = create_engine("sqlite://", poolclass=StaticPool)
    with engine.connect() as connection:
        for each in (
            "CREATE TABLE journal"
            " (sequence, run_id, stage, enrolment_id, begun_at, writes, outcome)",
            "CREATE TABLE enrolments (course_code)",
            "CREATE TABLE store (schema)",
            f"INSERT INTO journal VALUES (7, 'r', 'results', 'E1', '2022', '{writes}', '')",
        ):
            connection.exec_driver_sql(each)
        with pytest.raises(PowerProUnusable) as caught:
            to_schema_3(connection)
    engine.dispose()
    assert caught.value.message == (
        "Row 7 of the store's journal table has writes that cannot be read."
    )
    assert caught.value.remedy.startswith("Restore a back-up with")
    assert caught.value.remedy.endswith("Only an edit by hand can cause this.")


def test_a_store_of_schema_2_becomes_one_of_schema_3(tmp_path: Path) -> None:
    path = make_old(tmp_path / "powerpro.db")
    view = "CREATE VIEW theirs AS SELECT run_id FROM journal"
    with by_hand(path) as hand:
        hand.execute(view)
        entries = hand.execute("SELECT count(*) FROM journal").fetchone()[0]
    engine = create_engine(url_of(path), poolclass=NullPool)
    with engine.begin() as connection:
        to_schema_3(connection)
    with by_hand(path) as hand:
        made = dict(hand.execute("SELECT name, sql FROM sqlite_master").fetchall())
        journal = hand.execute("SELECT enrolment_id, writes, made FROM journal").fetchall()
        assert hand.execute("SELECT schema FROM store").fetchall() == [(3,)]
        assert hand.execute("SELECT * FROM migrations").fetchall() == [("schema_3",)]
        assert hand.execute("SELECT * FROM runs").fetchall() == []
    assert "journal_2" not in made
    assert made["theirs"] == view
    assert "ix_enrolments_course_code" in made
    assert len(journal) == entries > 0
    assert {made for *_, made in journal} == {"[]"}
    for enrolment_id, writes, _ in journal:
        for each in json.loads(writes):
            assert each["action"]
            assert "target" not in each
            assert each.get("enrolment_id", enrolment_id) == enrolment_id
