"""Modules that each command loads. Seconds are measured by ``benchmarks/start_up.py``."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

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

NEEDED: tuple[tuple[list[str], set[str]], ...] = (
    (["--help"], set()),
    (["--version"], set()),
    (["tab", "--help"], set()),
    (["tub"], set()),
    (["tab", "1001"], {"sqlalchemy"}),
    (["sync-log"], {"sqlalchemy"}),
    (["import", str(GUIDE)], {"sqlalchemy"}),
    # Nothing is due, so nothing is sent.
    (["run", "--only", "provisioning"], {"sqlalchemy", *AGENT}),
)
"""Words of the command, and those of `SLOW` that it and the ones above it need."""

ONE_AFTER_THE_OTHER = f"""
import json, sys
from talent_powerpro.cli import main

loaded = []
for words in json.loads(sys.argv[1]):
    sys.argv = ["talent-powerpro", *words]
    try:
        main()
    except SystemExit:
        pass
    loaded.append([name for name in {SLOW} if name in sys.modules])
print(json.dumps(loaded))
"""


def loaded(commands: Sequence[Sequence[str]], folder: Path) -> list[set[str]]:
    """The modules of `SLOW` that a process has loaded after each of these commands."""
    ran = subprocess.run(
        [sys.executable, "-c", ONE_AFTER_THE_OTHER, json.dumps(commands)],
        capture_output=True,
        check=True,
        cwd=folder,
        env={**os.environ, **SECRETS},
        text=True,
    )
    return [set(each) for each in json.loads(ran.stdout.splitlines()[-1])]


def test_a_command_loads_what_it_needs(tmp_path: Path) -> None:
    rto(tmp_path).imported()
    commands = [words for words, _ in NEEDED]
    assert list(zip(commands, loaded(commands, tmp_path), strict=True)) == list(NEEDED)


def test_the_sandbox_is_loaded_by_demo_and_sandbox_alone(tmp_path: Path) -> None:
    # Without the words that it needs, a command ends after its module is loaded.
    others = [[name, "--wrong"] for name in sorted(set(SENTENCES) - {"demo", "sandbox"})]
    *of_others, of_demo = loaded([*others, ["demo", "--wrong"]], tmp_path)
    (of_sandbox,) = loaded([["sandbox", "--wrong"]], tmp_path)
    sandbox = {"talent_powerpro.sandbox"}
    assert [each & sandbox for each in of_others] == [set()] * len(others)
    assert of_demo & of_sandbox & sandbox == sandbox
