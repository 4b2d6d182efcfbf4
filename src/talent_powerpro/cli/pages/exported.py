"""The page of an export: rows by file."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from talent_powerpro.cli.screen import Screen

if TYPE_CHECKING:
    from talent_powerpro.adapters.sql import Changes


def show_export(screen: Screen, folder: Path, changes: Changes, files: Mapping[str, int]) -> None:
    """Rows of each file, and how many of them were changed here."""
    screen.table(
        ("File", "Rows", "Changed here"),
        [
            (file, str(rows), str(changed))
            for (file, rows), changed in zip(files.items(), changes.counts.values(), strict=True)
        ],
    )
    if any(changes.counts.values()):
        screen.line(f"Written to {folder}. Rows that did not change are named by those that did.")
    else:
        screen.line(f"Nothing was changed since the last import; {folder} has headers alone.")
