"""The command's first steps, and its last one."""

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
    """Let a console of few letters show the others as ``?``, where it would end the command."""
    if isinstance(stream, TextIOWrapper):
        stream.reconfigure(errors="replace")
