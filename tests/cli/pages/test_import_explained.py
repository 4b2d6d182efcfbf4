"""The page of `import --explain`, whole: each file, column by column, and the verdict."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from support.cli.pages import page
from talent_powerpro.adapters.csv.column_seen import ExplainedColumn, NotUnderstood, WordSeen
from talent_powerpro.adapters.csv.explained import ExplainedFile, Explanation
from talent_powerpro.adapters.csv.faults import ImportFault
from talent_powerpro.cli.pages.import_explained import hints, show_explained, verdict


def column(heading: str, title: str, **rest: Any) -> ExplainedColumn:
    blank: dict[str, Any] = {
        "origin": "",
        "filled": 0,
        "samples": (),
        "left_out": False,
        "words": (),
        "other_words": 0,
        "dates": {},
        "month_first": 0,
        "not_understood": (),
    }
    return ExplainedColumn(heading=heading, title=title, **(blank | rest))


def words(*texts: str) -> tuple[WordSeen, ...]:
    """Words as they are, each in one row."""
    return tuple(WordSeen(each, each, 1) for each in texts)


def explained(file: str, **rest: Any) -> ExplainedFile:
    return ExplainedFile(file=file, found=rest.pop("found", True), **rest)


FAULT = ImportFault(file="courses.csv", problem="has no heading", remedy="Add it.")
ENROLMENTS = explained(
    "enrolments.csv",
    rows=3,
    encoding="utf-16",
    delimiter="\t",
    is_own=True,
    lacking=("Deferment Date", "Extension Date"),
    columns=(
        column("Id", "Enrolment ID", origin="profile x", filled=3, samples=("9999", "99")),
        column("Mobile", "Mobile", left_out=True),
        column("Colour", ""),
        column(
            "Status",
            "Booking Status",
            filled=3,
            words=(
                WordSeen("conf", "Tentative", 2, mapped=True),
                WordSeen("", "", 1, mapped=True),
                WordSeen("", "", 4),
            ),
            other_words=1,
        ),
        column(
            "Date",
            "Export Date",
            dates={"dd/mm/yyyy": 2, "yyyy-mm-dd": 1},
            month_first=1,
            not_understood=(
                NotUnderstood("", 1, 4, "is blank"),
                NotUnderstood("soon", 2, 5, "is no date"),
            ),
        ),
    ),
)


def test_the_whole_page_of_a_folder_with_faults() -> None:
    setting = ImportFault(file="settings", column='[import.columns] "A"', problem="p", remedy="r")
    found = Explanation(
        (
            explained("clients.csv", found=False),
            explained("courses.csv", faults=(FAULT, FAULT)),
            ENROLMENTS,
        ),
        (setting, setting),
        3,
    )
    assert page(lambda on: show_explained(on, Path("in"), found)) == [
        "clients.csv",
        "-----------",
        "There is no such file. It is optional.",
        "",
        "courses.csv",
        "-----------",
        "courses.csv has no heading. Add it.",
        "courses.csv has no heading. Add it.",
        "",
        "enrolments.csv",
        "--------------",
        "3 rows; UTF-16, with tabs between cells.",
        "It has the headings that `export` writes, and is read by them, without the headings "
        "of the settings.",
        "Heading  Read as           Because of  Filled  Such as",
        "Id       Enrolment ID      profile x   3       9999, 99",
        "Mobile   Mobile, left out              0",
        "Colour   not used                      0",
        "Status   Booking Status                3",
        "Date     Export Date                   0",
        "Not in the file: Deferment Date, Extension Date.",
        "Booking Status words: conf = Tentative (2), blank = blank (1), blank (4), and 1 row "
        "with others.",
        "Booking Status: no row is Confirmed, so no enrolment would be provisioned. Map your "
        "system's word with [import.values] in the settings.",
        "Export Date dates: dd/mm/yyyy in 2 rows, yyyy-mm-dd in 1 row.",
        "Export Date not understood: a cell that is blank, in 1 row, first on line 4.",
        'Export Date not understood: "soon" is no date, in 2 rows, first on line 5.',
        "Export Date: 1 date can only be read with the month first. If the system writes all "
        "dates so, the others would be read wrongly. Export the file with the day first.",
        "",
        "Settings",
        "--------",
        'settings, [import.columns] "A" p. r',
        'settings, [import.columns] "A" p. r',
        "",
        "What an import would do",
        "-----------------------",
        "It would report 3 faults and store nothing. List them with `talent-powerpro import "
        "in`. Nothing was stored now.",
    ]


def test_the_whole_page_of_a_folder_that_would_be_accepted() -> None:
    one = explained(
        "units.csv",
        rows=1,
        encoding="cp1252",
        delimiter=";",
        columns=(column("Outcome", "Outcome", words=words("20 - Competent")),),
    )
    assert page(lambda on: show_explained(on, Path("in"), Explanation((one,), (), 0))) == [
        "units.csv",
        "---------",
        "1 row; Windows-1252, with semicolons between cells.",
        "Heading  Read as  Because of  Filled  Such as",
        "Outcome  Outcome              0",
        "Outcome words: 20 - Competent (1).",
        "",
        "What an import would do",
        "-----------------------",
        "It would accept these files. Nothing was stored now.",
    ]


@pytest.mark.parametrize(
    ("encoding", "delimiter", "expected"),
    [
        ("utf-8-sig", ",", "UTF-8, with commas"),
        ("utf-8", "|", "UTF-8, with bars"),
        ("cp1252", ";", "Windows-1252, with semicolons"),
        ("utf-16", "\t", "UTF-16, with tabs"),
    ],
)
def test_a_files_form_is_said_in_words(encoding: str, delimiter: str, expected: str) -> None:
    columns = (column("Code", "Code"),)
    one = explained("units.csv", encoding=encoding, delimiter=delimiter, columns=columns)
    found = page(lambda on: show_explained(on, Path("in"), Explanation((one,), (), 0)))
    assert found[2] == f"0 rows; {expected} between cells."


@pytest.mark.parametrize(
    ("folder", "faults", "expected"),
    [
        ("in", 0, "It would accept these files. Nothing was stored now."),
        (
            "in",
            1,
            "It would report 1 fault and store nothing. List them with `talent-powerpro import "
            "in`. Nothing was stored now.",
        ),
        (
            "my export",
            2,
            "It would report 2 faults and store nothing. List them with `talent-powerpro import "
            '"my export"`. Nothing was stored now.',
        ),
    ],
)
def test_the_verdict_names_the_command_that_lists_the_faults(
    folder: str, faults: int, expected: str
) -> None:
    assert verdict(Path(folder), Explanation((), (), faults)) == expected


NOT_CONFIRMED = (
    "Booking Status: no row is Confirmed, so no enrolment would be provisioned. Map your system's "
    "word with [import.values] in the settings."
)
CODE = "code, such as 20. Map your system's words with [import.values] in the settings."


@pytest.mark.parametrize(
    ("seen", "expected"),
    [
        (column("H", "Booking Status"), []),
        # A hint is about what a word is read as.
        (column("H", "booking status", words=(*words("T"), WordSeen("C", "confirmed", 1))), []),
        (column("H", "booking status", words=words("Tentative", "")), [NOT_CONFIRMED]),
        (
            column("H", "Outcome", words=words("20", "", "C3 - x")),
            [f"Outcome: C3 - x has no outcome {CODE}"],
        ),
        (
            column("H", "OUTCOME", words=(*words("Pass", "70 - y"), WordSeen("F", "Fail", 1))),
            [f"Outcome: Pass, Fail have no outcome {CODE}"],
        ),
        (column("H", "Outcome", words=words("20", "", "9X - own")), []),
        (column("H", "Contact Type", words=words("Pass")), []),
        (
            column("H", "Start Date", month_first=2),
            [
                "Start Date: 2 dates can only be read with the month first. If the system writes "
                "all dates so, the others would be read wrongly. Export the file with the day "
                "first."
            ],
        ),
    ],
)
def test_a_hint_is_given_where_a_person_should_look(
    seen: ExplainedColumn, expected: list[str]
) -> None:
    assert list(hints(seen)) == expected
