"""The command ``talent-powerpro sync-log``."""

from __future__ import annotations

from pathlib import Path

import attrs
import click

from talent_powerpro.cli.exits import Exit
from talent_powerpro.cli.options import json_option, search_option, settings_option
from talent_powerpro.cli.screen import screen, show_values
from talent_powerpro.cli.unreadable import say_left_out
from talent_powerpro.config.bootstrap import open_settings
from talent_powerpro.views.search import matches
from talent_powerpro.views.sync_log import shown


@click.command("sync-log")
@click.option(
    "--newest", metavar="N", type=click.IntRange(min=1), help="Show only the last N lines."
)
@search_option
@settings_option
@json_option
def sync_log(newest: int | None, searched: str, settings_file: Path, as_json: bool) -> Exit:
    """Show the E-Learning Sync Log, oldest line first.

    \b
    Example:
      talent-powerpro sync-log --newest 20 --search 2021000017
    """
    opened = open_settings(settings_file)
    zone = opened.settings.rto.timezone
    with opened.store() as store:
        lines = store.sync_log.lines(newest=None if searched else newest)
        code = say_left_out(store)
    is_empty = not lines
    if searched:
        lines = tuple(line for line in lines if matches(searched, shown(line, zone)))
        lines = lines[-newest:] if newest else lines
    if as_json:
        show_values(lines=[attrs.evolve(line, at=line.at.astimezone(zone)) for line in lines])
        return code
    shown_on = screen()
    for line in lines:
        shown_on.tabbed(shown(line, zone).split("\t", 2))
    if is_empty:
        shown_on.line("The sync log is empty.")
    return code
