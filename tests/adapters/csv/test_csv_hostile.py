"""Files that are made, or damaged, to keep an import busy: the work grows with the file alone.

Calls of Python and C functions are counted, and no seconds.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from attrs import define, frozen

from talent_powerpro.adapters.csv.columns import CLIENTS
from talent_powerpro.adapters.csv.faults import ImportFault
from talent_powerpro.adapters.csv.header import MOST_COLUMNS
from talent_powerpro.adapters.csv.sheet import Row, read_sheet

HEADER = b"Code,Surname,Given Names,Secondary ID,Email\n"
LARGEST = 1_000_000
SIZE = 1_000


@define
class Counter:
    """Counts calls while it is the profile function."""

    calls: int = 0

    def __call__(self, frame: object, event: str, argument: object) -> None:
        self.calls += event in ("call", "c_call")


@frozen
class Read:
    faults: tuple[ImportFault, ...]
    warnings: tuple[str, ...]
    rows: tuple[Row, ...]


def read(folder: Path, raw: bytes) -> tuple[Read, int]:
    """What was read, and the number of calls that reading it took."""
    (folder / CLIENTS.file).write_bytes(raw)
    counter, before = Counter(), sys.getprofile()
    sys.setprofile(counter)
    try:
        sheet = read_sheet(folder, CLIENTS, LARGEST)
        found = list(sheet.rows())
    finally:
        sys.setprofile(before)
    faults = (fault for _, faults in found for fault in faults)
    rows = tuple(row for row, _ in found if row)
    return Read((*sheet.faults, *faults), sheet.warnings, rows), counter.calls


def said(sheet: Read) -> set[str]:
    return {fault.problem for fault in sheet.faults}


QUOTE = "begins with a quotation mark that is not closed before the next cell"
NUL = "contains a NUL byte: the file is damaged or is not a text file"
HOSTILE: dict[str, tuple[Callable[[int], bytes], set[str]]] = {
    "a quotation mark that never ends": (lambda n: HEADER + b'1,"' + b"a,b\n" * n, {QUOTE}),
    "a quotation mark a line": (lambda n: HEADER + b'1,"a\n' * n, {QUOTE}),
    "a quotation mark a line, closed in the next": (lambda n: HEADER + b'a","\n' * n, {QUOTE}),
    "nothing but quotation marks": (lambda n: HEADER + b'1,"' * (2 * n), {QUOTE}),
    "blanks before quotation marks": (lambda n: HEADER + (b" " * 30 + b'"') * n, {QUOTE}),
    "a very long line": (lambda n: HEADER + b"1," + b"a" * 20 * n, set()),
    "a row of commas": (lambda n: HEADER + b"1,a" + b"," * 5 * n, set()),
    "a header of commas": (lambda n: HEADER[:-1] + b"," * 5 * n + b"\n1,a\n", set()),
    "blank lines": (lambda n: HEADER + b"\n" * 5 * n, set()),
    "NUL bytes": (lambda n: HEADER + b"1,a\0\n" * n, {NUL}),
    "nothing but NUL bytes": (lambda n: b"\0" * 5 * n, {NUL}),
    "footers": (lambda n: HEADER + b"Total: 5\n" * n, {"looks like the last line of a report"}),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_the_work_is_a_few_calls_a_byte_and_grows_no_faster_than_the_file(
    tmp_path: Path, name: str
) -> None:
    made, problems = HOSTILE[name]
    sheet, calls = read(tmp_path, made(SIZE))
    assert calls <= 40 * len(made(SIZE))
    _, twice = read(tmp_path, made(2 * SIZE))
    assert said(sheet) == problems
    # A tenth more, for a list that grows by leaps. Twice as much again would be quadratic.
    assert twice <= 2.2 * calls


@pytest.mark.parametrize("title", ["Code", "t{}"])
def test_a_header_of_too_many_columns_is_one_fault(tmp_path: Path, title: str) -> None:
    def header(number: int) -> bytes:
        return ",".join(title.format(each) for each in range(number)).encode() + b"\n"

    most, _ = read(tmp_path, header(MOST_COLUMNS))
    assert f"has {MOST_COLUMNS:,} columns, and the limit is 1,000" not in said(most)
    more, calls = read(tmp_path, header(6_000))
    (fault,) = more.faults
    assert str(fault) == (
        "clients.csv, line 1 has 6,000 columns, and the limit is 1,000. "
        "Check that it is the right file, or export it again."
    )
    assert calls <= 25 * len(header(6_000))


def test_each_quotation_mark_that_is_not_closed_is_named_with_its_line(tmp_path: Path) -> None:
    sheet, _ = read(tmp_path, HEADER + b'1,"a\n' * 3)
    assert [fault.line for fault in sheet.faults] == [2, 3, 4]
    assert sheet.rows == ()
