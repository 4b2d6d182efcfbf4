"""Addresses, values and statements of servers, as far as they are the same for all.

A SQLite file stands in for the server.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import Column, Integer, MetaData, Table, create_engine, make_url, select
from sqlalchemy.exc import OperationalError

from support.sql.stand_in import Driver, StandIn, address_of, called
from talent_powerpro.adapters.sql.columns import ShortText
from talent_powerpro.adapters.sql.dialects.server import unit_lines
from talent_powerpro.adapters.sql.dialects.server_database import disposed


def test_an_address_without_a_database_is_told_with_the_product() -> None:
    assert list(StandIn().address_faults(make_url("sqlite+stand_in://db"))) == [
        "names a server of StandIn, and no database on it. Write the database's name after the "
        "server and a slash"
    ]


def test_a_database_is_named_without_its_user_and_password(tmp_path: Path) -> None:
    file = tmp_path / "server.db"
    assert StandIn().named(make_url(address_of(file))) == called(file)


def test_a_short_text_has_an_end_and_the_server_s_own_limits() -> None:
    limit = StandIn().limit(ShortText())
    assert [limit(each) for each in ("x" * 255, "x" * 256, "\0")] == [
        "",
        "which has 256 characters, and StandIn takes 255 there",
        "which has \0",
    ]


def test_temporary_tables_are_made_and_dropped_unasked(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = tmp_path / "server.db"
    tables = MetaData()
    new = Table("new", tables, Column("number", Integer), prefixes=["TEMPORARY"])
    monkeypatch.setattr(Driver, "sent", [])
    with disposed(create_engine(address_of(file))) as engine, engine.connect() as connection:
        StandIn().make_temporary(connection, tables)
        assert connection.execute(select(new)).all() == []
        StandIn().drop_temporary(connection, tables)
        with pytest.raises(OperationalError, match="no such table"):
            connection.execute(select(new))
    assert [" ".join(each.split()) for each in Driver.sent if "new" in each] == [
        "CREATE TEMPORARY TABLE new ( number INTEGER )",
        "SELECT new.number FROM new",
        "DROP TABLE new",
        "SELECT new.number FROM new",
    ]


def test_an_enrolment_s_lines_are_those_of_its_own_units() -> None:
    assert unit_lines("max(code)") == (
        "(SELECT max(code) FROM units"
        " WHERE units.rto = enrolments.rto AND units.enrolment_id = enrolments.id)"
    )
