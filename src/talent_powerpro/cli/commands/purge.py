"""The command ``talent-powerpro purge``."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import click

from talent_powerpro.agent import now_utc
from talent_powerpro.cli.exits import Exit
from talent_powerpro.cli.options import json_option, settings_option
from talent_powerpro.cli.pages.counts import count
from talent_powerpro.cli.screen import screen, show_values
from talent_powerpro.config.bootstrap import open_settings
from talent_powerpro.config.setting_faults import LONGEST_KEPT


@click.command()
@click.option(
    "--days",
    metavar="N",
    type=click.IntRange(1, LONGEST_KEPT),
    help="Keep N days of log and journal, instead of the days in the settings.",
)
@settings_option
@json_option
def purge(days: int | None, settings_file: Path, as_json: bool) -> Exit:
    """Delete old sync log lines and old journal records.

    The settings sync_log_days and journal_days say how long they are kept. The evidence of
    written results is kept for evidence_days, seven years by default, whatever --days says. Data
    that the agent still needs is never deleted: records that are due, the results it last wrote
    and group memberships that are pending.

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
        evidence = store.evidence.purge(now - timedelta(days=kept.evidence_days))
    if as_json:
        show_values(removed={"sync_log": lines, "journal": records, "evidence": evidence})
        return Exit.DONE
    shown_on = screen()
    for deleted, source, age in (
        (count(lines, "line"), "sync log", log_days),
        (count(records, "record"), "journal", journal_days),
        (count(evidence, "record"), "evidence of results", kept.evidence_days),
    ):
        shown_on.line(f"Deleted {deleted} of the {source} older than {count(age, 'day')}.")
    return Exit.DONE
