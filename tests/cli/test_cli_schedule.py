"""`schedule`: the text for this folder, ready to be put in its place."""

from __future__ import annotations

import json
import os
import shlex
import sys
from pathlib import Path
from xml.etree import ElementTree as Xml

import pytest

from support.cli.rto import Rto, rto

MODULE = f"{shlex.quote(sys.executable)} -m talent_powerpro"
POSIX = pytest.mark.skipif(os.name != "posix", reason="cron and systemd are not on Windows")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Rto:
    """An RTO with a name, on the machine of the user kim."""
    monkeypatch.setenv("LOGNAME", "kim")
    made = rto(tmp_path)
    text = made.settings_file.read_text(encoding="utf-8")
    named = text.replace("[rto]", '[rto]\nname = "Wanneroo College"')
    made.settings_file.write_text(named, encoding="utf-8")
    return made


def crontab(times: str, settings: Path, log: Path, program: str = MODULE) -> str:
    return (
        "# crontab: Add the line as the user kim with `crontab -e`.\n"
        "# talent-powerpro for Wanneroo College: a line for the crontab of the user kim.\n"
        "# cron does not know your shell's variables: keep the secrets in their files.\n"
        f"{times} umask 077; {program} run --settings {settings} >> {log} 2>&1\n"
    )


@POSIX
def test_cron_gets_one_line_for_this_folder(folder: Rto) -> None:
    log = folder.folder / "talent-powerpro.log"
    ten_minutes = crontab("*/10 * * * *", folder.settings_file, log)
    shown = folder.command("schedule", "cron")
    assert (shown.exit_code, shown.stdout, shown.stderr) == (0, ten_minutes, "")
    two_hours = crontab("0 */2 * * *", folder.settings_file, log)
    assert folder.command("schedule", "cron", "--every", "2h").stdout == two_hours


@POSIX
def test_a_relative_settings_file_is_named_by_its_whole_path(
    folder: Rto, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder.folder)
    relative = Rto(Path()).command("schedule", "cron")
    assert relative.stdout == folder.command("schedule", "cron").stdout


@POSIX
def test_systemd_gets_two_units_each_with_its_place(folder: Rto) -> None:
    name, place = "talent-powerpro-wanneroo-college", "/etc/systemd/system"
    shown = folder.command("schedule", "systemd", "--every", "2h")
    assert (shown.exit_code, shown.stderr) == (0, "")
    service, timer = shown.stdout.split("\n\n# ")
    assert service.startswith(
        f"# {place}/{name}.service: Save it under this name.\n"
        "[Unit]\nDescription=talent-powerpro for Wanneroo College\n"
    )
    assert "\nUser=kim\n" in service
    assert service.endswith(f'"-m" "talent_powerpro" "run" "--settings" "{folder.settings_file}"')
    assert f"# {timer}" == (
        f"# {place}/{name}.timer: Save it under this name, then run `systemctl daemon-reload` and "
        f"`systemctl enable --now {name}.timer`.\n"
        "[Unit]\nDescription=talent-powerpro for Wanneroo College\n\n"
        "[Timer]\nOnBootSec=1min\nOnUnitActiveSec=7200s\nAccuracySec=1s\n\n"
        "[Install]\nWantedBy=timers.target\n"
    )


def test_windows_gets_xml_whatever_is_printed_beside_it(folder: Rto) -> None:
    shown = folder.command("schedule", "task-scheduler")
    assert (shown.exit_code, shown.stderr) == (0, "")
    Xml.fromstring(shown.stdout)  # our own text
    name = "talent-powerpro-wanneroo-college"
    assert shown.stdout.startswith('<?xml version="1.0"?>\n')
    assert shown.stdout.endswith(
        f"</Task>\n<!-- {name}.xml: Save it under this name, then run `schtasks /Create /TN {name} "
        f"/XML {name}.xml`. -->\n"
    )


@POSIX
def test_json_has_the_text_without_its_comment(folder: Rto) -> None:
    shown = folder.command("schedule", "cron", "--json")
    assert (shown.exit_code, shown.stderr) == (0, "")
    comment, text = folder.command("schedule", "cron").stdout.split("\n", 1)
    name, _, step = comment.removeprefix("# ").partition(": ")
    assert json.loads(shown.stdout) == {
        "schema": 2,
        "files": [{"name": name, "text": text, "next_step": step}],
    }


@POSIX
def test_the_program_is_the_one_that_was_started(
    folder: Rto, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def shown(program: Path) -> str:
        program.touch(mode=0o755)
        monkeypatch.setattr(sys, "argv", [str(program), "schedule"])
        return folder.command("schedule", "cron").stdout

    log = tmp_path / "talent-powerpro.log"

    def line(program: str) -> str:
        return crontab("*/10 * * * *", folder.settings_file, log, program)

    program = tmp_path / "bin" / "talent-powerpro"
    program.parent.mkdir()
    assert shown(program) == line(str(program))
    assert shown(tmp_path / "pytest") == line(MODULE)
    monkeypatch.chdir(tmp_path)
    assert shown(program.relative_to(tmp_path)) == line(str(program))
    monkeypatch.setattr(sys, "argv", [str(tmp_path / "gone" / "talent-powerpro")])
    assert folder.command("schedule", "cron").stdout == line(MODULE)


def test_an_interval_that_cron_lacks_exits_2(folder: Rto) -> None:
    refused = folder.command("schedule", "cron", "--every", "7m")
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert refused.stderr == (
        "error: --every 7m: cron repeats at equal intervals only where they divide an hour or a "
        "day, such as 5m, 10m, 15m, 30m, 1h, 6h or 24h. Choose one of these.\n"
    )
