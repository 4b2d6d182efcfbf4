"""Files that are written are read back as the same set."""

from __future__ import annotations

import csv
import os
import stat
import sys
import tempfile
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.csv.test_csv_laws import ANY, worlds
from support.csv.import_files import LOGS, PERTH, SMALL, read, rows
from support.machine_zone import machine_in, needs_a_zone_of_the_process
from talent_powerpro.adapters.csv import fingerprints, read_folder, write_folder
from talent_powerpro.adapters.csv.columns import tables
from talent_powerpro.errors import SettingsFault
from talent_powerpro.plain_files import NotPlainError
from talent_powerpro.ports.import_set import Cell, ImportedRow, ImportSet, Kind

SYDNEY = ZoneInfo("Australia/Sydney")
NAMES = [table.file for table in tables(PERTH)]
# Many of the texts begin with a character that begins a formula.
LETTERS: Any = st.sampled_from("=+-@'＝") | ANY


def as_set(world: dict[Kind, list[dict[str, Cell]]]) -> ImportSet:
    return ImportSet(
        tuple(
            ImportedRow(table.kind, tuple(_key(cells[name]) for name in table.key), cells)
            for table in tables(PERTH)
            for cells in world[table.kind]
        )
    )


def _key(cell: Cell) -> str:
    return cell.isoformat() if isinstance(cell, datetime) else str(cell)


def as_a_spreadsheet_reads(path: Path) -> list[str]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [cell for line in csv.reader(file) for cell in line if cell]


def small(folder: Path) -> ImportSet:
    """A small set with a contact log."""
    folder.mkdir()
    return read(folder, {"contact_logs.csv": LOGS})


def one_log(at: datetime) -> ImportSet:
    cells: dict[str, Cell] = {
        "enrolment_id": "1001",
        "contact_date": at,
        "contact_type": "Telephone call",
        "created_by": "",
        "description": "",
    }
    return ImportSet((ImportedRow(Kind.CONTACT_LOG, ("1001", at.isoformat(), ""), cells),))


@given(st.data())
def test_any_written_set_reads_back_equal(data: st.DataObject) -> None:
    written = as_set(data.draw(worlds(LETTERS)))
    with tempfile.TemporaryDirectory() as name:
        write_folder(Path(name), written, timezone=PERTH)
        assert read_folder(Path(name), timezone=PERTH) == written
        cells = [cell for file in NAMES for cell in as_a_spreadsheet_reads(Path(name) / file)]
    assert [cell for cell in cells if cell[:1] in set("=+-@\t\r\n＝＋－＠")] == []


def test_all_five_files_are_written_and_counted(tmp_path: Path) -> None:
    counts = write_folder(tmp_path / "out", small(tmp_path / "in"), timezone=PERTH)
    assert counts == dict.fromkeys(NAMES, 1)
    empty = write_folder(tmp_path / "empty", ImportSet(()), timezone=PERTH)
    assert empty == dict.fromkeys(NAMES, 0)
    assert read_folder(tmp_path / "empty", timezone=PERTH).rows == ()


