"""The command ``talent-powerpro purge``."""

from __future__ import annotations

from pathlib import Path

import click

from talent_powerpro.agent import now_utc
from talent_powerpro.cli.exits import Exit
from talent_powerpro.cli.options import json_option, settings_option
from talent_powerpro.cli.pages.purged import show_purged
from talent_powerpro.cli.screen import screen, show_values
from talent_powerpro.config.bootstrap import open_settings
from talent_powerpro.config.setting_faults import LONGEST_KEPT
from talent_powerpro.services.retention import DaysKept, purge
from talent_powerpro.views.sync_log import is_idle


@click.command("purge")
@click.option(
    "--days",
    metavar="N",
    type=click.IntRange(0, LONGEST_KEPT),
    help="Keep N days of log and journal, instead of the days in the settings.",
)
@settings_option
@json_option
def purge_command(days: int | None, settings_file: Path, as_json: bool) -> Exit:
    """Delete old records of the agent, and every byte of them.

    The settings sync_log_days and journal_days say how long they are kept. --days 0 keeps only
    what the agent still needs: records that are due, the results it last wrote, pending group
    memberships, current holds and the answers in use. The evidence of written results is kept for
    evidence_days, seven years by default, whatever --days says. Of the idle runs older than a
    week, the sync log keeps one of each day.

    \b
    Example:
      talent-powerpro purge --days 90
    """
    opened = open_settings(settings_file)
    kept = opened.settings.retention
    days_kept = DaysKept(
        sync_log=kept.sync_log_days if days is None else days,
        journal=kept.journal_days if days is None else days,
        evidence=kept.evidence_days,
        missed=opened.settings.policy.missed_days,
    )
    with opened.store() as store, store.lock.hold("purge"):
        removed = purge(store, days_kept, now_utc(), is_idle=is_idle)
    if as_json:
        show_values(removed=removed)
    else:
        show_purged(screen(), removed, days_kept)
    return Exit.DONE
