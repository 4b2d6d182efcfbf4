"""Explanations of folders of import files, and the parts of them that tests look at."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from support.csv.import_files import PERTH, write
from talent_powerpro.adapters.csv import ImportMapping
from talent_powerpro.adapters.csv.column_seen import ExplainedColumn
from talent_powerpro.adapters.csv.explained import ExplainedFile, Explanation, explain_folder

NONE = ImportMapping()


def explained(
    folder: Path,
    changes: Mapping[str, str | None],
    mapping: ImportMapping = NONE,
    leave_out: tuple[str, ...] = (),
) -> Explanation:
    return explain_folder(
        write(folder, changes), timezone=PERTH, mapping=mapping, leave_out=leave_out
    )


def file(found: Explanation, name: str) -> ExplainedFile:
    (one,) = (each for each in found.files if each.file == name)
    return one


def column(found: Explanation, name: str, heading: str) -> ExplainedColumn:
    (one,) = (each for each in file(found, name).columns if each.heading == heading)
    return one
