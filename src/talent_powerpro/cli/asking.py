"""Questions to a person at a terminal. Without one, no command asks anything."""

from __future__ import annotations

import sys

from talent_powerpro.cli.screen import is_terminal


def can_ask(*, as_json: bool = False) -> bool:
    """Whether a person sits at a terminal and waits for no JSON."""
    return not as_json and sys.stdin.isatty() and is_terminal()
