"""The progress bars of a command that runs in this process."""

from __future__ import annotations

import re
from types import SimpleNamespace

import pytest

from support.cli.pseudo_terminal import COLOURS

BAR = re.compile(r"^(\S.*?) +[━╸╺]+ +(\d+/[\d?]+)", re.MULTILINE)


def draw_bars(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let commands draw their bars on standard error, as on a terminal."""
    errors = SimpleNamespace(isatty=lambda: True)
    monkeypatch.setattr("talent_powerpro.cli.progress.sys", SimpleNamespace(stderr=errors))
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.delenv("NO_COLOR", raising=False)


def bars_of(errors: str) -> dict[str, str]:
    """How far each bar came, such as 3/3, by what it says is done."""
    return dict(BAR.findall(COLOURS.sub("", errors).replace("\r", "\n")))
