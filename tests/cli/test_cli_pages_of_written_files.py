"""The whole pages of `export` and `support-bundle`: what was written, and where."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.cli.printed import printed
from talent_powerpro.adapters.sql import Changes
from talent_powerpro.cli.bundle.making import Bundle, Missing
from talent_powerpro.cli.pages.bundle import show_bundle
from talent_powerpro.cli.pages.exported import show_export
from talent_powerpro.ports.import_set import ImportSet, Kind

FILE = Path("bundle.zip")
OUT = Path("out")


def changes(*numbers: int) -> Changes:
    return Changes(ImportSet(()), dict(zip(Kind, numbers, strict=True)))


def test_an_export_counts_rows_and_changed_rows_of_each_file() -> None:
    names = ("courses.csv", "clients.csv", "enrolments.csv", "units.csv", "contact_logs.csv")
    rows = dict(zip(names, (1, 20, 3, 4, 5), strict=True))
    page = printed(lambda on: show_export(on, OUT, changes(0, 10, 2, 0, 4), rows))
    assert (
        page
        == """\
File              Rows  Changed here
courses.csv       1     0
clients.csv       20    10
enrolments.csv    3     2
units.csv         4     0
contact_logs.csv  5     4
Written to out. Unchanged rows are included only where changed rows refer to them.
"""
    )


def test_an_export_without_changes_says_that_the_files_are_empty() -> None:
    page = printed(
        lambda on: show_export(on, OUT, changes(0, 0, 0, 0, 0), dict.fromkeys("abcde", 0))
    )
    assert (
        page
        == """\
File  Rows  Changed here
a     0     0
b     0     0
c     0     0
d     0     0
e     0     0
Nothing has changed since the last import. The files in out have only headers.
"""
    )


def test_an_export_with_a_count_but_no_file_is_not_shown_at_all() -> None:
    with pytest.raises(ValueError, match="longer"):
        printed(lambda on: show_export(on, OUT, changes(1, 0, 0, 0, 0), {"clients.csv": 1}))


def test_a_bundle_names_what_was_not_made_each_trouble_once() -> None:
    missing = (
        Missing("runs.json", "There is no store.", "Import the files first."),
        Missing("portal.json", "It was not asked."),
        Missing("holds.json", "There is no store.", "Import the files first."),
        Missing("journal.json", "There is no store.", "Name the store."),
        Missing("other.json", "It is locked.", "Name the store."),
    )
    bundle = Bundle({"manifest.json": b"{}", "check.json": b"{}"}, missing)
    page = printed(lambda on: show_bundle(on, FILE, 12_345, bundle))
    assert (
        page
        == """\
The bundle bundle.zip has 2 files (12,345 bytes).

Not made
--------
runs.json, holds.json: There is no store.
    Import the files first.
portal.json: It was not asked.
journal.json: There is no store.
    Name the store.
other.json: It is locked.
    Name the store.
Look into it before you send it: it is meant to name nobody.
"""
    )


def test_a_whole_bundle_has_nothing_that_was_not_made() -> None:
    page = printed(lambda on: show_bundle(on, FILE, 900, Bundle({"manifest.json": b"{}"}, ())))
    assert (
        page
        == """\
The bundle bundle.zip has 1 file (900 bytes).
Look into it before you send it: it is meant to name nobody.
"""
    )
