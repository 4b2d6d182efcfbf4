"""Only dialects contain code for one database."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import ClauseElement, create_engine

import talent_powerpro.adapters.sql
from support.sql.dialect_stores import DIALECTS
from talent_powerpro.adapters.sql.columns import (
    ClosedOn,
    IsValid,
    LocalDate,
    PlainText,
    ScopeEnds,
    TalentNumber,
    UnitLine,
    UnitLines,
)
from talent_powerpro.adapters.sql.dialects import (
    DRIVERS,
    Dialect,
    dialect_called,
    dialect_for,
    dialect_of,
)
from talent_powerpro.errors import SettingsFault

ADAPTER = Path(talent_powerpro.adapters.sql.__file__).parent
OF_ONE_DATABASE = re.compile(r"\b(sqlite3|sqlalchemy\.dialects|GLOB|PRAGMA)\b")


def test_only_the_dialects_name_a_driver_or_sql_that_others_lack() -> None:
    others = (each for each in ADAPTER.rglob("*.py") if each.parent.name != "dialects")
    assert [
        each.name for each in others if OF_ONE_DATABASE.search(each.read_text(encoding="utf-8"))
    ] == []


def test_the_contract_suites_run_on_each_dialect() -> None:
    assert set(DRIVERS.values()) == set(DIALECTS)


@pytest.mark.parametrize(
    ("driver", "name"),
    [
        ("sqlite", "sqlite"),
        ("sqlite+pysqlite", "sqlite"),
        ("postgresql+psycopg", "postgresql"),
        ("mariadb+pymysql", "mariadb"),
    ],
)
def test_a_stores_url_names_its_dialect(driver: str, name: str) -> None:
    assert dialect_for(f"{driver}://rto.test/powerpro").name == name


def test_another_database_is_refused_without_showing_the_url() -> None:
    with pytest.raises(SettingsFault) as caught:
        dialect_for("mssql+pyodbc://powerpro:secret@rto.test/powerpro")
    assert "mssql+pyodbc" in caught.value.message
    assert "secret" not in f"{caught.value.message} {caught.value.remedy}"


EXPRESSIONS: list[tuple[Callable[[], ClauseElement], Callable[[Dialect], str]]] = [
    (lambda: PlainText("email"), lambda dialect: dialect.plain_text("email")),
    (lambda: TalentNumber("code"), lambda dialect: dialect.talent_number("code")),
    (lambda: IsValid("day", LocalDate), lambda dialect: dialect.is_valid("day", LocalDate)),
    (ClosedOn, lambda dialect: dialect.closed_on()),
    (ScopeEnds, lambda dialect: dialect.scope_ends()),
    (UnitLine, lambda dialect: dialect.unit_line()),
    (UnitLines, lambda dialect: dialect.unit_lines()),
]


@pytest.mark.parametrize(
    "name",
    # MariaDB's driver is there with the servers alone.
    [
        pytest.param(name, marks=pytest.mark.servers if name == "mariadb" else ())
        for name in DIALECTS
    ],
)
def test_an_expression_is_the_dialects_own(name: str) -> None:
    dialect = dialect_called(name)
    assert dialect.name == name
    driver = {each: driver for driver, each in DRIVERS.items()}[name]
    compiling = create_engine(f"{driver}://").dialect
    for make, said in EXPRESSIONS:
        compiled = make().compile(dialect=compiling)
        assert compiled.string.replace("%%", "%") == said(dialect).replace("%%", "%")
    connection: Any = SimpleNamespace(dialect=compiling)
    assert dialect_of(connection) is dialect
