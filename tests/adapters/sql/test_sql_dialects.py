"""Only dialects contain code for one database."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import talent_powerpro.adapters.sql
from support.sql.dialect_stores import NEW_URLS
from talent_powerpro.adapters.sql.dialects import DIALECTS, Dialect, dialect_for

ADAPTER = Path(talent_powerpro.adapters.sql.__file__).parent
OF_ONE_DATABASE = re.compile(r"\b(sqlite3|sqlalchemy\.dialects|GLOB|PRAGMA)\b")


def test_only_the_dialects_name_a_driver_or_sql_that_others_lack() -> None:
    others = (each for each in ADAPTER.rglob("*.py") if each.parent.name != "dialects")
    assert [
        each.name for each in others if OF_ONE_DATABASE.search(each.read_text(encoding="utf-8"))
    ] == []


def test_the_contract_suites_run_on_each_dialect() -> None:
    assert {dialect.name for dialect in DIALECTS} == set(NEW_URLS)


@pytest.mark.parametrize("dialect", DIALECTS, ids=lambda each: each.name)
def test_a_stores_url_names_its_dialect(dialect: Dialect, tmp_path: Path) -> None:
    assert dialect_for(NEW_URLS[dialect.name](tmp_path, 1)) is dialect
