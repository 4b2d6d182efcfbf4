"""Files that are no plain files, files that are too large, and a disk that is full."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from support.cli.rto import GUIDE, SECRETS, Rto, rto
from talent_powerpro.cli.exits import Exit
from talent_powerpro.errors import SettingsFault
from talent_powerpro.sandbox import load_portal

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such files")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Import files in a folder of their own."""
    shutil.copytree(GUIDE, tmp_path / "files")
    return tmp_path / "files"


def link_out(file: Path) -> None:
    shutil.move(file, file.parent.parent / file.name)
    file.symlink_to(file.parent.parent / file.name)


def pipe(file: Path) -> None:
    file.unlink()
    os.mkfifo(file)


def folder_instead(file: Path) -> None:
    file.unlink()
    file.mkdir()


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (pipe, "it is a pipe"),
        (folder_instead, "it is a folder"),
        (link_out, "it is a link that leads out of the folder"),
    ],
)
def test_import_refuses_by_name_what_is_no_plain_file(
    tmp_path: Path, folder: Path, change: Callable[[Path], None], why: str
) -> None:
    change(folder / "clients.csv")
    ran = rto(tmp_path).command("import", str(folder))
    assert ran.exit_code == Exit.SETTINGS
    assert f"clients.csv cannot be read ({why}). Put the file itself in the folder." in ran.stderr
    assert not (tmp_path / "powerpro.db").exists()


def test_import_names_a_file_that_is_too_large_with_its_size_and_the_limit(
    tmp_path: Path, folder: Path
) -> None:
    world = rto(tmp_path)
    with world.settings_file.open("a") as settings:
        settings.write('[import]\nmax_size = "1 MB"\n')
    with (folder / "units.csv").open("ab") as units:
        units.truncate(2_500_000)
    ran = world.command("import", str(folder))
    assert ran.exit_code == Exit.SETTINGS
    assert "units.csv has 2.5 MB, and the limit is 1.0 MB." in ran.stderr
    assert "max_size under [import] in the settings" in ran.stderr


@pytest.mark.parametrize("written", ["many", "0 MB", "5", "-1 MB", "1 TB"])
def test_a_limit_that_is_no_size_is_a_fault_of_the_settings(tmp_path: Path, written: str) -> None:
    world = rto(tmp_path)
    with world.settings_file.open("a") as settings:
        settings.write(f'[import]\nmax_size = "{written}"\n')
    ran = world.command("import", str(GUIDE))
    assert ran.exit_code == Exit.SETTINGS
    assert 'is not a size. Write one such as "200 MB"' in ran.stderr


def test_settings_in_a_pipe_are_refused_without_waiting(tmp_path: Path) -> None:
    world = Rto(tmp_path)
    os.mkfifo(world.settings_file)
    ran = world.command("holds")
    assert ran.exit_code == Exit.SETTINGS
    assert "cannot be read (it is a pipe)" in ran.stderr


def test_a_key_in_a_pipe_is_refused_without_waiting(tmp_path: Path) -> None:
    world = rto(tmp_path, talentlms='key_file = "key"').imported()
    os.mkfifo(tmp_path / "key")
    ran = world.command("plan", env={})
    assert ran.exit_code == Exit.SETTINGS
    assert "cannot be read (it is a pipe)" in ran.stderr


def test_a_portal_file_in_a_pipe_is_refused_without_waiting(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "portal.toml")
    with pytest.raises(SettingsFault, match="it is a pipe"):
        load_portal(tmp_path / "portal.toml")


@pytest.mark.parametrize("options", [(), ("--force",)])
def test_export_writes_through_no_link(tmp_path: Path, options: tuple[str, ...]) -> None:
    world = rto(tmp_path).imported()
    out = tmp_path / "out"
    out.mkdir()
    (out / "clients.csv").symlink_to(tmp_path / "elsewhere.csv")
    ran = world.command("export", str(out), *options)
    assert ran.exit_code == Exit.SETTINGS
    assert "clients.csv there is a link" in ran.stderr
    assert not (tmp_path / "elsewhere.csv").exists()


# --- a full disk ------------------------------------------------------------------

# Python does not notice that its bytecode was cut short, and later processes could not load it.
LIMITED = (
    "import sys; sys.dont_write_bytecode = True;"
    "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, ({most}, {most}));"
    "from talent_powerpro.cli import main; main()"
)


def on_a_full_disk(world: Rto, *words: str, most: int = 200) -> subprocess.CompletedProcess[str]:
    """Run the command where no file may grow beyond *most* bytes."""
    named = (*words, "--settings", str(world.settings_file))
    return subprocess.run(
        [sys.executable, "-c", LIMITED.format(most=most), *named],
        env={**os.environ, **SECRETS},
        capture_output=True,
        text=True,
        check=False,
        cwd=world.folder,
    )


@pytest.mark.parametrize(
    "words",
    [
        ("import", str(GUIDE)),
        ("set-export", "ICT30120-A", "--all", "--date", "03/06/2030"),
        ("clear-export", "1001"),
        ("export", "out"),
        ("purge",),
        ("backup", "backup.db"),
    ],
)
def test_a_command_that_writes_calls_a_full_disk_full(
    tmp_path: Path, words: tuple[str, ...]
) -> None:
    world = rto(tmp_path).imported()
    if words[0] == "import":
        world.store.unlink()
    ran = on_a_full_disk(world, *words)
    assert ran.returncode == Exit.UNUSABLE, ran.stderr
    assert "disk is full" in ran.stderr
    assert "Free space" in ran.stderr


def test_a_back_up_on_a_full_disk_leaves_nothing_behind(tmp_path: Path) -> None:
    world = rto(tmp_path).imported()
    assert on_a_full_disk(world, "backup", "backup.db").returncode == Exit.UNUSABLE
    assert not list(tmp_path.glob("backup.db*"))


@pytest.fixture
def due(tmp_path: Path, url: str) -> Rto:
    """The guide's students, due today, and their portal."""
    world = rto(tmp_path, url).imported()
    today = f"{datetime.now(ZoneInfo('Australia/Perth')):%d/%m/%Y}"
    assert not world.command("set-export", "ICT30120-A", "--all", "--date", today).exit_code
    return world


def test_a_plan_that_a_full_disk_refuses_is_no_plan_and_the_disk_is_called_full(due: Rto) -> None:
    ran = on_a_full_disk(due, "plan", "--out", "plan.json")
    assert ran.returncode == Exit.UNUSABLE, ran.stderr
    assert "disk is full" in ran.stderr
    assert "Free space" in ran.stderr
    assert not (due.folder / "plan.json").exists()


def test_a_run_on_a_full_disk_calls_it_full_and_the_next_run_does_the_work(due: Rto) -> None:
    ran = on_a_full_disk(due, "run")
    assert ran.returncode == Exit.UNUSABLE, ran.stdout + ran.stderr
    assert "disk is full" in ran.stdout + ran.stderr
    assert "Free space" in ran.stdout + ran.stderr
    again = due.command("run", "--json")
    assert again.exit_code in (Exit.DONE, Exit.ATTENTION), again.output
    (first, *_) = json.loads(again.stdout)["records"]
    assert first["status"] == "provisioned"
