"""``talent-powerpro purge``"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import click

from talent_powerpro.agent import now_utc
from talent_powerpro.cli.exits import Exit
from talent_powerpro.cli.options import json_option, settings_option
from talent_powerpro.cli.screen import screen, show_values
from talent_powerpro.config.bootstrap import open_settings
from talent_powerpro.config.setting_faults import LONGEST_KEPT


@click.command()
@click.option(
    "--days",
    metavar="N",
    type=click.IntRange(1, LONGEST_KEPT),
    help="Keep N days of both, whatever the settings say.",
)
@settings_option
@json_option
def purge(days: int | None, settings_file: Path, as_json: bool) -> Exit:
    """Remove old lines of the sync log and old records of the journal.

    How long they are kept is a setting. What the agent goes by stays, however old: what is
    due, what it last wrote, groups still to be joined.

    \b
    Example:
      talent-powerpro purge --days 365
    """
    opened = open_settings(settings_file)
    kept, now = opened.settings.retention, now_utc()
    log_days, journal_days = days or kept.sync_log_days, days or kept.journal_days
    with opened.store() as store:
        lines = store.sync_log.purge(now - timedelta(days=log_days))
        records = store.journal.purge(now - timedelta(days=journal_days))
    if as_json:
        show_values(removed={"sync_log": lines, "journal": records})
        return Exit.DONE
    shown_on = screen()
    shown_on.line(f"{lines} line(s) of the sync log removed, older than {log_days} days.")
    shown_on.line(f"{records} record(s) of the journal removed, older than {journal_days} days.")
    return Exit.DONE
