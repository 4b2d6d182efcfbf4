"""``talent-powerpro run``"""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import date, datetime
from pathlib import Path

import click

from talent_powerpro.agent import now_utc
from talent_powerpro.brakes import BRAKES
from talent_powerpro.cli.commands.plan import planned, tell_plan
from talent_powerpro.cli.exits import Exit, of_report
from talent_powerpro.cli.interruption import stopping
from talent_powerpro.cli.opening import Connected, open_agent, open_to_read, open_to_write
from talent_powerpro.cli.options import date_option, json_option, only_option, settings_option
from talent_powerpro.cli.pages.run import show_run
from talent_powerpro.cli.progress import progress
from talent_powerpro.cli.screen import screen, show_json, warn
from talent_powerpro.report import RunReport


@click.command()
@only_option
@date_option
@click.option("--dry-run", is_flag=True, help="Show what `plan` shows, and write nothing.")
@click.option(
    "--release",
    multiple=True,
    type=click.Choice(BRAKES),
    help="For this run, go on where this brake would stop it. May be given several times.",
)
@click.option("--strict", is_flag=True, help="Exit 1 also for what earlier runs told already.")
@settings_option
@json_option
def run(
    only: str | None,
    day: date | None,
    dry_run: bool,
    release: tuple[str, ...],
    strict: bool,
    settings_file: Path,
    as_json: bool,
) -> Exit:
    """Provision what is due, then fetch results.

    Ctrl+C finishes the record in hand; whatever was not reached stays due.

    \b
    Example:
      talent-powerpro run --settings my-rto/talent-powerpro.toml
    """
    if dry_run:
        tell_plan(planned(open_to_read(settings_file), only=only, day=day), as_json=as_json)
        return Exit.DONE
    opened = open_to_write(settings_file)
    report, interrupted = run_once(opened, only=only, day=day, release=release)
    if as_json:
        show_json(report.to_json())
    else:
        show_run(screen(), report)
    return of_report(report, strict=strict, interrupted=interrupted)


def run_once(
    opened: Connected,
    *,
    only: str | None = None,
    day: date | None = None,
    release: Collection[str] = (),
    clock: Callable[[], datetime] = now_utc,
) -> tuple[RunReport, bool]:
    """One run, and whether a signal came."""
    warn(opened.warning)
    with (
        progress() as tell,
        open_agent(
            opened,
            watch=lambda stage, phase, done, of: tell(f"{stage}: {phase}", done, of),
            clock=clock,
        ) as agent,
        stopping(agent.stop, warn) as interruption,
    ):
        report = agent.run(only=only, date=day, release=release)
    return report, interruption.asked
