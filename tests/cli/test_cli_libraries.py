"""Libraries that the command loads, and the message if one is missing."""

from __future__ import annotations

import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

from talent_powerpro import config

STARTS = {
    "as installed": "from talent_powerpro.cli import main; main()",
    "as a module": "import runpy; runpy.run_module('talent_powerpro', run_name='__main__')",
}
"""Both ways to start the command, as source."""


def python(source: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", source], capture_output=True, check=False, text=True
    )


def test_the_command_runs_as_a_module() -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "talent_powerpro", "--version"],
        capture_output=True,
        check=True,
        text=True,
    )
    assert ran.stdout == f"talent-powerpro {version('talent-powerpro')}\n"


@pytest.mark.parametrize("how", STARTS)
def test_the_extra_is_named_before_anything_of_it_is_loaded(how: str) -> None:
    extra = ("click", "rich", "sqlalchemy")
    ran = python(f"import sys; sys.modules.update(dict.fromkeys({extra}))\n{STARTS[how]}")
    assert ran.returncode == 2
    assert "packages not installed: click, rich, sqlalchemy" in ran.stderr
    assert 'pip install "talent-powerpro[cli]"' in ran.stderr


def test_the_settings_need_no_extra() -> None:
    extras = ("click", "rich", "sqlalchemy", "filelock", "keyring")
    files = Path(config.__file__).parent.glob("[!_]*.py")
    modules = ", ".join(f"talent_powerpro.config.{file.stem}" for file in files)
    ran = python(
        f"import sys; sys.modules.update(dict.fromkeys({extras}))\n"
        f"import {modules}\n"
        "assert 'httpx' not in sys.modules\n"
        "assert 'talent_powerpro.cli' not in sys.modules"
    )
    assert (ran.returncode, ran.stderr) == (0, "")
