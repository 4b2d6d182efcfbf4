"""How wide a terminal is, and what is shown on it: messages, and the screen of a command."""

from __future__ import annotations

import io
import os
import sys
from pathlib import Path

import pytest

from talent_powerpro.cli.asking import can_ask
from talent_powerpro.cli.screen import columns, screen, warn


class Terminal(io.StringIO):
    """A stream that claims to be a terminal."""

    def isatty(self) -> bool:
        return True


# --- width ------------------------------------------------------------------------


@pytest.fixture(autouse=True)
def no_terminal_of_this_tests(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where nothing else tells the width, it is 80."""
    monkeypatch.setattr(sys, "__stdout__", None)
    monkeypatch.delenv("COLUMNS", raising=False)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such terminals")
def test_the_variable_goes_before_the_width_of_the_streams_own_terminal(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    import termios

    ours, theirs = os.openpty()
    with open(theirs, "w", encoding="utf-8") as stream:
        termios.tcsetwinsize(theirs, (24, 57))
        assert columns(stream) == 57
        monkeypatch.setenv("COLUMNS", "41")
        assert columns(stream) == 41
        monkeypatch.setenv("COLUMNS", "")
        assert columns(stream) == 57
        termios.tcsetwinsize(theirs, (24, 0))  # as some consoles say
        assert columns(stream) == 80
    assert columns(stream) == 80  # It is closed.
    os.close(ours)


def test_a_stream_that_is_no_terminal_has_80_columns(tmp_path: Path) -> None:
    assert columns(io.StringIO()) == 80
    with (tmp_path / "file").open("w", encoding="utf-8") as file:
        assert columns(file) == 80


# --- messages ---------------------------------------------------------------------


def test_a_message_is_wrapped_on_a_terminal_and_one_line_elsewhere(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("COLUMNS", "12")
    for stream, shown in (
        (Terminal(), "one two\n  three four\nnext\n"),
        (io.StringIO(), "one two three four\nnext\n"),
    ):
        monkeypatch.setattr(sys, "stderr", stream)
        warn("one two\nthree four")
        warn("")
        warn("next")
        assert stream.getvalue() == shown


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such terminals")
def test_a_message_is_as_wide_as_its_own_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    import termios

    ours, theirs = os.openpty()
    termios.tcsetwinsize(theirs, (24, 12))
    with open(theirs, "w", encoding="utf-8") as stream:
        monkeypatch.setattr(sys, "stderr", stream)
        warn("one two three four")
        stream.flush()
        assert os.read(ours, 100) == b"one two\r\n  three four\r\n"
        monkeypatch.undo()
    os.close(ours)


def test_a_terminal_gets_texts_as_they_are_and_no_other_colour(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stdout", terminal)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)
    screen().line("1001 is 'new' at https://acme.talentlms.com")
    screen().line("held: one")
    assert terminal.getvalue() == (
        "1001 is 'new' at https://acme.talentlms.com\n\x1b[1;33mheld: one\x1b[0m\n"
    )


# --- questions --------------------------------------------------------------------


@pytest.mark.parametrize("stdin", [Terminal(), io.StringIO()], ids=["typed", "piped"])
@pytest.mark.parametrize("stdout", [Terminal(), io.StringIO()], ids=["seen", "kept"])
def test_only_a_person_at_a_terminal_is_asked(
    stdin: io.StringIO, stdout: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", stdin)
    monkeypatch.setattr(sys, "stdout", stdout)
    is_person = isinstance(stdin, Terminal) and isinstance(stdout, Terminal)
    assert can_ask() is is_person
    assert can_ask(as_json=False) is is_person
    assert can_ask(as_json=True) is False
