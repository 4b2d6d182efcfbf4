"""Modules that each command loads. Seconds are measured by ``benchmarks/start_up.py``."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest

from support.cli.rto import GUIDE, SECRETS, rto
from talent_powerpro.cli.lazy_commands import SENTENCES

SLOW = (
    "alembic",
    "cattrs",
    "httpx",
    "keyring",
    "pluggy",
    "rich.console",
    "sqlalchemy",
    "talent_powerpro.adapters.memory",
    "talent_powerpro.adapters.talentlms",
    "talent_powerpro.agent",
    "talent_powerpro.sandbox",
    "tenacity",
)
"""Modules that take time to load, or load others that do."""

AGENT = {"talent_powerpro.adapters.talentlms", "talent_powerpro.agent"}

NEEDED: dict[str, tuple[list[str], set[str]]] = {
    "--help": (["--help"], set()),
    "--version": (["--version"], set()),
    "help of a command": (["tab", "--help"], set()),
    "an unknown command": (["tub"], set()),
    "tab": (["tab", "1001"], {"sqlalchemy"}),
    "sync-log": (["sync-log"], {"sqlalchemy"}),
    "import": (["import", str(GUIDE)], {"sqlalchemy"}),
    # Nothing is due, so nothing is sent.
    "run": (["run", "--only", "provisioning"], {"sqlalchemy", *AGENT}),
}
"""By case: the words, and those of `SLOW` that may be loaded."""

ASKED = (
    "import atexit, sys\n"
    f"atexit.register(lambda: print('loaded', *[n for n in {SLOW} if n in sys.modules]))\n"
    "from talent_powerpro.cli import main; main()"
)


def loaded(words: list[str], folder: Path) -> set[str]:
    """The modules of `SLOW` that a process of the command has loaded at its end."""
    ran = subprocess.run(
        [sys.executable, "-c", ASKED, *words],
        capture_output=True,
        check=False,
        cwd=folder,
        env={**os.environ, **SECRETS},
        text=True,
    )
    last = ran.stdout.splitlines()[-1].split()
    assert last[0] == "loaded", ran.stderr
    return set(last[1:])


@pytest.mark.parametrize("case", NEEDED)
def test_a_command_loads_what_it_needs(case: str, tmp_path: Path) -> None:
    rto(tmp_path).imported()
    words, needed = NEEDED[case]
    assert loaded(words, tmp_path) == needed


ONE_AFTER_THE_OTHER = """
import sys
from talent_powerpro.cli import main

for name in sys.argv[1:]:
    sys.argv = ["talent-powerpro", name, "--no-such-option"]
    try:
        main()
    except SystemExit:
        pass
    if "talent_powerpro.sandbox" in sys.modules:
        print("loaded by", name)
        break
"""


def loads_the_sandbox(names: Iterable[str]) -> str:
    """What a process says that loads these commands one after the other, until one of them loads
    the sandbox."""
    # Without the words that it needs, a command ends after its module is loaded.
    words = (sys.executable, "-c", ONE_AFTER_THE_OTHER, *names)
    return subprocess.run(words, capture_output=True, check=True, text=True).stdout


def test_the_sandbox_is_loaded_by_demo_and_sandbox_alone() -> None:
    others = sorted(set(SENTENCES) - {"demo", "sandbox"})
    assert loads_the_sandbox(others) == ""
    assert loads_the_sandbox(["tab", "demo", "plan"]) == "loaded by demo\n"
    assert loads_the_sandbox(["sandbox"]) == "loaded by sandbox\n"
