"""Prints a command of README.md: the code block right below ``<!-- ci: NAME -->``.

Usage: ``python3 .ci/readme_command.py NAME``. CI runs the commands that the README gives, so the
two cannot drift apart.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

README = Path(__file__).parent.parent / "README.md"


def command(name: str) -> str:
    """Return the command line of the block marked *name*.

    Raises `LookupError` unless there is exactly one such block, of one line.
    """
    block = rf"<!-- ci: {re.escape(name)} -->\n```sh\n(.*)\n```\n"
    found = re.findall(block, README.read_text(encoding="utf-8"))
    if len(found) != 1:
        raise LookupError(f"README.md has {len(found)} blocks of one line marked 'ci: {name}'")
    return str(found[0])


if __name__ == "__main__":
    sys.stdout.write(command(sys.argv[1]) + "\n")
