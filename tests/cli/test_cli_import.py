"""`import`: what it prints as JSON, what it warns of, and what of the settings it follows."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from support.cli.rto import GUIDE, rto, with_settings

NONE = {"course": 0, "client": 0, "enrolment": 0, "unit": 0, "contact log": 0}


def without_len(at: Path) -> Path:
    """The guide's files without one client, with another's new address and an unknown column."""
    at.mkdir()
    for each in GUIDE.glob("*.csv"):
        lines = each.read_text(encoding="utf-8").splitlines(keepends=True)
        kept = "".join(line for line in lines if "1003" not in line and "CASTER" not in line)
        kept = kept.replace("Group Key\n", "Group Key,Colour\n").replace("HH\n", "HH,red\n")
        (at / each.name).write_text(kept.replace("pink.panther@", "pink@"), encoding="utf-8")
    return at


def test_json_has_all_counts_with_what_is_missing_from_the_files(tmp_path: Path) -> None:
    world = rto(tmp_path).imported()
    done = world.command("import", str(without_len(tmp_path / "files")), "--json")
    assert (done.exit_code, done.stderr) == (0, "")
    assert json.loads(done.stdout) == {
        "schema": 2,
        "added": NONE,
        "changed": NONE | {"client": 1},
        "unchanged": NONE | {"course": 1, "client": 1, "enrolment": 2, "unit": 6},
        "absent": [
            {"kind": "client", "key": ["2021000019"]},
            {"kind": "enrolment", "key": ["1003"]},
            *(
                {"kind": "unit", "key": ["1003", unit, "Unit"]}
                for unit in ("ICTWEB304", "ICTWEB305", "ICTWEB306")
            ),
        ],
        "warnings": ['courses.csv: column "Colour" is unknown and was ignored.'],
    }
    assert world.command("tab", "1003").exit_code == 0, "what is missing is kept"


@pytest.mark.skipif(os.name == "nt", reason="Windows files have the rights of their folder")
def test_a_store_that_others_can_read_is_warned_of(tmp_path: Path) -> None:
    world = rto(tmp_path).imported()
    world.store.chmod(0o644)
    done = world.command("import", str(GUIDE))
    assert done.exit_code == 0
    assert done.stderr == (
        f"Warning: PowerPro's store {world.store} is open to every account of this machine (its "
        f"rights are 644). Run: chmod 600 '{world.store}'\n"
    )


def test_a_file_that_is_larger_than_the_settings_allow_is_refused(tmp_path: Path) -> None:
    world = with_settings(rto(tmp_path), '[import]\nmax_size = "1 MB"\n')
    files = without_len(tmp_path / "files")
    with (files / "courses.csv").open("ab") as file:
        file.truncate(1_000_001)
    for words in ((), ("--explain",)):
        done = world.command("import", str(files), *words)
        assert done.exit_code == 2
        assert (
            "courses.csv has 1.0 MB, and the limit is 1.0 MB. Check that it is the right file. "
            "Raise the limit with max_size under [import] in the settings.\n"
        ) in done.output
        assert not world.store.exists()


def test_a_time_without_a_zone_is_one_of_the_rtos_zone(tmp_path: Path) -> None:
    files = without_len(tmp_path / "files")
    (files / "contact_logs.csv").write_text(
        "Enrolment ID,Contact Date,Contact Type,Description,Created By\n"
        "1001,02/06/2022 00:30:00,Note,Said hello,PAULINE\n",
        encoding="utf-8",
    )
    world = rto(tmp_path)
    assert world.command("import", str(files)).exit_code == 0
    (shown,) = json.loads(world.command("contact-log", "--json").stdout)["contact_logs"]
    assert shown["log"]["contact_date"] == "2022-06-02T00:30:00+08:00"


def test_explain_says_which_column_is_left_out(tmp_path: Path) -> None:
    world = with_settings(rto(tmp_path), '[import]\nleave_out = ["Date of Birth"]\n')
    done = world.command("import", str(without_len(tmp_path / "files")), "--explain")
    assert (done.exit_code, done.stderr) == (0, "")
    (line,) = (each for each in done.stdout.splitlines() if each.startswith("Date of Birth  "))
    assert " ".join(line.split()) == "Date of Birth Date of Birth, left out 1"
    assert not world.store.exists()


def test_explain_names_the_folder_whose_faults_an_import_would_list(tmp_path: Path) -> None:
    files = without_len(tmp_path / "files")
    (files / "units.csv").unlink()
    done = rto(tmp_path).command("import", str(files), "--explain")
    assert (done.exit_code, done.stderr) == (2, "")
    assert done.stdout.splitlines()[-1] == (
        "It would report 1 fault and store nothing. List them with `talent-powerpro import "
        f"{files}`. Nothing was stored now."
    )


def test_an_import_makes_the_store_and_counts_by_kind(tmp_path: Path) -> None:
    new = rto(tmp_path)
    done = new.command("import", str(GUIDE))
    assert done.exit_code == 0
    assert [line.split() for line in done.stdout.splitlines()] == [
        ["Kind", "Added", "Changed", "Unchanged"],
        ["course", "1", "0", "0"],
        ["client", "3", "0", "0"],
        ["enrolment", "3", "0", "0"],
        ["unit", "9", "0", "0"],
        ["contact", "log", "0", "0", "0"],
    ]
    assert new.store.exists()


def test_a_faulty_set_lists_every_fault_and_makes_no_store(tmp_path: Path) -> None:
    new, files = rto(tmp_path), tmp_path / "files"
    files.mkdir()
    for file in GUIDE.glob("*.csv"):
        text = file.read_text(encoding="utf-8")
        text = text.replace("12/12/2000", "yesterday").replace(",Yes,02/06/2022", ",Maybe,31/02/22")
        (files / file.name).write_text(text, encoding="utf-8")
    done = new.command("import", str(files))
    assert done.exit_code == 2
    assert done.stdout == ""
    lines = done.stderr.removeprefix("error: ").splitlines()
    assert [line.split(":")[0] for line in lines] == [
        "clients.csv, line 2, Date of Birth",
        "enrolments.csv, line 2, Talent LMS Export",
        "enrolments.csv, line 2, Talent LMS Export Date",
        "Nothing was imported. Correct these faults, then import again.",
    ]
    assert not new.store.exists()


def test_a_folder_that_does_not_exist_is_one_line_and_makes_no_store(tmp_path: Path) -> None:
    new = rto(tmp_path)
    done = new.command("import", str(tmp_path / "nowhere"))
    assert done.exit_code == 2
    assert done.stderr.splitlines() == [
        f"error: {tmp_path / 'nowhere'} does not exist. "
        "Name the folder to which the import files were exported.",
        "Nothing was imported. Correct these faults, then import again.",
    ]
    assert not new.store.exists()
