"""The page of a support bundle: what is in it, and what could not be made."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from talent_powerpro.cli.pages.counts import count
from talent_powerpro.cli.screen import Screen

if TYPE_CHECKING:
    from talent_powerpro.cli.bundle.making import Bundle


def show_bundle(screen: Screen, file: Path, size: int, bundle: Bundle) -> None:
    """Print the file and its parts. Messages have the same aliases as the bundle."""
    screen.line(f"The bundle {file} has {count(len(bundle.files), 'file')} ({size:,} bytes).")
    if bundle.missing:
        screen.heading("Not made")
        for reason, remedy in dict.fromkeys((m.reason, m.remedy) for m in bundle.missing):
            # One trouble, such as a missing store, keeps many parts from being made.
            found = [m.name for m in bundle.missing if (m.reason, m.remedy) == (reason, remedy)]
            screen.line(f"{', '.join(found)}: {reason}")
            if remedy:
                screen.line(remedy, indent=4)
    screen.line("Look into it before you send it: it is meant to name nobody.")
