"""Files that are no plain files, files that are too large, and a disk that is full."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

import pytest

from support.cli.rto import GUIDE, Rto, rto
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

DAY = ("--date", "02/06/2022")


@contextmanager
def full_disk(most: int = 200) -> Iterator[None]:
    """No file of this process may grow beyond *most* bytes."""
    import resource  # Windows has none

    usual = resource.getrlimit(resource.RLIMIT_FSIZE)
    # Python does not notice that its bytecode was cut short, and later tests could not load it.
    with patch.object(sys, "dont_write_bytecode", True):
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, usual[1]))
        try:
            yield
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, usual)


def on_a_full_disk(world: Rto, *words: str) -> None:
    """Run the command there. It has to call the disk full."""
    with full_disk():
        ran = world.command(*words)
    assert ran.exit_code == Exit.UNUSABLE, ran.output
    assert "disk is full" in ran.output
    assert "Free space" in ran.output


@pytest.mark.parametrize(
    "words",
    [
        ("import", str(GUIDE)),
        ("set-export", "ICT30120-A", "--all", "--date", "03/06/2030"),
        ("clear-export", "1001"),
        ("export", "{folder}/new"),
        ("purge",),
        ("backup", "{folder}/new"),
        ("plan", *DAY, "--out", "{folder}/new"),
    ],
    ids=lambda words: words[0],
)
def test_a_command_that_writes_calls_a_full_disk_full_and_leaves_no_file_cut_short(
    tmp_path: Path, url: str, words: tuple[str, ...]
) -> None:
    world = rto(tmp_path, url).imported()
    if words[0] == "import":
        world.store.unlink()
    on_a_full_disk(world, *(each.format(folder=tmp_path) for each in words))
    assert [each for each in tmp_path.rglob("new*") if each.is_file()] == []


def test_a_run_on_a_full_disk_calls_it_full_and_the_next_run_does_the_work(
    tmp_path: Path, url: str
) -> None:
    world = rto(tmp_path, url).imported()
    on_a_full_disk(world, "run", *DAY)
    again = world.command("run", *DAY, "--json")
    assert again.exit_code in (Exit.DONE, Exit.ATTENTION), again.output
    (first, *_) = json.loads(again.stdout)["records"]
    assert first["status"] == "provisioned"
