"""The page of `export`: rows by file."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from talent_powerpro.cli.screen import Screen

if TYPE_CHECKING:
    from talent_powerpro.adapters.sql import Changes


def show_export(screen: Screen, folder: Path, changes: Changes, files: Mapping[str, int]) -> None:
    """Print the number of rows of each file, and how many of them the agent changed."""
    screen.table(
        ("File", "Rows", "Changed here"),
        [
            (file, str(rows), str(changed))
            for (file, rows), changed in zip(files.items(), changes.counts.values(), strict=True)
        ],
    )
    if any(changes.counts.values()):
        screen.line(
            f"Written to {folder}. "
            "Unchanged rows are included only where changed rows refer to them."
        )
    else:
        screen.line(
            f"Nothing has changed since the last import. The files in {folder} have only headers."
        )
