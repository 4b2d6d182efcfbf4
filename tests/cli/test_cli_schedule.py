"""`schedule`: the text for this folder, ready to be put in its place."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from xml.etree import ElementTree as Xml

import pytest

from support.cli.rto import Rto, rto


@pytest.fixture
def folder(tmp_path: Path) -> Rto:
    return rto(tmp_path)


def test_cron_gets_one_line_for_this_folder(folder: Rto) -> None:
    shown = folder.command("schedule", "cron")
    assert shown.exit_code == 0
    (line,) = (each for each in shown.stdout.splitlines() if not each.startswith("#"))
    assert line.startswith("*/10 * * * * umask 077; ")
    assert f"run --settings {folder.settings_file} >> {folder.folder}/talent-powerpro.log" in line


def test_systemd_gets_two_units_each_with_its_place(folder: Rto) -> None:
    shown = folder.command("schedule", "systemd", "--every", "2h").stdout
    assert "# /etc/systemd/system/talent-powerpro-rto.service: Save it under this name." in shown
    assert "OnUnitActiveSec=7200s" in shown


def test_windows_gets_xml_whatever_is_printed_beside_it(folder: Rto) -> None:
    shown = folder.command("schedule", "task-scheduler").stdout
    Xml.fromstring(shown)  # our own text
    assert "schtasks /Create /TN talent-powerpro-rto /XML talent-powerpro-rto.xml" in shown


def test_the_program_is_the_one_that_was_started(
    folder: Rto, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def text() -> str:
        (file,) = json.loads(folder.command("schedule", "cron", "--json").stdout)["files"]
        return str(file["text"])

    assert f"{sys.executable} -m talent_powerpro run" in text()
    program = tmp_path / "talent-powerpro"
    program.touch(mode=0o755)
    monkeypatch.setattr(sys, "argv", [str(program), "schedule"])
    assert f"umask 077; {program} run" in text()


def test_an_interval_that_cron_lacks_exits_2(folder: Rto) -> None:
    refused = folder.command("schedule", "cron", "--every", "7m")
    assert refused.exit_code == 2
    assert "--every 7m: cron repeats at equal intervals only" in refused.stderr
