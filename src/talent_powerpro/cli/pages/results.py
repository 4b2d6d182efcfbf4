"""The list of results that `export --results` writes, and what it prints."""

from __future__ import annotations

import csv
import os
from pathlib import Path
from typing import TYPE_CHECKING

from talent_powerpro.adapters.csv.formulas import defused
from talent_powerpro.cli.pages.counts import count
from talent_powerpro.cli.result_columns import Chosen
from talent_powerpro.cli.screen import Screen
from talent_powerpro.errors import SettingsFault
from talent_powerpro.plain_files import check_writable
from talent_powerpro.private_files import private_and_no_link

if TYPE_CHECKING:
    from talent_powerpro.adapters.sql.export_results import Results


def write_results(file: Path, results: Results, columns: Chosen, *, replace: bool) -> None:
    """Write a row for each result. Only this account may read the file.

    An existing file is replaced only with *replace*, never through a link, and never a pipe or a
    device. Raises `SettingsFault`.
    """
    if not replace and os.path.lexists(file):
        raise SettingsFault(
            f"{file} already exists",
            remedy="Nothing was written. Name another file, or overwrite it with --force.",
        )
    try:
        check_writable(file)
        with open(
            file, "w", encoding="utf-8-sig", newline="", opener=private_and_no_link
        ) as opened:
            lines = csv.writer(opened)
            # A spreadsheet would run a cell that begins as a formula.
            lines.writerow(defused(heading) for heading, _ in columns)
            lines.writerows([defused(cell(each)) for _, cell in columns] for each in results.rows)
    except OSError as error:
        raise SettingsFault(
            f"{file}: cannot be written to ({error.strerror}); name another file"
        ) from error


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
