"""The reference pages agree with the tables in the code."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from attrs import fields_dict

from support.csv.import_files import PERTH
from talent_powerpro.adapters.csv.cells import (
    code,
    day,
    phone,
    secondary_id,
    text,
    unit_type,
    yes_no,
)
from talent_powerpro.adapters.csv.columns import CAN_BE_LEFT_OUT, Column, Table, tables
from talent_powerpro.model import Client, ContactLog, Course, Enrolment, Unit
from talent_powerpro.ports.import_set import Kind

PAGES = Path(__file__).parents[3] / "docs" / "reference"
PAGE, SETTINGS = PAGES / "import-files.md", PAGES / "settings.md"
MODEL: dict[Kind, type] = {
    Kind.COURSE: Course,
    Kind.CLIENT: Client,
    Kind.ENROLMENT: Enrolment,
    Kind.UNIT: Unit,
    Kind.CONTACT_LOG: ContactLog,
}

HOLDS: dict[Callable[[str], Any], str] = {
    text: "text",
    code: "code",
    phone: "phone number",
    secondary_id: "Secondary ID",
    yes_no: "yes or no",
    day: "date",
    unit_type: "Unit or Module",
}


def documented(file: str) -> list[tuple[str, ...]]:
    """The lines of the page's table under the file's heading."""
    section = re.split(r"^## ", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE)
    (own,) = [part for part in section if part.startswith(f"`{file}`")]
    lines = [line for line in own.splitlines() if line.startswith("|")]
    return [tuple(cell.strip() for cell in line.strip("|").split("|")) for line in lines[2:]]


def as_documented(column: Column) -> tuple[str, ...]:
    return (column.title, HOLDS.get(column.read, "date and time"), column.needed.value)


@pytest.mark.parametrize("table", tables(PERTH), ids=lambda table: table.file)
def test_the_page_lists_each_column_as_the_code_reads_it(table: Table) -> None:
    listed = [line[:3] for line in documented(table.file)]
    assert listed == [as_documented(column) for column in table.columns]


@pytest.mark.parametrize("table", tables(PERTH), ids=lambda table: table.file)
def test_each_field_is_the_models_or_names_another_row(table: Table) -> None:
    own = {column.field for column in table.columns if not column.names}
    assert own <= fields_dict(MODEL[table.kind]).keys()
    named = {column.field: column.names for column in table.columns if column.names}
    assert named == {
        Kind.ENROLMENT: {"client_code": Kind.CLIENT, "course_code": Kind.COURSE},
        Kind.UNIT: {"enrolment_id": Kind.ENROLMENT},
        Kind.CONTACT_LOG: {"enrolment_id": Kind.ENROLMENT},
    }.get(table.kind, {})


@pytest.mark.parametrize("table", tables(PERTH), ids=lambda table: table.file)
def test_keys_are_fields_and_unique_fields_hold_the_key(table: Table) -> None:
    assert set(table.key) <= set(table.unique) <= {column.field for column in table.columns}


def test_the_tables_come_in_the_order_of_kinds() -> None:
    assert [table.kind for table in tables(PERTH)] == list(Kind)


def test_the_page_of_the_settings_names_the_columns_that_can_be_left_out() -> None:
    (possible,) = re.findall(r"; possible are (.+?);", SETTINGS.read_text(encoding="utf-8"))
    titles = re.findall(r"`(.+?)`", possible)
    assert list(CAN_BE_LEFT_OUT.items()) == [
        (title, title.lower().replace(" ", "_")) for title in titles
    ]
