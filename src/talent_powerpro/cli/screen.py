"""Output: plain lines in a pipe, JSON for programs, messages on standard error.

All text goes through `printable`. Names and comments come from people and other systems, so
none of them may move the cursor, change a colour or start a new line.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Sequence
from contextlib import suppress
from shutil import get_terminal_size
from typing import Protocol, TextIO

from rich.cells import cell_len

from talent_powerpro.cli.wrapping import wrapped
from talent_powerpro.errors import RunFault, SettingsFault
from talent_powerpro.model import printable, printable_json


class Screen(Protocol):
    """Standard output as pages use it. Each text is one line, however long."""

    def title(self, text: str) -> None:
        """The title of a chapter, where one command shows several pages."""
        ...

    def heading(self, text: str) -> None: ...

    def line(self, text: str = "", *, indent: int = 0) -> None: ...

    def tabbed(self, cells: Iterable[str]) -> None:
        """A line with a tab between its cells, for the sync log. No cell contains a tab."""
        ...

    def table(self, titles: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
        """A table with no cell cut; nothing if there are no rows."""
        ...

    def fields(self, pairs: Iterable[tuple[str, str]]) -> None:
        """Names and values, one pair below the other. A value may have several lines."""
        ...


def screen() -> Screen:
    """The screen of this process's standard output."""
    if not is_terminal():
        return PipeScreen(sys.stdout)
    # Rich takes time to load, and a pipe does not need it.
    from talent_powerpro.cli.terminal import terminal_screen

    return terminal_screen()


def is_terminal() -> bool:
    """Whether standard output is a terminal."""
    return sys.stdout.isatty()


def columns(stream: TextIO) -> int:
    """The width of the terminal that *stream* writes to. The variable COLUMNS goes before it."""
    if not os.environ.get("COLUMNS"):
        # The stream itself: `get_terminal_size` asks `sys.__stdout__`, which is detached in a
        # process of ours (see `start`), and may be a file while *stream* is a terminal.
        with suppress(OSError, ValueError):
            return os.get_terminal_size(stream.fileno()).columns or get_terminal_size().columns
    return get_terminal_size().columns


class PipeScreen:
    """Plain lines: no colour, no frame, nothing cut."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._begun = False

    def title(self, text: str) -> None:
        self._headed(text.upper(), "=")

    def heading(self, text: str) -> None:
        self._headed(text, "-")

    def _headed(self, text: str, rule: str) -> None:
        if self._begun:
            self.line()
        self.line(text)
        self.line(rule * cell_len(printable(text)))

    def line(self, text: str = "", *, indent: int = 0) -> None:
        self._begun = True
        self._stream.write(f"{' ' * indent}{printable(text)}\n")

    def tabbed(self, cells: Iterable[str]) -> None:
        self._begun = True
        self._stream.write("\t".join(map(printable, cells)) + "\n")

    def table(self, titles: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
        cleaned = [[printable(cell) for cell in row] for row in rows]
        if not cleaned:
            return
        lines = [list(titles), *cleaned]
        widths = [max(map(cell_len, column)) for column in zip(*lines, strict=True)]
        for cells in lines:
            padded = (_padded(cell, width) for cell, width in zip(cells, widths, strict=True))
            self.line("  ".join(padded).rstrip())

    def fields(self, pairs: Iterable[tuple[str, str]]) -> None:
        pairs = tuple(pairs)
        width = max((cell_len(name) for name, _ in pairs), default=0)
        for name, value in pairs:
            for number, part in enumerate(value.splitlines() or [""]):
                self.line(f"{_padded('' if number else name, width)}  {part}".rstrip())


def _padded(text: str, width: int) -> str:
    # In cells, because a Chinese letter takes two and a combining mark none.
    return text + " " * (width - cell_len(text))


# --- for programs -----------------------------------------------------------------


def show_json(text: str) -> None:
    """Print JSON text; in ASCII if the output's encoding lacks letters."""
    # An escape keeps the letter; the stream itself would write a question mark.
    if not _takes_any_letter():
        text = json.dumps(json.loads(text), indent=2)
    sys.stdout.write(f"{printable_json(text)}\n")


def show_json_line(text: str) -> None:
    """Print JSON text on one line and flush it, for a program that reads line by line."""
    line = json.dumps(json.loads(text), ensure_ascii=not _takes_any_letter())
    sys.stdout.write(f"{printable_json(line)}\n")
    sys.stdout.flush()


def _takes_any_letter() -> bool:
    return (sys.stdout.encoding or "").lower().replace("-", "") == "utf8"


def show_values(**values: object) -> None:
    """Print values as one JSON document with the schema number."""
    from talent_powerpro.records.json import SCHEMA, as_json  # slow to load

    show_json(as_json({"schema": SCHEMA, **values}))


# --- standard error ---------------------------------------------------------------


def warn(text: str) -> None:
    """Write a text to standard error; nothing if it is blank.

    It is one line, which a terminal gets wrapped between words.
    """
    if not text:
        return
    line = printable(" ".join(text.splitlines()))
    lines = wrapped(line, columns(sys.stderr)) if sys.stderr.isatty() else [line]
    sys.stderr.write("".join(f"{each}\n" for each in lines))


def show_faults(fault: RunFault) -> None:
    """Write a fault to standard error: a line for each of its faults, then the remedy."""
    faults = fault.faults if isinstance(fault, SettingsFault) else (fault.message,)
    for number, each in enumerate(map(str, faults)):
        warn(each if number else f"error: {each}")
    warn(fault.remedy)
