"""The command as a process: its streams, signals and exit code."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from io import TextIOWrapper

from talent_powerpro.cli.app import app, end_output
from talent_powerpro.cli.exits import Exit
from talent_powerpro.cli.interruption import end_on_sigterm
from talent_powerpro.cli.output import (
    NO_OUTPUT,
    Output,
    OutputFault,
    UnfailingStream,
    about_the_disk,
)
from talent_powerpro.cli.screen import warn


def start() -> None:
    """Run the command on this process's arguments and end the process."""
    closed = sys.stdout is None
    occupy_closed_streams()
    for stream in (sys.stdout, sys.stderr):
        replace_missing_letters(stream)
    # Only this process's own streams: what a caller put in their place stays as it is.
    if isinstance(sys.stdout, TextIOWrapper) and sys.stdout is sys.__stdout__:
        sys.stdout = Output.over(sys.stdout)
    if isinstance(sys.stderr, TextIOWrapper) and sys.stderr is sys.__stderr__:
        sys.stderr = UnfailingStream.over(sys.stderr)
    if closed:
        warn(NO_OUTPUT)
        sys.exit(Exit.SETTINGS)
    end_on_sigterm()
    try:
        app(prog_name="talent-powerpro")
    except KeyboardInterrupt:
        sys.exit(Exit.INTERRUPTED)
    except OutputFault as fault:  # of click's own output, such as a help
        end_output()
        warn(about_the_disk(fault))
        sys.exit(Exit.UNUSABLE)


def occupy_closed_streams() -> None:
    """Open the null device in place of standard streams that were closed, as by ``>&-``.

    Otherwise the next file that is opened, such as the store, gets the stream's number, and what
    a library writes to the stream goes into that file.
    """
    for number in (0, 1, 2):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # It gets the lowest free number, which is this one.
    if sys.stdout is None:
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115  # until the process ends
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115  # likewise


def replace_missing_letters(stream: object) -> None:
    """Make the stream write letters that its encoding lacks as ``?`` instead of raising.

    A Windows console's code page has at most 256 letters; students' names may have any.
    """
    if isinstance(stream, TextIOWrapper):
        # A codec that knows no replacing, such as idna, is left as it is.
        with suppress(LookupError, UnicodeError):
            stream.reconfigure(errors="replace")
