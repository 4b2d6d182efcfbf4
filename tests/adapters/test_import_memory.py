"""Memory of imports and exports: they hold no rows.

Row counts are small, so that the tests are cheap. ``benchmarks/import_memory.py`` measures a large
folder with the command.
"""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import pytest

from support.csv.import_files import PERTH, SMALL
from support.sql.guide_rows import url_of
from talent_powerpro import pieces
from talent_powerpro.adapters.csv import (
    FileMapping,
    ImportMapping,
    column_seen,
    open_folder,
    sheet,
)
from talent_powerpro.adapters.csv.explained import explain_folder
from talent_powerpro.adapters.sql import SqlPowerPro, import_staging
from talent_powerpro.ports.import_set import ImportReport, Kind

FEW, MANY = 200, 700
BYTES = 800
"""For each further row. The hash of its key takes some hundred, and more where garbage is collected
late; the row itself takes 2,500."""
T = TypeVar("T")


def folder_of(folder: Path, units: int) -> Path:
    """Import files of one client with so many units in enrolments of ten."""
    folder.mkdir()
    for name, text in SMALL.items():
        header, line, _ = text.split("\n")
        lines = [line]
        if name == "enrolments.csv":
            lines = [line.replace("1001", str(1000 + n)) for n in range(units // 10)]
        if name == "units.csv":
            row = line.replace("Build simple web pages", "Build simple web pages " * 9)
            lines = [
                row.replace("304", str(n % 10)).replace("1001", str(1000 + n // 10))
                for n in range(units)
            ]
        (folder / name).write_text("\n".join([header, *lines, ""]), encoding="utf-8")
    return folder


def peak(work: Callable[[], T]) -> tuple[int, T]:
    """The most bytes that *work* had at once, and its result."""
    tracemalloc.start()
    try:
        done = work()
        return tracemalloc.get_traced_memory()[1], done
    finally:
        tracemalloc.stop()


MAPPED = ImportMapping(
    FileMapping({"Unit Code": "Unit Code"}, {"Type": {"Unit": "Unit"}, "Unit Name": {"none": ""}}),
    profile="wisenet",
)
"""A mapping that changes nothing, but is looked up for each row."""


def taken_in(folder: Path, powerpro: SqlPowerPro) -> Callable[[], ImportReport]:
    return lambda: powerpro.take_in(open_folder(folder, timezone=PERTH, mapping=MAPPED))


def measured(folder: Path, units: int) -> Iterator[int]:
    """The peaks of an import, of the same import again, and of an export without changes; of a
    list of results without any, and of an explanation."""
    files = folder_of(folder / "files", units)
    with SqlPowerPro.create(url_of(folder / "powerpro.db")) as powerpro:
        bytes_, report = peak(taken_in(files, powerpro))
        assert report.added[Kind.UNIT] == units
        yield bytes_
        bytes_, report = peak(taken_in(files, powerpro))
        assert report.unchanged[Kind.UNIT] == units
        yield bytes_
        bytes_, changes = peak(powerpro.changes)
        assert changes.rows.rows == ()
        yield bytes_
        bytes_, results = peak(powerpro.results)
        assert results.rows == ()
        yield bytes_
    bytes_, explained = peak(lambda: explain_folder(files, timezone=PERTH, mapping=MAPPED))
    assert (explained.faults, explained.files[3].rows) == (0, units)
    yield bytes_


def test_a_further_row_takes_a_small_part_of_its_own_size(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Small pieces, so that a few hundred rows are many of them.
    monkeypatch.setattr(sheet, "REMEMBERED", 16)
    monkeypatch.setattr(column_seen, "REMEMBERED", 16)
    monkeypatch.setattr(import_staging, "GROUPS_AT_ONCE", 4)
    for module in (pieces, import_staging):
        monkeypatch.setattr(module, "AT_ONCE", 40)
    peaks = []
    for units in (FEW, MANY):
        (tmp_path / str(units)).mkdir()
        peaks.append(list(measured(tmp_path / str(units), units)))
    for few, many in zip(*peaks, strict=True):
        assert (many - few) / (MANY - FEW) < BYTES
