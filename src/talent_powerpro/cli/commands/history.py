"""The command ``talent-powerpro history``."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import click

from talent_powerpro.cli.exits import Exit
from talent_powerpro.cli.options import json_option, settings_option, since, start_of
from talent_powerpro.cli.pages.history import show_history
from talent_powerpro.cli.screen import screen, show_values
from talent_powerpro.cli.unreadable import say_left_out
from talent_powerpro.config.bootstrap import open_settings
from talent_powerpro.services.finding import find_enrolments_of
from talent_powerpro.services.history import history as past_runs

A_WEEK = timedelta(days=7)


@click.command()
@click.argument("wanted", metavar="[WHO]", required=False)
@click.option("--run", "run_id", metavar="RUN", help="Show this run, also if it wrote nothing.")
@click.option(
    "--since",
    "since_when",
    metavar="D",
    type=since,
    help="Show runs from D on: a date, or a number of days such as 30d. Default: 7d; all runs "
    "where WHO or --run is given.",
)
@settings_option
@json_option
def history(
    wanted: str | None,
    run_id: str | None,
    since_when: datetime | timedelta | None,
    settings_file: Path,
    as_json: bool,
) -> Exit:
    """Show what each run wrote, with old and new values, newest run first.

    WHO is an enrolment id, or the code, e-mail or name of a client: then only what runs wrote for
    them. Runs that wrote nothing are left out.

    \b
    Examples:
      talent-powerpro history
      talent-powerpro history gomez
      talent-powerpro history --since 01/06/2022
    """
    opened, now = open_settings(settings_file), now_utc()
    zone = opened.settings.rto.timezone
    if since_when is None and wanted is None and run_id is None:
        since_when = A_WEEK
    start = start_of(since_when, now, zone)
    with opened.store() as store:
        ids = None if wanted is None else [each.id for each in find_enrolments_of(wanted, store)]
        found = past_runs(store, store.state, run_id=run_id, enrolment_ids=ids, since=start)
        code = say_left_out(store)
    if as_json:
        show_values(runs=found)
    else:
        show_history(screen(), found, zone, whose=(wanted or "").strip(), since=start)
    return code


def now_utc() -> datetime:
    """The current time in UTC."""
    return datetime.now(UTC)
