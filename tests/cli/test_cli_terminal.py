"""The command at a terminal: what it prints beside its pages is as wide as the terminal too."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import click
import pytest

from support.cli.pseudo_terminal import OURS, on_terminal
from support.cli.rto import SECRETS, rto
from talent_powerpro.cli.app import app
from talent_powerpro.cli.exits import Exit
from talent_powerpro.cli.wrapping import wrapped

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such terminals")

NONE = "none.toml"


def too_wide(text: str, width: int) -> list[str]:
    """The lines that are too wide, though they are more than one piece."""
    return [
        line
        for line in text.splitlines()
        if len(line) > width and len(wrapped(line.strip(), 1)) > 1
    ]


def test_a_message_is_as_wide_as_its_own_terminal_where_the_output_is_a_file(
    tmp_path: Path,
) -> None:
    into_file = ("/bin/sh", "-c", 'out=$1; shift; exec "$@" > "$out"', "sh", str(tmp_path / "out"))
    code, said = on_terminal(*("status", "--settings", NONE), width=60, program=(*into_file, *OURS))
    assert code == Exit.SETTINGS
    assert too_wide(said, 60) == []
    assert len(said.splitlines()) > 2
    assert said.startswith("error: ")


def test_help_is_wrapped_at_the_width_of_the_terminal() -> None:
    code, said = on_terminal("run", "--help", width=60)
    assert code == Exit.DONE
    # Examples are to be copied, and stay as they are.
    above, _, example = said.partition("  Example:\n")
    options = example.partition("Options:")[2]
    assert too_wide(above, 60) == too_wide(options, 60) == []


def test_no_help_breaks_a_word_at_a_hyphen() -> None:
    context = click.Context(app, terminal_width=58)
    for name in app.list_commands(context):
        command = app.get_command(context, name)
        assert command is not None
        page = command.get_help(command.context_class(command, info_name=name, terminal_width=58))
        assert not [line for line in page.splitlines() if line.rstrip().endswith("-")], name


def test_a_question_that_is_interrupted_ends_with_the_code_of_an_interruption(
    tmp_path: Path,
) -> None:
    code, said = on_terminal("init", str(tmp_path / "new"), width=60, typed=b"\x03")
    assert code == Exit.INTERRUPTED
    assert "Name of the RTO" in said
    assert said.endswith("\nInterrupted. Nothing was changed.\n")
    assert not (tmp_path / "new").exists()


def test_a_command_that_takes_time_shows_its_progress(tmp_path: Path) -> None:
    """How far each command comes is in test_cli_progress_told.py."""
    joana = rto(tmp_path, "http://127.0.0.1:9").imported()
    words = ("export", str(tmp_path / "changes"), "--settings", str(joana.settings_file))
    _, said = on_terminal(*words, width=80, env={**SECRETS, "NO_COLOR": ""})
    for what in ("reading", "writing"):
        bars = [line.strip() for line in re.split(r"[\r\n]", said) if line.startswith(what)]
        done, total = re.findall(r"(\d+)/(\d+)", bars[-1])[0]
        assert done == total, bars
