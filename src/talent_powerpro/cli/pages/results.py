"""The list of results that `export --results` writes, and what it prints."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from talent_powerpro.cli.pages.counts import count
from talent_powerpro.cli.private_table import write_table
from talent_powerpro.cli.result_columns import Chosen
from talent_powerpro.cli.screen import Screen

if TYPE_CHECKING:
    from talent_powerpro.adapters.sql.export_results import Results


def write_results(file: Path, results: Results, columns: Chosen, *, replace: bool) -> None:
    """Write a row for each result, as `write_table`."""
    headings = [heading for heading, _ in columns]
    rows = ([cell(each) for _, cell in columns] for each in results.rows)
    write_table(file, headings, rows, replace=replace)


def show_results(screen: Screen, file: Path, results: Results) -> None:
    """Print how many results of how many clients were written."""
    clients = len({each.client_code for each in results.rows})
    if not clients:
        screen.line(f"There is no such result. {file} has only headings.")
        return
    screen.line(
        f"{count(len(results.rows), 'result')} of {count(clients, 'client')} written to {file}."
    )
    if blank := sum(not each.outcome for each in results.rows):
        screen.line(
            f"{count(blank, 'row')} without an outcome: the result was taken back here. Clear it "
            "in your system."
        )
