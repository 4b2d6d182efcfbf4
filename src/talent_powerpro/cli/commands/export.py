"""The command ``talent-powerpro export``."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from talent_powerpro.cli.exits import Exit
from talent_powerpro.cli.options import json_option, settings_option, since, start_of
from talent_powerpro.cli.own_files import refuse_own
from talent_powerpro.cli.pages.exported import show_export
from talent_powerpro.cli.progress import progress
from talent_powerpro.cli.result_columns import COLUMNS, USUAL, Chosen, columns
from talent_powerpro.cli.screen import screen, show_values
from talent_powerpro.cli.unreadable import say_unreadable
from talent_powerpro.config.bootstrap import Opened, open_settings

if TYPE_CHECKING:
    from talent_powerpro.adapters.sql import Changes


@click.command("export")
@click.argument("folder", metavar="[DIR]", required=False, type=click.Path(path_type=Path))
@click.option(
    "--results",
    "results_file",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Write only a list of results to FILE, for a person who enters them in another system.",
)
@click.option(
    "--columns",
    "chosen",
    metavar="LIST",
    type=columns,
    help=f"Columns of that list, in their order, each as NAME or NAME=HEADING, with commas "
    f"between them. Names: {', '.join(COLUMNS)}. Default: {USUAL}.",
)
@click.option(
    "--since",
    "since_when",
    metavar="D",
    type=since,
    help="List what the agent wrote since D (a date, or a length of time such as 7d), instead of "
    "what differs from the last import.",
)
@click.option("--force", is_flag=True, help="Overwrite files that already exist.")
@settings_option
@json_option
def export_command(
    *,
    folder: Path | None,
    results_file: Path | None,
    chosen: Chosen | None,
    since_when: datetime | timedelta | None,
    force: bool,
    settings_file: Path,
    as_json: bool,
) -> Exit:
    """Write the agent's changes to CSV files in DIR.

    The files are for the RTO's own system, in the format that `import` reads. They hold
    clients with a new Secondary ID, units with new results, new contact logs and export dates
    set here. Unchanged rows are included only where changed rows refer to them. With --results
    there is one list in place of the files: whose unit got which outcome, and when.

    \b
    Examples:
      talent-powerpro export for-powerpro
      talent-powerpro export --results results.csv --columns unit-code,name,date
    """
    if results_file and not folder:
        opened, list_columns = open_settings(settings_file), chosen or columns(USUAL)
        refuse_own(results_file, opened, settings_file)
        return export_results(
            opened, results_file, list_columns, since_when, force=force, as_json=as_json
        )
    if results_file or not folder:
        raise click.UsageError("Name the folder DIR, or a file with --results FILE, and not both.")
    if chosen or since_when:
        raise click.UsageError("--columns and --since go with --results FILE.")
    changes, files = export_folder(open_settings(settings_file), folder, force=force)
    if as_json:
        show_values(
            folder=str(folder), files=files, changed=changes.counts, left_out=changes.left_out
        )
    else:
        show_export(screen(), folder, changes, files)
    return say_unreadable(changes.left_out)


def export_results(
    opened: Opened,
    file: Path,
    chosen: Chosen,
    since_when: datetime | timedelta | None,
    *,
    force: bool,
    as_json: bool,
) -> Exit:
    """Write the list of results. The store keeps nothing of it."""
    from talent_powerpro.cli.pages.results import show_results, write_results

    with opened.store() as store:
        start = start_of(since_when, now_utc(), opened.settings.rto.timezone)
        with progress() as update:
            found = store.results(start, progress=partial(update, "reading"))
    write_results(file, found, chosen, replace=force)
    if as_json:
        show_values(file=str(file), results=len(found.rows), left_out=found.left_out)
    else:
        show_results(screen(), file, found)
    return say_unreadable(found.left_out)


def now_utc() -> datetime:
    """The current time in UTC."""
    return datetime.now(UTC)


def export_folder(
    opened: Opened, folder: Path, *, force: bool
) -> tuple[Changes, Mapping[str, int]]:
    """Write the files. Returns the changes, and the number of rows by file.

    The store remembers the files' fingerprints, so that importing them again unedited changes
    nothing.
    """
    from talent_powerpro.adapters.csv import fingerprints, write_folder

    timezone = opened.settings.rto.timezone
    with opened.store() as store, progress() as update:
        changes = store.changes(progress=partial(update, "reading"))
        files = write_folder(
            *(folder, changes.rows),
            timezone=timezone,
            replace=force,
            progress=partial(update, "writing"),
        )
        store.remember_exported(tuple(fingerprints(folder).values()))
    return changes, files
