"""Progress: bars on a terminal that are gone at the end, and nothing anywhere else."""

from __future__ import annotations

import io
import re
import sys

import pytest

from talent_powerpro.cli.progress import ProgressListener, progress
from talent_powerpro.records.record import StageName

DRAWING = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|[━╸╺]")
"""Colours, the cursor's ways, and the bars."""


class Terminal(io.StringIO):
    """A stream that claims to be a terminal."""

    def isatty(self) -> bool:
        return True


def at_terminal(put: pytest.MonkeyPatch) -> Terminal:
    """Put a terminal of 80 columns in the place of standard error."""
    stream = Terminal()
    put.setattr(sys, "stderr", stream)
    for name, value in (("TERM", "xterm"), ("COLUMNS", "80"), ("NO_COLOR", "")):
        put.setenv(name, value)
    return stream


def test_each_piece_of_work_has_a_bar_with_its_numbers(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    terminal = at_terminal(monkeypatch)
    with progress() as tell:
        tell("results: rehearsing [bold]", 1, 2)
        tell("results: rehearsing [bold]", 2, 3)
        tell("reading", 5, None)
    drawn = re.split(r"[\r\n]", DRAWING.sub("", terminal.getvalue()))
    lines = [" ".join(line.split()) for line in drawn if line.strip()]
    assert lines[-2:] == ["results: rehearsing [bold] 2/3 --:--", "reading 5/?"]
    assert "━━━" in terminal.getvalue()
    # The lines of the bars are erased at the end.
    assert re.search(r"\n\x1b\[\?25h\r(\x1b\[1A\x1b\[2K){2}$", terminal.getvalue())
    assert capsys.readouterr().out == ""


def test_progress_is_silent_with_no_color(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = at_terminal(monkeypatch)
    monkeypatch.setenv("NO_COLOR", "1")
    with progress() as tell:
        tell("results: rehearsing", 1, 2)
    assert terminal.getvalue() == ""


def test_progress_is_silent_in_a_pipe(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    terminal = at_terminal(monkeypatch)
    pipe = io.StringIO()
    monkeypatch.setattr(sys, "stderr", pipe)
    with progress() as tell:
        tell("results: rehearsing", 1, 2)
    assert pipe.getvalue() == terminal.getvalue() == capsys.readouterr().out == ""


def test_a_runs_progress_is_told_with_its_stage() -> None:
    told: list[tuple[object, ...]] = []
    listener = ProgressListener(lambda *given: told.append(given))
    listener.progressed(StageName.RESULTS, "rehearsing", 1, 2)
    listener.progressed(StageName.PROVISIONING, "planning", 7, None)
    assert told == [("results: rehearsing", 1, 2), ("provisioning: planning", 7, None)]
