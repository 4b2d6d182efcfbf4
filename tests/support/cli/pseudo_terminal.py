"""The command as a process at a terminal of its own, of a given width."""

from __future__ import annotations

import os
import re
import select
import subprocess
import sys
from collections.abc import Mapping, Sequence

from support.cli.rto import SECRETS
from support.patience import PATIENCE
from support.processes import killed_at_end

A_WHILE = 10.0
"""Seconds of silence."""
COLOURS = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


OURS = (
    sys.executable,
    "-c",
    "import fcntl, os, termios; os.setsid(); fcntl.ioctl(0, termios.TIOCSCTTY, 0);"
    "from talent_powerpro.cli import main; main()",
)
"""The command, with standard input as its controlling terminal, so that Ctrl+C reaches it."""


def on_terminal(
    *words: str,
    width: int,
    program: Sequence[str] = OURS,
    typed: bytes = b"",
    env: Mapping[str, str] = SECRETS,
) -> tuple[int, str]:
    """The exit code, and all that the terminal was sent, without colours. Not on Windows.

    *typed* is typed once the command has printed something, and again when it stays silent:
    Python loses a Ctrl+C that comes just as it begins to wait for a line.
    """
    import termios

    ours, theirs = os.openpty()
    termios.tcsetwinsize(theirs, (50, width))
    started = {name: value for name, value in os.environ.items() if name != "COLUMNS"}
    with killed_at_end(
        subprocess.Popen(
            [*program, *words],
            env={**started, "TERM": "xterm", **env},
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
        )
    ) as process:
        os.close(theirs)
        said = more = _read(ours)
        os.write(ours, typed)
        while more:
            if select.select([ours], [], [], A_WHILE)[0]:
                more = _read(ours)
                said += more
            else:
                os.write(ours, typed)
        os.close(ours)
        code = process.wait(PATIENCE)
    return code, COLOURS.sub("", said.decode()).replace("\r\n", "\n")


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 65536)
    except OSError:  # Linux says so where the last process of a terminal has ended.
        return b""
