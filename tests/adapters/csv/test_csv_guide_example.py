"""The import files in ``examples``, which hold the guide's own RTO."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from support.csv.import_files import PERTH, rows
from talent_powerpro.adapters.csv import read_folder
from talent_powerpro.adapters.csv.columns import Table, tables
from talent_powerpro.ports.import_set import ImportSet, Kind

GUIDE = Path(__file__).parents[3] / "examples"


@pytest.fixture(scope="module")
def guide() -> ImportSet:
    return read_folder(GUIDE, timezone=PERTH)


def test_the_example_is_read_without_a_warning(guide: ImportSet) -> None:
    assert guide.warnings == ()


def test_only_joana_is_due_on_the_guides_day(guide: ImportSet) -> None:
    ticked = [row.cells for row in rows(guide, Kind.ENROLMENT) if row.cells["export"]]
    assert [(cells["client_code"], cells["export_date"]) for cells in ticked] == [
        ("2021000017", date(2022, 6, 2))
    ]


def test_joana_is_as_the_guides_pictures_show_her(guide: ImportSet) -> None:
    joana = rows(guide, Kind.CLIENT)[0].cells
    assert (joana["surname"], joana["given_names"]) == ("GOMEZ", "JOANA")
    assert (joana["secondary_id"], joana["email"]) == ("DPC000129", "jg11@pm.me")
    assert joana["date_of_birth"] == date(2000, 12, 12)


def test_each_enrolment_has_the_guides_three_units_without_outcomes(guide: ImportSet) -> None:
    for enrolment in rows(guide, Kind.ENROLMENT):
        units = [row.cells for row in rows(guide, Kind.UNIT) if row.key[0] == enrolment.key[0]]
        assert [unit["code"] for unit in units] == ["ICTWEB304", "ICTWEB305", "ICTWEB306"]
        assert {unit["outcome"] for unit in units} == {""}
        assert {unit["start_date"] for unit in units} == {date(2022, 5, 16)}


@pytest.mark.parametrize(
    "table", [t for t in tables(PERTH) if not t.optional], ids=lambda table: table.file
)
def test_the_example_has_each_column_in_the_order_of_the_reference(table: Table) -> None:
    raw = (GUIDE / table.file).read_bytes()
    header = raw.decode("ascii").split("\n")[0]
    assert header.split(",") == [column.title for column in table.columns]
