"""The command ``talent-powerpro status``."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import click

from talent_powerpro.cli.exits import Exit
from talent_powerpro.cli.options import json_option, settings_option, within
from talent_powerpro.cli.pages.status import show_status
from talent_powerpro.cli.progress import progress
from talent_powerpro.cli.screen import screen, show_values, warn
from talent_powerpro.cli.unreadable import say_left_out
from talent_powerpro.config.bootstrap import open_settings
from talent_powerpro.services.status import is_alive, status_of


@click.command()
@click.option(
    "--alive",
    metavar="T",
    type=within,
    help="For monitoring: exit with code 8 if no run reached its end within T, such as 2h.",
)
@settings_option
@json_option
def status(alive: timedelta | None, settings_file: Path, as_json: bool) -> Exit:
    """Show the last run, what comes next, and what waits for a person.

    Makes no call to TalentLMS. The exit code is 0 whatever it shows, unless --alive is given.

    \b
    Examples:
      talent-powerpro status
      talent-powerpro status --alive 2h
    """
    opened, now = open_settings(settings_file), now_utc()
    with opened.store() as store:
        with progress() as update:
            found = status_of(
                opened.lists(store, now),
                progress=partial(update, "reading"),
            )
        say_left_out(store)
    lives = alive is None or is_alive(found, alive, now)
    if as_json:
        show_values(status=found, **({} if alive is None else {"alive": lives}))
    else:
        show_status(screen(), found, now, opened.settings.rto.timezone)
    if not lives:
        warn("No run reached its end in that time. Look at the schedule and at the last run.")
    return Exit.DONE if lives else Exit.PROBLEMS


def now_utc() -> datetime:
    """The current time in UTC."""
    return datetime.now(UTC)
