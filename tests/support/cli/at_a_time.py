"""Runs of the command at a given time, so that all of a later page is known."""

from __future__ import annotations

from datetime import date, datetime

from support.cli.rto import SECRETS, Rto
from talent_powerpro.cli.commands.run import run_once
from talent_powerpro.config.bootstrap import open_to_write
from talent_powerpro.records.report import RunReport


def run_at(world: Rto, now: datetime, *, day: date | None = None) -> RunReport:
    """The report of a run at *now*, for the export dates of *day*."""
    opened = open_to_write(world.settings_file, SECRETS)
    report, _ = run_once(opened, lambda _: None, day=day, clock=lambda: now)
    return report
