"""The command ``talent-powerpro``."""

from __future__ import annotations

import gc
import sys
from importlib.util import find_spec
from zoneinfo import ZoneInfo

NEEDED = ("click", "rich", "sqlalchemy")
"""Modules that the extra ``cli`` installs."""


OBJECTS = 20_000
"""New objects between two collections of garbage. At Python's own 700, a fifth of the time to
start went into collections that find nothing, while modules are loaded."""


def has_time_zones() -> bool:
    """Whether Python finds time zones. Slim containers have none."""
    try:
        ZoneInfo("Australia/Perth")
    except (KeyError, OSError):
        return False
    return True


def main() -> None:
    """Run the command and end the process with one of `exits.Exit`."""
    gc.set_threshold(OBJECTS)
    fault = ""
    if missing := [name for name in NEEDED if find_spec(name) is None]:
        # Double quotes, because cmd.exe does not understand single ones.
        fault = (
            f"packages not installed: {', '.join(missing)}. "
            'Install them with: pip install "talent-powerpro[cli]"'
        )
    elif not has_time_zones():
        fault = (
            "this machine has no time zones, or the environment variable PYTHONTZPATH hides them. "
            "Install them with: pip install tzdata"
        )
    if fault:
        if sys.stderr is not None:  # None: it was closed
            sys.stderr.write(f"talent-powerpro: {fault}\n")
        sys.exit(2)
    from talent_powerpro.cli.start import start  # needs the modules checked above

    start()
