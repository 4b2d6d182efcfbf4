"""The command ``talent-powerpro init``."""

from __future__ import annotations

from pathlib import Path

import click

from talent_powerpro.cli.exits import Exit
from talent_powerpro.cli.options import json_option
from talent_powerpro.cli.screen import Screen, screen, show_values
from talent_powerpro.config.new_folder import KEPT, FolderPart, fill
from talent_powerpro.config.settings import SETTINGS_FILE


@click.command()
@click.argument("folder", metavar="[DIR]", type=click.Path(path_type=Path), default=Path())
@json_option
def init(folder: Path, as_json: bool) -> Exit:
    """Create settings, empty import files and a store in DIR.

    DIR defaults to the current folder. Existing files are not changed.

    \b
    Example:
      talent-powerpro init my-rto
    """
    parts = fill(folder)
    if as_json:
        show_values(folder=str(folder), parts={part.name: part.done for part in parts})
    else:
        show_parts(screen(), parts)
        screen().line(
            f"Next: edit {folder / SETTINGS_FILE}, "
            "then import PowerPro's CSV files with `talent-powerpro import DIR`."
        )
    return Exit.DONE


def show_parts(shown_on: Screen, parts: tuple[FolderPart, ...]) -> None:
    shown_on.table(
        ("File", "Result"),
        [(part.name, "already there" if part.done == KEPT else part.done) for part in parts],
    )
