"""The command ``talent-powerpro holds``."""

from __future__ import annotations

from pathlib import Path

import click

from talent_powerpro.cli.exits import Exit
from talent_powerpro.cli.options import json_option, settings_option
from talent_powerpro.cli.pages.holds import show_holds, show_releases
from talent_powerpro.cli.screen import screen, show_values
from talent_powerpro.config.bootstrap import open_settings


@click.command()
@settings_option
@json_option
def holds(settings_file: Path, as_json: bool) -> Exit:
    """List held records and releases.

    Shows the holds of the last run, each with its reason and what to do. Once you have fixed
    the cause of a hold, the next run removes it from the list.

    \b
    Example:
      talent-powerpro holds
    """
    opened = open_settings(settings_file)
    with opened.store() as store:
        standing, answers = store.holds.standing(), store.holds.answers()
    if as_json:
        show_values(holds=[{"id": each.id, "hold": each} for each in standing], answers=answers)
        return Exit.DONE
    shown_on = screen()
    show_holds(shown_on, standing)
    show_releases(shown_on, answers, opened.settings.rto.timezone)
    return Exit.DONE
