"""The command as a process: its streams, signals and exit."""

from __future__ import annotations

import sys
from io import TextIOWrapper

from talent_powerpro.cli.app import app
from talent_powerpro.cli.exits import Exit
from talent_powerpro.cli.interruption import end_on_sigterm


def start() -> None:
    """Run the command on this process's arguments and end the process."""
    for stream in (sys.stdout, sys.stderr):
        take_any_name(stream)
    end_on_sigterm()
    try:
        app(prog_name="talent-powerpro")
    except KeyboardInterrupt:
        sys.exit(Exit.INTERRUPTED)


def take_any_name(stream: object) -> None:
    """Show letters that a console's encoding lacks as ``?`` instead of raising.

    A Windows console in a code page has a few hundred letters, and students have any name.
    """
    if isinstance(stream, TextIOWrapper):
        stream.reconfigure(errors="replace")
