"""The command ``talent-powerpro``."""

from __future__ import annotations

import sys
from importlib.util import find_spec

NEEDED = ("click", "rich", "sqlalchemy")
"""The modules of the extra ``cli``."""


def main() -> None:
    """Run the command; ends the process with one of `exits.Exit`."""
    if missing := [name for name in NEEDED if find_spec(name) is None]:
        # Double quotes: cmd.exe knows no single ones.
        sys.stderr.write(
            f"talent-powerpro: the command needs {', '.join(missing)}, not installed here. "
            'Install them with: pip install "talent-powerpro[cli]"\n'
        )
        sys.exit(2)
    from talent_powerpro.cli.start import start  # only now is it sure that it can be

    start()