def test_a_file_is_in_the_format_that_spreadsheets_read(tmp_path: Path) -> None:
    write_folder(tmp_path / "out", small(tmp_path / "in"), timezone=PERTH)
    written = (tmp_path / "out" / "contact_logs.csv").read_bytes()
    assert written == (
        b"\xef\xbb\xbfEnrolment ID,Contact Date,Contact Type,Created By,Description\r\n"
        b"1001,02/06/2022 14:59:00,Enrolment exported to Talent LMS,PP-TALENT,"
        b"Enrolled in Talent Course: 126\r\n"
    )
    assert (tmp_path / "out" / "courses.csv").read_bytes() == (
        b"\xef\xbb\xbfCourse Code,Course Name,Archived,Export to Talent LMS,Talent Course ID,"
        b"Talent Group Key\r\n"
        b"ICT30120-A,Certificate III - Information Technology,No,Yes,126,77eD6LXHH\r\n"
    )


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such permissions")
def test_only_this_account_may_read_what_is_written(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        write_folder(tmp_path / "out", ImportSet(()), timezone=PERTH)
    finally:
        os.umask(before)
    modes = {each.name: stat.S_IMODE(each.stat().st_mode) for each in (tmp_path / "out").iterdir()}
    assert modes == dict.fromkeys(NAMES, 0o600)
    assert stat.S_IMODE((tmp_path / "out").stat().st_mode) == 0o700


def test_a_time_that_occurred_once_is_the_rtos_and_one_that_occurred_twice_is_in_utc(
    tmp_path: Path,
) -> None:
    once = datetime(2022, 6, 2, 6, 59, 1, 250000, tzinfo=UTC)
    first = datetime(2022, 4, 2, 15, 30, tzinfo=UTC)
    second = datetime(2022, 4, 2, 16, 30, 7, 250000, tzinfo=UTC)
    for number, (at, text) in enumerate(
        [
            (once, "02/06/2022 16:59:01"),
            (first, "03/04/2022 02:30:00"),
            (second, "02/04/2022 16:30:07 Z"),
        ]
    ):
        folder = tmp_path / str(number)
        write_folder(folder, one_log(at), timezone=SYDNEY)
        assert f"1001,{text}," in (folder / "contact_logs.csv").read_text(encoding="utf-8-sig")


@needs_a_zone_of_the_process
def test_a_time_is_written_in_utc_whatever_the_zone_of_the_machine(tmp_path: Path) -> None:
    second = datetime(2022, 4, 2, 16, 30, 7, tzinfo=UTC)
    with machine_in("Australia/Perth"):
        write_folder(tmp_path, one_log(second), timezone=SYDNEY)
    written = (tmp_path / "contact_logs.csv").read_text(encoding="utf-8-sig")
    assert "1001,02/04/2022 16:30:07 Z," in written


def test_a_year_has_four_digits(tmp_path: Path) -> None:
    imported = small(tmp_path / "in")
    (client,) = rows(imported, Kind.CLIENT)
    old = ImportedRow(client.kind, client.key, {**client.cells, "date_of_birth": date(212, 1, 2)})
    write_folder(tmp_path / "out", ImportSet((old,)), timezone=PERTH)
    assert "02/01/0212" in (tmp_path / "out" / "clients.csv").read_text(encoding="utf-8-sig")


# --- existing files ---------------------------------------------------------------


def test_existing_files_are_all_named_and_not_changed(tmp_path: Path) -> None:
    (tmp_path / "units.csv").write_text("mine", encoding="utf-8")
    (tmp_path / "clients.csv").write_text("mine", encoding="utf-8")
    with pytest.raises(SettingsFault) as raised:
        write_folder(tmp_path, ImportSet(()), timezone=PERTH)
    assert [Path(fault.removesuffix(" already exists")).name for fault in raised.value.faults] == [
        "clients.csv",
        "units.csv",
    ]
    assert raised.value.remedy == (
        "Nothing was written. Name another folder, or overwrite the files with --force."
    )
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {
        "units.csv": b"mine",
        "clients.csv": b"mine",
    }


def test_existing_files_are_overwritten_with_replace(tmp_path: Path) -> None:
    (tmp_path / "units.csv").write_text("mine", encoding="utf-8")
    write_folder(tmp_path, ImportSet(()), timezone=PERTH, replace=True)
    assert (tmp_path / "units.csv").read_bytes().startswith(b"\xef\xbb\xbfEnrolment ID")


def test_nothing_is_written_where_one_of_the_files_is_a_link(tmp_path: Path) -> None:
    theirs = tmp_path / "theirs"
    theirs.write_text("somebody's", encoding="utf-8")
    folder = tmp_path / "out"
    folder.mkdir()
    (folder / NAMES[-1]).symlink_to(theirs)
    with pytest.raises(SettingsFault, match=f"{NAMES[-1]} there is a link"):
        write_folder(folder, ImportSet(()), timezone=PERTH, replace=True)
    assert [each.name for each in folder.iterdir()] == [NAMES[-1]]
    assert theirs.read_text(encoding="utf-8") == "somebody's"


def test_no_fingerprint_is_taken_of_a_file_elsewhere(tmp_path: Path) -> None:
    theirs, folder = tmp_path / "theirs", tmp_path / "in"
    theirs.write_text("somebody's", encoding="utf-8")
    folder.mkdir()
    (folder / "units.csv").symlink_to(theirs)
    with pytest.raises(NotPlainError, match="leads out of the folder"):
        fingerprints(folder)


def test_a_folder_that_cannot_be_made_is_a_fault(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(SettingsFault, match="name another folder"):
        write_folder(tmp_path / "file", ImportSet(()), timezone=PERTH)


def test_a_folders_name_that_is_too_long_is_a_fault(tmp_path: Path) -> None:
    with pytest.raises(SettingsFault, match="cannot be written to"):
        write_folder(tmp_path / ("x" * 300), ImportSet(()), timezone=PERTH)


# --- fingerprints -----------------------------------------------------------------


def test_a_fingerprint_is_that_of_the_bytes(tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    for folder in (one, other):
        write_folder(folder, ImportSet(()), timezone=PERTH)
    (other / "units.csv").write_text(SMALL["units.csv"], encoding="utf-8")
    (other / "contact_logs.csv").unlink()
    before, after = fingerprints(one), fingerprints(other)
    assert before.keys() == set(Kind)
    assert after.keys() == set(Kind) - {Kind.CONTACT_LOG}
    assert [kind for kind in after if after[kind] != before[kind]] == [Kind.UNIT]


def test_progress_counts_the_rows_of_complete_files(tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    written = small(tmp_path / "read")
    write_folder(
        *(tmp_path / "written", written),
        timezone=PERTH,
        progress=lambda done, total: seen.append((done, total)),
    )
    by_file = [sum(row.kind is table.kind for row in written.rows) for table in tables(PERTH)]
    rows_so_far = [sum(by_file[:number]) for number in range(len(by_file) + 1)]
    assert seen == [(number, len(written.rows)) for number in rows_so_far]
