"""The command `support-bundle`: its whole page, the same as JSON, and its exit codes."""

from __future__ import annotations

import json
import zipfile
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from support.cli.rto import Rto, rto

PARTS = [
    *("versions.json", "environment.json", "settings.json", "plugins.json", "store.json"),
    *("unreadable.json", "status.json", "runs.json", "records.json", "holds.json"),
    *("failures.json", "lists.json", "enrolments.json", "sync-log.txt", "check.json"),
    "manifest.json",
]
NO_LOG = "There is no talent-powerpro.log beside the settings."
NO_CALL = "--offline leaves it out."
NO_STORE = "There is no PowerPro store at settings-folder/powerpro.db."
NO_NAMES = f"{NO_STORE} Its clients cannot be read, so their names could not be replaced."
REMEDY = (
    "Make it with `talent-powerpro import DIR`, restore a back-up with `talent-powerpro restore "
    "FILE`, or correct store under [powerpro] in the settings."
)
END = "Look into it before you send it: it is meant to name nobody.\n"


@pytest.fixture
def place(tmp_path: Path, url: str) -> Rto:
    return rto(tmp_path, url).imported()


def first_line(file: Path, files: int) -> str:
    return f"The bundle {file} has {files} files ({file.stat().st_size:,} bytes).\n"


def part(file: Path, name: str) -> Any:
    with zipfile.ZipFile(file) as zipped:
        return json.loads(zipped.read(name))


def test_offline_no_call_is_made_and_the_page_says_so(place: Rto) -> None:
    file = place.folder / "bundle.zip"
    ran = place.command("support-bundle", str(file), "--offline")
    assert (ran.exit_code, ran.stderr) == (0, "")
    assert ran.stdout == (
        f"{first_line(file, 15)}\nNot made\n--------\n"
        f"program-log.txt: {NO_LOG}\ncheck.json: {NO_CALL}\n{END}"
    )
    assert part(file, "environment.json")["variables"]["TALENTLMS_API_KEY"] == 30
    made_at = datetime.fromisoformat(part(file, "manifest.json")["made_at"])
    assert made_at.utcoffset() == timedelta()


def test_json_has_the_parts_and_why_others_are_missing(place: Rto) -> None:
    file = place.folder / "bundle.zip"
    file.write_text("mine")
    ran = place.command("support-bundle", str(file), "--force", "--json")
    assert (ran.exit_code, ran.stderr) == (0, "")
    assert json.loads(ran.stdout) == {
        "schema": 2,
        "file": str(file),
        "size": file.stat().st_size,
        "parts": PARTS,
        "not_made": [
            {
                "name": "program-log.txt",
                "reason": NO_LOG,
                "remedy": "",
                "is_fault": False,
                "where": [],
            }
        ],
    }
    assert part(file, "check.json")["items"]


def test_without_a_store_it_says_what_is_missing_and_ends_with_1(place: Rto) -> None:
    place.store.unlink()
    file = place.folder / "bundle.zip"
    ran = place.command("support-bundle", str(file))
    assert (ran.exit_code, ran.stderr) == (1, "")
    missing = ", ".join([*PARTS[5:14], "program-log.txt"])
    assert ran.stdout == (
        f"{first_line(file, 6)}\nNot made\n--------\n"
        f"{missing}: {NO_NAMES}\n    {REMEDY}\n"
        f"check.json: {NO_STORE}\n    {REMEDY}\n{END}"
    )
    assert place.command("support-bundle", str(file), "--force", "--json").exit_code == 1
