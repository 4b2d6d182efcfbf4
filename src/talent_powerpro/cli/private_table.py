"""CSV files that a command writes for a person to open in a spreadsheet."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterable
from pathlib import Path

from talent_powerpro.adapters.csv.formulas import defused
from talent_powerpro.errors import SettingsFault
from talent_powerpro.plain_files import check_writable
from talent_powerpro.private_files import private_and_no_link


def write_table(
    file: Path, headings: Iterable[str], rows: Iterable[Iterable[str]], *, replace: bool
) -> None:
    """Write the headings and rows. Only this account may read the file.

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
            # A spreadsheet would run a cell that begins as a formula.
            csv.writer(opened).writerows(map(defused, row) for row in (headings, *rows))
    except OSError as error:
        raise SettingsFault(
            f"{file}: cannot be written to ({error.strerror}); name another file"
        ) from error
