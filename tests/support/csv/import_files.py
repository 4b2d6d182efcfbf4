"""A small valid set of import files, with helpers to write and read variations of it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from talent_powerpro.adapters.csv import ImportFault, ImportFaults, read_folder
from talent_powerpro.ports.import_set import ImportedRow, ImportSet, Kind

PERTH = ZoneInfo("Australia/Perth")

SMALL = {
    "courses.csv": """\
Course Code,Course Name,Archived,Export to Talent LMS,Talent Course ID,Talent Group Key
ICT30120-A,Certificate III - Information Technology,No,Yes,126,77eD6LXHH
""",
    "clients.csv": """\
Code,Surname,Given Names,Preferred Name,USI,Secondary ID,Date of Birth,Mobile,Email
0021000017,GOMEZ,JOANA,JOANA,,DPC000129,12/12/2000,,jg11@pm.me
""",
    "enrolments.csv": """\
Enrolment ID,Client Code,Course Code,Booking Status,Talent LMS Export,Talent LMS Export Date
1001,0021000017,ICT30120-A,Confirmed,Yes,02/06/2022
""",
    "units.csv": """\
Enrolment ID,Unit Code,Unit Name,Type,Start Date,Outcome,Outcome Date,Short Comment
1001,ICTWEB304,Build simple web pages,Unit,16/05/2022,,,
""",
}

LOGS = """\
Enrolment ID,Contact Date,Contact Type,Created By,Description
1001,02/06/2022 14:59,Enrolment exported to Talent LMS,PP-TALENT,Enrolled in Talent Course: 126
"""


def write(folder: Path, changes: Mapping[str, str | bytes | None]) -> Path:
    """The small set with other contents for some files; ``None``: no such file."""
    for name, content in {**SMALL, **changes}.items():
        if isinstance(content, bytes):
            (folder / name).write_bytes(content)
        elif content is not None:
            (folder / name).write_text(content, encoding="utf-8", newline="")
    return folder


def read(
    folder: Path, changes: Mapping[str, str | bytes | None], *, timezone: ZoneInfo = PERTH
) -> ImportSet:
    return read_folder(write(folder, changes), timezone=timezone)


def rows(imported: ImportSet, kind: Kind) -> tuple[ImportedRow, ...]:
    return tuple(row for row in imported.rows if row.kind is kind)


def faults(folder: Path, changes: Mapping[str, str | bytes | None]) -> tuple[ImportFault, ...]:
    with pytest.raises(ImportFaults) as caught:
        read(folder, changes)
    return caught.value.faults


def only_fault(folder: Path, changes: Mapping[str, str | bytes | None]) -> ImportFault:
    (fault,) = faults(folder, changes)
    return fault


def with_line(name: str, line: str) -> dict[str, str]:
    """The small set's file with one more line."""
    return {name: f"{SMALL[name]}{line}\n"}
