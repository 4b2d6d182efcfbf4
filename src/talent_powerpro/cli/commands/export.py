"""The command ``talent-powerpro export``."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from talent_powerpro.cli.exits import Exit
from talent_powerpro.cli.options import json_option, settings_option
from talent_powerpro.cli.pages.exported import show_export
from talent_powerpro.cli.screen import screen, show_values
from talent_powerpro.cli.unreadable import say_unreadable
from talent_powerpro.config.bootstrap import Opened, open_settings

if TYPE_CHECKING:
    from talent_powerpro.adapters.sql import Changes


@click.command("export")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--force", is_flag=True, help="Overwrite files that already exist in DIR.")
@settings_option
@json_option
def export_command(folder: Path, force: bool, settings_file: Path, as_json: bool) -> Exit:
    """Write the agent's changes to CSV files in DIR.

    The files are for the RTO's own system, in the format that `import` reads. They hold
    clients with a new Secondary ID, units with new results, new contact logs and export dates
    set here. Unchanged rows are included only where changed rows refer to them.

    \b
    Example:
      talent-powerpro export for-powerpro
    """
    changes, files = export_folder(open_settings(settings_file), folder, force=force)
    if as_json:
        show_values(
            folder=str(folder), files=files, changed=changes.counts, left_out=changes.left_out
        )
    else:
        show_export(screen(), folder, changes, files)
    return say_unreadable(changes.left_out)


def export_folder(
    opened: Opened, folder: Path, *, force: bool
) -> tuple[Changes, Mapping[str, int]]:
    """Write the files. Returns the changes, and the number of rows by file.

    The store remembers the files' fingerprints, so that importing them again unedited changes
    nothing.
    """
    from talent_powerpro.adapters.csv import fingerprints, write_folder

    timezone = opened.settings.rto.timezone
    with opened.store() as store:
        changes = store.changes()
        files = write_folder(folder, changes.rows, timezone=timezone, replace=force)
        store.remember_exported(tuple(fingerprints(folder).values()))
    return changes, files
