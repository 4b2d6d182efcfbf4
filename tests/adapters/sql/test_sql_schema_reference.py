"""``docs/reference/schema.md`` agrees with the schema."""

from __future__ import annotations

import re
from pathlib import Path

from sqlalchemy import create_engine, inspect

from support.sql.guide_rows import make
from talent_powerpro.adapters.sql import SCHEMA, ColumnFact, columns

PAGE = Path(__file__).parents[3] / "docs" / "reference" / "schema.md"


def documented() -> tuple[ColumnFact, ...]:
    found, table = [], ""
    for line in PAGE.read_text(encoding="utf-8").splitlines():
        if heading := re.fullmatch(r"## `(\w+)`", line):
            table = heading[1]
        elif row := re.match(r"\| `(\w+)` \| ([^|]+) \|", line):
            found.append(ColumnFact(table, row[1], row[2]))
    return tuple(found)


def test_the_page_has_every_column_with_its_type_in_the_schemas_order() -> None:
    assert documented() == columns()


def test_the_page_names_the_schema_number() -> None:
    assert f"Schema number {SCHEMA}." in PAGE.read_text(encoding="utf-8")


def test_every_row_of_the_page_has_as_many_cells_as_its_heading() -> None:
    width = 0
    for line in PAGE.read_text(encoding="utf-8").splitlines():
        if line.startswith("| column |"):
            width = line.count("|")
        assert not line.startswith("| ") or line.count("|") == width, line


def test_a_store_has_these_columns_and_no_others(tmp_path: Path) -> None:
    path = tmp_path / "powerpro.db"
    make(path).close()
    engine = create_engine(f"sqlite:///{path}")
    found = inspect(engine)
    there = {
        (table, column["name"])
        for table in found.get_table_names()
        for column in found.get_columns(table)
    }
    engine.dispose()
    assert there == {(each.table, each.name) for each in columns()}
