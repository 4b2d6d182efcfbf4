"""The page of `import`, whole: counts by kind, rows missing from the files, and warnings."""

from __future__ import annotations

import pytest

from support.cli.pages import page
from talent_powerpro.cli.pages.imported import show_import
from talent_powerpro.ports.import_set import ImportReport, Kind

COUNTS = (
    {Kind.COURSE: 1, Kind.CLIENT: 2},
    {Kind.CLIENT: 3, Kind.ENROLMENT: 4},
    {Kind.UNIT: 5, Kind.CONTACT_LOG: 6},
)


def gone(number: int) -> ImportReport:
    absent = tuple((Kind.UNIT, ("1001", f"U{n}")) for n in range(number))
    return ImportReport(*COUNTS, absent, ("A column is unknown.", "Another one too."))


def test_the_whole_page_of_an_import(capsys: pytest.CaptureFixture[str]) -> None:
    assert page(lambda on: show_import(on, ImportReport(*COUNTS, ()))) == [
        "Kind         Added  Changed  Unchanged",
        "course       1      0        0",
        "client       2      3        0",
        "enrolment    0      4        0",
        "unit         0      0        5",
        "contact log  0      0        6",
    ]
    assert capsys.readouterr() == ("", "")


def test_missing_rows_are_named_and_warnings_are_told_beside_the_page(
    capsys: pytest.CaptureFixture[str],
) -> None:
    found = page(lambda on: show_import(on, gone(2)))
    assert found[6:] == [
        "",
        "Missing from the files, kept in the store",
        "-----------------------------------------",
        "unit 1001, U0",
        "unit 1001, U1",
    ]
    said = capsys.readouterr()
    assert (said.out, said.err) == (
        "",
        "Warning: A column is unknown.\nWarning: Another one too.\n",
    )


@pytest.mark.parametrize(("number", "end"), [(20, "unit 1001, U19"), (21, "and 1 more")])
def test_of_many_missing_rows_twenty_are_named(number: int, end: str) -> None:
    found = page(lambda on: show_import(on, gone(number)))[9:]
    assert found[:20] == [f"unit 1001, U{n}" for n in range(20)]
    assert found[-1] == end
    assert len(found) == number
