"""Screens: terminal, pipe and JSON, and the characters that they escape."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable

import pytest
from rich.console import Console

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
from talent_powerpro.cli.terminal import TerminalScreen
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


@pytest.mark.parametrize(
    "begin",
    [
        lambda on: on.title("One"),
        lambda on: on.heading("One"),
        lambda on: on.line("One"),
        lambda on: on.tabbed(("One", "two")),
        lambda on: on.table(("One",), [("two",)]),
        lambda on: on.fields((("One", "two"),)),
    ],
    ids=["title", "heading", "line", "tabbed", "table", "fields"],
)
def test_a_heading_has_a_blank_line_above_it_but_as_the_first(
    begin: Callable[[Screen], None],
) -> None:
    alone, after = io.StringIO(), io.StringIO()
    PipeScreen(alone).heading("Two")
    on = PipeScreen(after)
    begin(on)
    on.heading("Two")
    assert alone.getvalue() == "Two\n---\n"
    assert after.getvalue().endswith("\n\nTwo\n---\n")


def test_wide_letters_and_escapes_count_as_they_are_shown() -> None:
    stream = io.StringIO()
    on = PipeScreen(stream)
    on.heading("李\x1b")
    on.fields((("李", "one\ntwo"), ("abc", "")))
    on.fields(())
    on.table(("Name", "Age"), [("李小龍", "32"), ("JOANA", "21")])
    on.line(indent=3)
    assert stream.getvalue() == "李\\x1b\n------\n李   one\n     two\nabc\n" + (
        "Name    Age\n李小龍  32\nJOANA   21\n   \n"
    )


@pytest.mark.parametrize("row", [("one",), ("one", "two", "three")], ids=len)
def test_a_row_that_does_not_fit_its_titles_is_a_fault(row: tuple[str, ...]) -> None:
    """So that no value is lost, none stands below another's title, and no half is shown."""
    pipe, (on_terminal, shown) = io.StringIO(), terminal(80)
    for on in (PipeScreen(pipe), on_terminal):
        with pytest.raises(ValueError, match="zip"):
            on.table(("A", "B"), [("a", "b"), row])
    assert pipe.getvalue() == shown.getvalue() == ""


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
    pipe = io.StringIO()
    monkeypatch.setattr(sys, "stdout", pipe)
    on = screen()
    assert isinstance(on, PipeScreen)
    on.line("shown")
    assert pipe.getvalue() == "shown\n"


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
    show_json('{"name": "Ольга\u202e"}')
    show_json_line('{\n"name": "Ольга\u202e"}')
    assert capsys.readouterr().out == (
        '{\n  "schema": 2,\n  "name": "GOMEZ\\u009b2J\\u202e\\u007f"\n}\n'
        '{"name": "Ольга\\u202e"}\n'
        '{"name": "Ольга\\u202e"}\n'
    )


@pytest.mark.parametrize(
    ("encoding", "shown"),
    [
        ("UTF8", "Ольга"),
        ("utf-8", "Ольга"),
        ("utf-8-sig", "\\u041e\\u043b\\u044c\\u0433\\u0430"),
        ("cp1252", "\\u041e\\u043b\\u044c\\u0433\\u0430"),
    ],
)
def test_letters_are_escaped_where_the_output_may_lack_them(
    monkeypatch: pytest.MonkeyPatch, encoding: str, shown: str
) -> None:
    kept = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(kept, encoding=encoding))
    show_json_line('{"name": "Ольга"}')
    # It is flushed, for a program that reads line by line.
    assert kept.getvalue().decode(encoding) == f'{{"name": "{shown}"}}\n'
    show_json('{"name": "Ольга"}')
    sys.stdout.flush()
    told = kept.getvalue().decode(encoding).partition("}\n")[2]
    indented = f'{{\n  "name": "{shown}"\n}}\n'
    assert told == (f'{{"name": "{shown}"}}\n' if shown == "Ольга" else indented)


def test_a_stream_without_an_encoding_gets_escapes(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = io.StringIO()
    monkeypatch.setattr(sys, "stdout", stream)
    show_json_line('{"name": "李"}')
    assert stream.getvalue() == '{"name": "\\u674e"}\n'
