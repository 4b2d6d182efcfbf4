"""Screens: terminal, pipe and JSON, and the characters that they escape."""

from __future__ import annotations

import io
import json
import sys

import pytest
from rich.console import Console

from talent_powerpro.cli.progress import progress
from talent_powerpro.cli.screen import (
    PipeScreen,
    Screen,
    screen,
    show_faults,
    show_json,
    show_json_line,
    show_values,
    warn,
)
from talent_powerpro.cli.terminal import COLOURS, TerminalScreen
from talent_powerpro.errors import SettingsFault, TalentUnusable

NASTY = "[bold]GOMEZ[/bold]\x1b[31m\r\n:smile: \u202eznuf"


class Terminal(io.StringIO):
    """A stream that claims to be a terminal."""

    def isatty(self) -> bool:
        return True


def everything(on: Screen, name: str) -> None:
    on.title(f"a {name}")
    on.heading(name)
    on.line(name, indent=2)
    on.tabbed((name, name))
    on.table(("Name", "Outcome"), [(name, "held"), ("JOANA", "provisioned")])
    on.table(("Name",), [])
    on.fields((("Name", f"{name}\nsecond"), ("Blank", "")))


def terminal(width: int) -> tuple[TerminalScreen, io.StringIO]:
    stream = io.StringIO()
    console = Console(file=stream, force_terminal=True, width=width, highlight=False)
    return TerminalScreen(console), stream


def test_a_pipe_gets_plain_lines() -> None:
    stream = io.StringIO()
    everything(PipeScreen(stream), "JOANA GOMEZ")
    assert stream.getvalue().splitlines() == [
        "A JOANA GOMEZ",
        "=============",
        "",
        "JOANA GOMEZ",
        "-----------",
        "  JOANA GOMEZ",
        "JOANA GOMEZ\tJOANA GOMEZ",
        "Name         Outcome",
        "JOANA GOMEZ  held",
        "JOANA        provisioned",
        "Name   JOANA GOMEZ",
        "       second",
        "Blank",
    ]


def test_nothing_is_cut_in_a_pipe() -> None:
    stream = io.StringIO()
    PipeScreen(stream).table(("Name",), [("x" * 1000,)])
    assert "x" * 1000 in stream.getvalue()


def test_wide_letters_keep_the_columns_straight() -> None:
    stream = io.StringIO()
    PipeScreen(stream).table(("Name", "Age"), [("李小龍", "32"), ("JOANA", "21")])
    assert stream.getvalue().splitlines()[1:] == ["李小龍  32", "JOANA   21"]


def test_a_terminal_gets_colour_and_all_of_a_cell() -> None:
    on, stream = terminal(width=40)
    on.table(("Name", "Outcome"), [("x" * 60, "held")])
    on.line("failed: provisioning")
    assert "\x1b[1;33mheld" in stream.getvalue()
    assert "\x1b[1;31mfailed: provisioning" in stream.getvalue()
    assert stream.getvalue().count("x") == 60
    assert "…" not in stream.getvalue()


@pytest.mark.parametrize("width", [20, 200])
def test_a_name_changes_no_colour_and_moves_no_cursor(width: int) -> None:
    on, stream = terminal(width)
    everything(on, NASTY)
    shown = stream.getvalue()
    assert "\x1b[31m" not in shown
    assert "\u202e" not in shown
    assert "\r" not in shown
    if width == 200:
        assert "[bold]GOMEZ[/bold]\\x1b[31m\\r\\n:smile: \\u202eznuf" in shown


def test_a_name_stays_on_its_line_in_a_pipe() -> None:
    stream = io.StringIO()
    PipeScreen(stream).line(NASTY)
    assert stream.getvalue() == "[bold]GOMEZ[/bold]\\x1b[31m\\r\\n:smile: \\u202eznuf\n"


def test_standard_output_decides_the_screen(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys, "stdout", Terminal())
    assert isinstance(screen(), TerminalScreen)
    monkeypatch.setattr(sys, "stdout", io.StringIO())
    assert isinstance(screen(), PipeScreen)


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252"])
def test_json_keeps_every_letter_in_any_encoding(
    monkeypatch: pytest.MonkeyPatch, encoding: str
) -> None:
    kept = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(kept, encoding=encoding))
    show_values(name="Ольга 李")
    sys.stdout.flush()
    assert json.loads(kept.getvalue().decode(encoding)) == {"schema": 2, "name": "Ольга 李"}


def test_warnings_are_plain_lines_on_standard_error(capsys: pytest.CaptureFixture[str]) -> None:
    warn("one\x1b[31m\ntwo")
    warn("")
    assert capsys.readouterr().err == "one\\x1b[31m two\n"


def test_each_fault_is_one_line_whatever_its_values(
    capsys: pytest.CaptureFixture[str],
) -> None:
    show_faults(SettingsFault(("one\nof two", "two"), remedy="Mend\nthem."))
    show_faults(TalentUnusable("gone\u2028for good"))
    assert capsys.readouterr().err == ("error: one of two\ntwo\nMend them.\nerror: gone for good\n")


def test_json_escapes_unprintable_characters(
    capsys: pytest.CaptureFixture[str],
) -> None:
    show_values(name="GOMEZ\x9b2J\u202e\x7f")
    show_json('{"name": "GOMEZ\u202e"}')
    show_json_line('{"name": "GOMEZ\u202e"}')
    values, text, line = capsys.readouterr().out.split("}\n{")
    assert '"name": "GOMEZ\\u009b2J\\u202e\\u007f"' in values
    assert text == line.rstrip("}\n") == '"name": "GOMEZ\\u202e"'


# --- progress ---------------------------------------------------------------------


def test_progress_is_drawn_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = Terminal()
    monkeypatch.setattr(sys, "stderr", stream)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)
    with progress() as tell:
        tell("results: rehearsing [bold]", 1, 2)
        tell("results: rehearsing [bold]", 2, 2)
    assert "results: rehearsing [bold]" in stream.getvalue()
    assert "2/2" in stream.getvalue()


def test_progress_is_silent_with_no_color(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = Terminal()
    monkeypatch.setattr(sys, "stderr", stream)
    monkeypatch.setenv("NO_COLOR", "1")
    with progress() as tell:
        tell("results: rehearsing", 1, 2)
    assert stream.getvalue() == ""


def test_progress_is_silent_in_a_pipe(capsys: pytest.CaptureFixture[str]) -> None:
    with progress() as tell:
        tell("results: rehearsing", 1, 2)
    assert capsys.readouterr() == ("", "")


def test_every_status_that_matters_has_a_colour() -> None:
    assert len(COLOURS) == 6
