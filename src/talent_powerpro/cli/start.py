"""The command as a process: its streams, signals and exit code."""

from __future__ import annotations

import sys
from io import TextIOWrapper

from talent_powerpro.cli.app import app
from talent_powerpro.cli.exits import Exit
from talent_powerpro.cli.interruption import end_on_sigterm


def start() -> None:
    """Run the command on this process's arguments and end the process."""
    for stream in (sys.stdout, sys.stderr):
        replace_missing_letters(stream)
    end_on_sigterm()
    try:
        app(prog_name="talent-powerpro")
    except KeyboardInterrupt:
        sys.exit(Exit.INTERRUPTED)


def replace_missing_letters(stream: object) -> None:
    """Make the stream write letters that its encoding lacks as ``?`` instead of raising.

    A Windows console's code page has at most 256 letters; students' names may have any.
    """
    if isinstance(stream, TextIOWrapper):
        stream.reconfigure(errors="replace")
