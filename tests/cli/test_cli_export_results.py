"""`export --results`: what a person enters in another system, in columns of their choosing."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, date, datetime
from pathlib import Path

import click
import pytest
from attrs import evolve

from support.cli.handed_on import edit
from support.cli.rto import Rto, command
from support.sql.guide_rows import by_hand
from talent_powerpro.adapters.sql.export_results import Results, WrittenResult
from talent_powerpro.cli.pages.results import show_results, write_results
from talent_powerpro.cli.result_columns import COLUMNS, columns
from talent_powerpro.cli.screen import PipeScreen

ROW = WrittenResult(
    client_code="2021000017",
    surname="GOMEZ",
    given_names="JOANA",
    enrolment_id="1001",
    course_code="ICT30120-A",
    unit_code="ICTWEB304",
    unit_name="Build simple web pages",
    outcome="20 - Competency achieved/pass",
    outcome_date=date(2022, 6, 13),
)

NEITHER = "Name the folder DIR, or a file with --results FILE, and not both."


def lines(file: Path) -> list[list[str]]:
    with file.open(encoding="utf-8-sig", newline="") as opened:
        return list(csv.reader(opened))


# --- columns ----------------------------------------------------------------------


def test_each_column_has_its_heading_and_cell(tmp_path: Path) -> None:
    file = tmp_path / "results.csv"
    write_results(file, Results((ROW,)), columns(",".join(COLUMNS)), replace=False)
    assert dict(zip(*lines(file), strict=True)) == {
        "Client Code": "2021000017",
        "Name": "GOMEZ, JOANA",
        "Unit Code": "ICTWEB304",
        "Outcome": "20 - Competency achieved/pass",
        "Outcome Date": "13/06/2022",
        "Outcome Code": "20",
        "Surname": "GOMEZ",
        "Given Names": "JOANA",
        "Unit Name": "Build simple web pages",
        "Course Code": "ICT30120-A",
        "Enrolment ID": "1001",
    }


def test_columns_come_in_the_order_given_with_headings_of_ones_own(tmp_path: Path) -> None:
    file = tmp_path / "results.csv"
    chosen = columns(" DATE = Finished , unit-code,name=")
    write_results(file, Results((evolve(ROW, outcome_date=None),)), chosen, replace=False)
    assert lines(file) == [["Finished", "Unit Code", "Name"], ["", "ICTWEB304", "GOMEZ, JOANA"]]


def test_all_faults_of_the_columns_come_at_once() -> None:
    with pytest.raises(click.BadParameter) as caught:
        columns("names,date,,date")
    assert caught.value.message == (
        "'names' is no column. Did you mean name?; '' is no column; 'date' is there twice. Choose "
        f"from {', '.join(COLUMNS)}."
    )


# --- the file ---------------------------------------------------------------------


def test_no_cell_and_no_heading_is_a_formula(tmp_path: Path) -> None:
    file = tmp_path / "results.csv"
    hostile = evolve(ROW, surname="=cmd()", given_names="", client_code="@1")
    chosen = columns("client-code==SUM(A1),name")
    write_results(file, Results((hostile,)), chosen, replace=False)
    assert lines(file) == [["'=SUM(A1)", "Name"], ["'@1", "'=cmd()"]]


# --- what is shown ----------------------------------------------------------------


def shown(*rows: WrittenResult) -> str:
    stream = io.StringIO()
    show_results(PipeScreen(stream), Path("results.csv"), Results(rows))
    return stream.getvalue()


def test_results_and_clients_are_counted() -> None:
    assert shown() == "There is no such result. results.csv has only headings.\n"
    taken_back = evolve(ROW, unit_code="ICTWEB305", outcome="")
    assert shown(ROW, taken_back) == (
        "2 results of 1 client written to results.csv.\n1 row without an outcome: the result was "
        "taken back here. Clear it in your system.\n"
    )


# --- the command ------------------------------------------------------------------


def test_new_results_are_listed_until_the_other_system_has_them(worked: Rto) -> None:
    first, again, since = (worked.folder / f"{name}.csv" for name in ("a", "b", "c"))
    done = worked.command("export", "--results", str(first))
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout == f"1 result of 1 client written to {first}.\n"
    listed = [
        ["Client Code", "Name", "Unit Code", "Outcome", "Outcome Date"],
        ["2021000017", "GOMEZ, JOANA", "ICTWEB304", ROW.outcome, "13/06/2022"],
    ]
    assert lines(first) == listed
    theirs = worked.folder / "theirs"
    assert worked.command("export", str(theirs)).exit_code == 0
    # Saved again by the other system, so its cells count as that system's.
    with (theirs / "units.csv").open("ab") as units:
        units.write(b"\r\n")
    assert worked.command("import", str(theirs)).exit_code == 0
    told = worked.command("export", "--results", str(again), "--json")
    assert json.loads(told.stdout) == {
        "schema": 2,
        "file": str(again),
        "results": 0,
        "left_out": [],
    }
    assert worked.command("export", "--results", str(since), "--since", "1d").exit_code == 0
    assert lines(since) == listed


@pytest.mark.parametrize(
    ("given", "results"), [("13/06/2022", 1), ("14/06/2022", 0), ("1d", 1), ("6h", 0)]
)
def test_days_are_those_of_the_rtos_zone(
    worked: Rto, monkeypatch: pytest.MonkeyPatch, given: str, results: int
) -> None:
    edit(worked, "UPDATE result_evidence SET at = '2022-06-12 16:30:00.000000'")
    in_perth_the_next_day = datetime(2022, 6, 13, 23, tzinfo=UTC)
    monkeypatch.setattr(
        "talent_powerpro.cli.commands.export.now_utc", lambda: in_perth_the_next_day
    )
    words = ("--results", str(worked.folder / "r.csv"), "--since", given, "--json")
    assert json.loads(worked.command("export", *words).stdout)["results"] == results


def test_a_list_that_is_there_is_overwritten_only_with_force(worked: Rto) -> None:
    file = worked.folder / "results.csv"
    file.write_text("mine", encoding="utf-8")
    words = ("export", "--results", str(file), "--columns", "date")
    refused = worked.command(*words)
    assert (refused.exit_code, refused.stderr) == (
        2,
        f"error: {file} already exists\n"
        "Nothing was written. Name another file, or overwrite it with --force.\n",
    )
    assert file.read_text(encoding="utf-8") == "mine"
    assert worked.command(*words, "--force").exit_code == 0
    assert lines(file) == [["Outcome Date"], ["13/06/2022"]]


def test_a_result_that_cannot_be_read_is_told_and_left_out(worked: Rto) -> None:
    with by_hand(worked.store) as hand:
        hand.execute("PRAGMA ignore_check_constraints = ON")
        hand.execute(
            "UPDATE units SET outcome_date = 'soon' "
            "WHERE code = 'ICTWEB304' AND enrolment_id = '1001'"
        )
        ((row,),) = hand.execute("SELECT id FROM units WHERE outcome_date = 'soon'").fetchall()
    file = worked.folder / "results.csv"
    done = worked.command("export", "--results", str(file))
    assert (done.exit_code, done.stderr) == (
        1,
        f"Row {row} of the table units in PowerPro's store cannot be read: outcome_date is 'soon', "
        "which is not a date such as 2026-03-17.\n"
        "Import the row again with the right value, or correct it in PowerPro's store with the "
        "program that wrote it.\n",
    )
    assert done.stdout == f"There is no such result. {file} has only headings.\n"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ((), NEITHER),
        (("out", "--results", "r.csv"), NEITHER),
        (("out", "--columns", "name"), "--columns and --since go with --results FILE."),
        (("out", "--since", "7d"), "--columns and --since go with --results FILE."),
    ],
)
def test_a_folder_and_a_list_are_not_mixed(words: tuple[str, ...], message: str) -> None:
    refused = command("export", *words)
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert refused.stderr.endswith(f"\nerror: {message}\n")
