"""The command ``talent-powerpro engagement``."""

from __future__ import annotations

from pathlib import Path

import click

from talent_powerpro.cli.exits import Exit
from talent_powerpro.cli.options import json_option, settings_option
from talent_powerpro.cli.own_files import refuse_own
from talent_powerpro.cli.screen import screen, show_values
from talent_powerpro.cli.unreadable import say_left_out
from talent_powerpro.config.bootstrap import open_settings
from talent_powerpro.services.engagement import engagement_rows
from talent_powerpro.services.finding import find_enrolments_of


@click.command()
@click.option("--client", "wanted", metavar="CODE", help="The client's code, e-mail or name.")
@click.option(
    "--csv",
    "csv_file",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Write it to FILE, of all clients or of the one named.",
)
@click.option("--force", is_flag=True, help="Overwrite FILE if it already exists.")
@settings_option
@json_option
def engagement(
    *,
    wanted: str | None,
    csv_file: Path | None,
    force: bool,
    settings_file: Path,
    as_json: bool,
) -> Exit:
    """Show what TalentLMS said of a client's work: status, time, score and progress.

    Runs keep it with its date and source where [results] engagement is true. It is never an
    outcome, and nothing is decided by it. TalentLMS gives no time of first or last access.

    \b
    Examples:
      talent-powerpro engagement --client 2021000017
      talent-powerpro engagement --csv engagement.csv
    """
    from talent_powerpro.cli.pages.engagement import (
        show_engagement,
        show_none,
        show_written,
        write_engagement,
    )

    if wanted is None and csv_file is None:
        raise click.UsageError("Name a client with --client CODE, or a file with --csv FILE.")
    opened = open_settings(settings_file)
    zone = opened.settings.rto.timezone
    if csv_file:
        refuse_own(csv_file, opened, settings_file)
    with opened.store() as store:
        enrolments = (
            store.every_enrolment() if wanted is None else find_enrolments_of(wanted, store)
        )
        found = tuple(engagement_rows(enrolments, store.engagement))
        code = say_left_out(store)
    if csv_file:
        write_engagement(csv_file, found, zone, replace=force)
    if as_json:
        show_values(engagement=found, **({"file": str(csv_file)} if csv_file else {}))
    elif csv_file:
        show_written(screen(), csv_file, found)
    elif found:
        show_engagement(screen(), found, zone)
    else:
        show_none(screen(), kept=opened.settings.results.engagement)
    return code
