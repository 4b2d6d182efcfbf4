"""``talent-powerpro import``"""

from __future__ import annotations

from pathlib import Path

import click

from talent_powerpro.cli.exits import Exit
from talent_powerpro.cli.opening import Opened, open_settings
from talent_powerpro.cli.options import json_option, settings_option
from talent_powerpro.cli.pages.imported import show_import
from talent_powerpro.cli.progress import progress
from talent_powerpro.cli.screen import screen, show_values
from talent_powerpro.intake import ImportReport


@click.command("import")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@settings_option
@json_option
def import_command(folder: Path, settings_file: Path, as_json: bool) -> Exit:
    """Bring in the CSV files of DIR.

    The store is made where it is missing. All faults of all files are listed, and a faulty
    set is not imported at all.

    \b
    Example:
      talent-powerpro import export-of-today
    """
    report = import_folder(open_settings(settings_file), folder)
    if as_json:
        show_values(
            added=report.added,
            changed=report.changed,
            unchanged=report.unchanged,
            absent=[{"kind": kind, "key": key} for kind, key in report.absent],
            warnings=report.warnings,
        )
    else:
        show_import(screen(), report)
    return Exit.DONE


def import_folder(opened: Opened, folder: Path) -> ImportReport:
    """Read the files, and only when they are faultless touch the store."""
    from talent_powerpro.adapters.csv import read_folder

    imported = read_folder(folder, timezone=opened.settings.rto.timezone)
    with opened.new_store() as store, progress() as tell:
        return store.take_in(imported, progress=lambda done, of: tell("importing", done, of))
