"""The command ``talent-powerpro reconcile``."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import click

from talent_powerpro.cli.exits import Exit
from talent_powerpro.cli.options import json_option, settings_option
from talent_powerpro.cli.own_files import refuse_own
from talent_powerpro.cli.pages.reconciled import show_reconciled, write_csv
from talent_powerpro.cli.progress import progress
from talent_powerpro.cli.screen import screen, show_values, warn
from talent_powerpro.config.bootstrap import open_agent, open_to_read


@click.command()
@click.option(
    "--course",
    "course_code",
    metavar="CODE",
    help="Compare only the Talent course of this PowerPro course.",
)
@click.option(
    "--csv",
    "csv_file",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Also write the differences to FILE, for a spreadsheet.",
)
@click.option("--exit-code", is_flag=True, help="Exit 7 if the two systems differ.")
@settings_option
@json_option
def reconcile(
    *,
    course_code: str | None,
    csv_file: Path | None,
    exit_code: bool,
    settings_file: Path,
    as_json: bool,
) -> Exit:
    """Compare who is in each course in PowerPro and in TalentLMS.

    Shows who is on one side only, whose units are completed on one side only, and who is still in
    TalentLMS after a withdrawal. Writes nothing to either system. Makes one call for each Talent
    course, and one more for each person who seems to differ.

    \b
    Example:
      talent-powerpro reconcile --course ICT30120-A
    """
    opened = open_to_read(settings_file)
    if csv_file:
        refuse_own(csv_file, opened, settings_file)
    for warning in opened.warnings:
        warn(warning)
    with open_agent(opened) as agent, progress() as update:
        found = agent.reconcile(course_code, progress=partial(update, "courses"))
    if csv_file:
        write_csv(csv_file, found)
    show_values(reconciled=found) if as_json else show_reconciled(screen(), found)
    if exit_code and found.differences:
        return Exit.CHANGES
    return Exit.ATTENTION if found.not_compared else Exit.DONE
