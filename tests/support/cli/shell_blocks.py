"""A page's block for a shell, whose commands of ours run in this process: a start takes long."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from contextlib import chdir
from pathlib import Path
from textwrap import dedent

from support.cli.rto import SECRETS, command

TELL = 'talent_powerpro() { printf \'%s\\0\' "$PWD" "$@"; echo; }\n'
"""The command as a function of the shell, which tells its folder and its words.

No name of a function may have a hyphen.
"""


def play(block: str, folder: Path, env: Mapping[str, str] = SECRETS) -> str:
    """What the commands of a block print, each of which has to succeed.

    The shell does all else of the block before the first of them.
    """
    script = TELL + dedent(block).replace("talent-powerpro ", "talent_powerpro ")
    shell = ["sh", "-e", "-c", script]
    told = subprocess.run(shell, cwd=folder, capture_output=True, text=True, check=True).stdout
    printed = ""
    for line in told.splitlines():
        where, *words, _ = line.split("\0")
        with chdir(where):
            done = command(*words, env=env)
        assert done.exit_code == 0, f"{words}: {done.output}"
        printed += done.stdout
    return printed
