"""The command ``talent-powerpro import``."""

from __future__ import annotations

from pathlib import Path

import click
from attrs import evolve

from talent_powerpro.cli.exits import Exit
from talent_powerpro.cli.options import json_option, settings_option
from talent_powerpro.cli.pages.imported import show_import
from talent_powerpro.cli.progress import progress
from talent_powerpro.cli.screen import screen, show_values, warn
from talent_powerpro.config.bootstrap import Opened, open_settings
from talent_powerpro.ports.import_set import ImportReport


@click.command("import")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option(
    "--explain",
    is_flag=True,
    help="Show how each column and word would be understood. Nothing is stored.",
)
@settings_option
@json_option
def import_command(folder: Path, explain: bool, settings_file: Path, as_json: bool) -> Exit:
    """Import PowerPro's data from the CSV files in DIR.

    Creates the store if it does not exist. If any file has a fault, nothing is imported and
    the faults of all files are listed. Files of other systems are mapped by the settings in
    [import.columns] and [import.values].

    \b
    Example:
      talent-powerpro import export-of-today
    """
    if explain:
        return explain_folder(open_settings(settings_file), folder, as_json=as_json)
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


def explain_folder(opened: Opened, folder: Path, *, as_json: bool) -> Exit:
    """Show how the files of *folder* would be understood. The store is not opened."""
    from talent_powerpro.adapters.csv.explained import explain_folder as explained
    from talent_powerpro.cli.pages.import_explained import hints, show_explained

    importing = opened.settings.import_
    found = explained(
        folder,
        timezone=opened.settings.rto.timezone,
        most=importing.most,
        leave_out=importing.fields,
        mapping=importing.mapping,
    )
    if as_json:
        look_at = [
            each for file in found.files for column in file.columns for each in hints(column)
        ]
        show_values(explanation=found, hints=look_at)
    else:
        show_explained(screen(), folder, found)
    return Exit.SETTINGS if found.faults else Exit.DONE


def import_folder(opened: Opened, folder: Path) -> ImportReport:
    """Import the files of *folder*, all of them or none."""
    from talent_powerpro.adapters.csv import open_folder

    settings = opened.settings
    leave_out = settings.import_.fields
    files = open_folder(
        folder,
        timezone=settings.rto.timezone,
        most=settings.import_.most,
        leave_out=leave_out,
        mapping=settings.import_.mapping,
    )
    for warning in opened.store_warnings:
        warn(f"Warning: {warning}")
    # Only now is the store opened, so that a faulty set of files creates none.
    if opened.place.make() and not opened.place.file:
        warn(f"The RTO {opened.place.rto!r} is new in the {opened.place.name}.")
    with opened.store() as store, store.lock.hold("import"), progress() as update:
        opened.claim(store)
        # Files that this store exported and nobody edited are the agent's data, not the RTO
        # system's. If they were imported as that system's, its next files would look like a
        # person's edits of what the agent wrote.
        known = store.exported_earlier(tuple(files.fingerprints.values()))
        own = [kind for kind, each in files.fingerprints.items() if each in known]
        report = store.take_in(
            files.without(own), progress=lambda done, of: update("importing", done, of)
        )
        # After the import: a fault in the files changes nothing in the store.
        store.leave_out(leave_out)
    left_out = {kind: files.counts[kind] for kind in own}
    unchanged = {kind: n + left_out.get(kind, 0) for kind, n in report.unchanged.items()}
    return evolve(report, unchanged=unchanged)
