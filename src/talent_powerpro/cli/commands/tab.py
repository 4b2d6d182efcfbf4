"""The command ``talent-powerpro tab``."""

from __future__ import annotations

from pathlib import Path

import click

from talent_powerpro.cli.exits import Exit
from talent_powerpro.cli.lookup import enrolment_of
from talent_powerpro.cli.options import json_option, settings_option
from talent_powerpro.cli.pages.enrolment import show_tab
from talent_powerpro.cli.screen import screen, show_values
from talent_powerpro.config.bootstrap import open_settings
from talent_powerpro.views.tab import talent_tab


@click.command()
@click.argument("enrolment_id")
@settings_option
@json_option
def tab(enrolment_id: str, settings_file: Path, as_json: bool) -> Exit:
    """Show the Talent LMS tab of an enrolment.

    \b
    Example:
      talent-powerpro tab 1001
    """
    opened = open_settings(settings_file)
    with opened.store() as store:
        enrolment = enrolment_of(store, enrolment_id)
    found = talent_tab(enrolment, opened.settings.rto.timezone)
    if as_json:
        show_values(tab=found)
    else:
        show_tab(screen(), found)
    return Exit.DONE
