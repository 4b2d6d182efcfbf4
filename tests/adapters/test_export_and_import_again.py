"""Property: an export that is imported again changes nothing, for any data."""

from __future__ import annotations

import csv
import re
import tempfile
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from adapters.sql.test_sql_import_laws import Opened, opened, sets, work
from support.hostile import TEXTS, storable
from support.laws.examples import law
from support.sql.guide_rows import client, dump
from talent_powerpro.adapters.csv import read_folder, write_folder
from talent_powerpro.model import TalentUserId
from talent_powerpro.ports.import_set import Cells, ImportReport, ImportSet, Kind

laws = law(10, one_in=10)
ZONES = st.sampled_from([ZoneInfo(f"Australia/{name}") for name in ("Perth", "Sydney")])
KNOWN_ALREADY = ["imported_rows"]
"""Tables about the exporting system, which has all the data after the export."""

DANGEROUS = ["=cmd()", "-5", "+61 412", "@x", "'=1", "''-5", "＝1", "O'Neil", "'"]
HOSTILE = TEXTS.filter(storable).map(lambda text: re.sub("\r\n?", "\n", text).strip())
"""Texts as an import leaves them: trimmed, with one kind of line end."""
NAMES = st.sampled_from(DANGEROUS) | st.text("=+-@' aZ9é\n", max_size=6)


def as_read(imported: ImportSet) -> ImportSet:
    """The set as a file holds it: texts trimmed, with one kind of line end."""

    def trimmed(cells: Cells) -> Cells:
        return {
            name: "\n".join(cell.splitlines()).strip() if isinstance(cell, str) else cell
            for name, cell in cells.items()
        }

    return ImportSet(tuple(evolve(row, cells=trimmed(row.cells)) for row in imported.rows))


def exported_and_imported(world: Opened, zone: ZoneInfo) -> ImportReport:
    with tempfile.TemporaryDirectory() as folder:
        write_folder(Path(folder), world.powerpro.changes().rows, timezone=zone)
        return world.powerpro.take_in(read_folder(Path(folder), timezone=zone))


@laws
@given(sets().map(as_read), st.integers(), ZONES)
def test_an_export_imported_again_changes_nothing(
    imported: ImportSet, seed: int, zone: ZoneInfo
) -> None:
    with opened() as world:
        world.powerpro.take_in(imported)
        work(world.powerpro, Random(seed))
        changes, before = world.powerpro.changes(), dump(world.path, without=KNOWN_ALREADY)
        report = exported_and_imported(world, zone)
        assert dump(world.path, without=KNOWN_ALREADY) == before
        assert world.powerpro.changes().counts == dict.fromkeys(Kind, 0)
    assert not any(report.added.values())
    assert not any(report.changed.values())
    assert sum(report.unchanged.values()) == len(changes.rows.rows)


@laws
@given(NAMES | HOSTILE, NAMES | HOSTILE, NAMES | HOSTILE)
def test_hostile_names_begin_no_formula_and_come_back_as_they_were(
    surname: str, given_names: str, preferred_name: str
) -> None:
    told = client("1", surname=surname, given_names=given_names, preferred_name=preferred_name)
    (row,) = as_read(ImportSet((told,))).rows
    zone = ZoneInfo("Australia/Perth")
    with tempfile.TemporaryDirectory() as folder:
        write_folder(Path(folder), ImportSet((row,)), timezone=zone)
        with (Path(folder) / "clients.csv").open(encoding="utf-8-sig", newline="") as file:
            cells = [cell for line in csv.reader(file) for cell in line]
        (read,) = read_folder(Path(folder), timezone=zone).rows
    assert not {cell[:1] for cell in cells} & set("=+-@\t\r\n＝＋－＠")
    assert {name: read.cells[name] for name in row.cells} == row.cells


@pytest.mark.parametrize("code", ["=cmd()", "-5", "+61", "@x", "'=1"])
def test_a_key_that_looks_like_a_formula_matches_its_own_row(code: str) -> None:
    with opened() as world:
        world.powerpro.take_in(ImportSet((client(code, secondary_id=""),)))
        (found,) = world.powerpro.clients_with_email("jg11@pm.me")
        world.powerpro.set_secondary_id(found, TalentUserId("7"))
        report = exported_and_imported(world, ZoneInfo("Australia/Perth"))
    assert not any(report.added.values())
    assert report.unchanged[Kind.CLIENT] == 1
