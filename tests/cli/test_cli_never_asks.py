"""No command asks a question without a terminal. A scheduler has no one to answer it."""

from __future__ import annotations

import ast
from io import BytesIO
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

import talent_powerpro
from support.cli.rto import GUIDE, SECRETS, rto
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


class Silent(BytesIO):
    """An input that stays open and silent, as a scheduler's: who reads it waits for ever."""

    def read1(self, size: int | None = -1, /) -> bytes:
        raise AssertionError("this waits for a person")


def test_each_command_ends_though_nothing_is_typed(tmp_path: Path, url: str) -> None:
    joanas = rto(tmp_path, url).imported()
    assert joanas.command("backup", str(tmp_path / "earlier.db")).exit_code == 0
    codes = {}
    for name in sorted(app.commands):
        words = [word.format(folder=tmp_path) for word in WORDS.get(name, ())]
        if name not in ("demo", "fleet", "init", "sandbox"):
            words += ["--settings", str(joanas.settings_file)]
        codes[name] = CliRunner(env=SECRETS).invoke(app, [name, *words], input=Silent()).exit_code
    assert set(codes.values()) <= {0, 1, 2, 3, 7}, codes
