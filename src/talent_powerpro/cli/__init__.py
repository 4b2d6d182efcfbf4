"""The command ``talent-powerpro``."""

from __future__ import annotations

import sys
from importlib.util import find_spec

NEEDED = ("click", "rich", "sqlalchemy")
"""Modules that the extra ``cli`` installs."""


def main() -> None:
    """Run the command and end the process with one of `exits.Exit`."""
    if missing := [name for name in NEEDED if find_spec(name) is None]:
        # Double quotes, because cmd.exe does not understand single ones.
        sys.stderr.write(
            f"talent-powerpro: packages not installed: {', '.join(missing)}. "
            'Install them with: pip install "talent-powerpro[cli]"\n'
        )
        sys.exit(2)
    from talent_powerpro.cli.start import start  # needs the modules checked above

    start()
