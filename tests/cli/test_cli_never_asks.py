"""No command asks a question without a terminal. A scheduler has no one to answer it."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from pathlib import Path

import click
import pytest

import talent_powerpro
from support.cli.rto import GUIDE, Rto, rto
from support.patience import PATIENCE
from support.processes import killed_at_end
from talent_powerpro.cli.app import app

SOURCE = Path(talent_powerpro.__file__).parent
ASKING = {"confirm", "prompt", "getpass", "input", "pause", "edit", "getchar"}
"""Functions of click, getpass and Python that wait for a person."""


@pytest.mark.parametrize("room", ["cli", "config"])
def test_no_function_that_waits_for_a_person_is_called(room: str) -> None:
    calls = [
        f"{path.name}: {ast.unparse(node.func)}"
        for path in (SOURCE / room).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] in ASKING
    ]
    # On a terminal alone. Without one, or with --json, `forget` refuses and names --yes, and
    # `init` writes what it was given, and `set-export` sets what was chosen.
    asking = [
        *("forget.py: click.confirm", "init.py: click.prompt"),
        *("set_export.py: click.confirm", "undo.py: click.confirm"),
    ]
    assert sorted(calls) == (asking if room == "cli" else [])


def test_no_option_asks_for_its_value() -> None:
    asking = [
        f"{name} {each.name}"
        for name, command in app.commands.items()
        for each in command.params
        if isinstance(each, click.Option)
        and (each.prompt or getattr(each, "confirmation_prompt", False))
    ]
    assert asking == []


WORDS = {
    "apply": ("{folder}/plan.json",),
    "backup": ("{folder}/back-up.db",),
    "clear-export": ("1001",),
    "copy-store": ("sqlite:///copy.db", "--reopen"),
    "demo": (),
    "engagement": ("--client", "2021000017"),
    "explain": ("1001", "--offline"),
    "dismiss": ("missed", "1001", "--why", "seen"),
    "export": ("{folder}/out",),
    "fleet": ("status", "--fleet", "{folder}/none.toml"),
    "forget": ("2021000017",),
    "import": (str(GUIDE),),
    "init": ("{folder}/new",),
    "keep": ("ab12cd34", "--why", "seen"),
    "plugins": (),
    "release": ("ab12cd34", "--why", "seen"),
    "report": ("--html", "{folder}/office.html"),
    "restore": ("{folder}/earlier.db",),
    "sandbox": ("--portal", "{folder}/nothing.toml"),
    "schedule": ("cron",),
    "set-export": ("ICT30120-A",),
    "support-bundle": ("{folder}/bundle.zip",),
    "tab": ("1001",),
    "undo": ("nobodys",),
}
"""Words for the commands that need some. The simulator would run for ever, so it is refused."""


@pytest.fixture(scope="module")
def joanas(tmp_path_factory: pytest.TempPathFactory) -> Rto:
    made = rto(tmp_path_factory.mktemp("rto"), "http://127.0.0.1:9").imported()
    assert made.command("backup", str(made.folder / "earlier.db")).exit_code == 0
    return made


ONE_AFTER_THE_OTHER = """
import json, sys
from talent_powerpro.cli import main

given = json.loads(sys.argv[1])
ended = open(sys.argv[2], "w", encoding="utf-8")
for name, words in given.items():
    sys.argv = ["talent-powerpro", name, *words]
    code = 0
    try:
        main()
    except SystemExit as end:
        code = end.code
    print(name, code or 0, file=ended, flush=True)
"""


def test_each_command_ends_though_nothing_is_typed(joanas: Rto) -> None:
    """Their standard input stays open and silent, and there is no terminal. All in one process: a
    start of Python for each takes longer than the commands."""
    given: dict[str, list[str]] = {}
    for name in sorted(app.commands):
        given[name] = [word.format(folder=joanas.folder) for word in WORDS.get(name, ())]
        if name not in ("demo", "fleet", "init", "sandbox"):
            given[name] += ["--settings", str(joanas.settings_file)]
    ended = joanas.folder / "ended.txt"
    with killed_at_end(
        subprocess.Popen(
            [sys.executable, "-c", ONE_AFTER_THE_OTHER, json.dumps(given), str(ended)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    ) as process:
        assert process.stdout
        said = process.stdout.read()
        assert process.wait(PATIENCE) == 0, said
    codes = dict(line.split() for line in ended.read_text(encoding="utf-8").splitlines())
    assert codes.keys() == given.keys(), said
    assert set(codes.values()) <= {"0", "1", "2", "3", "7"}, (codes, said)
