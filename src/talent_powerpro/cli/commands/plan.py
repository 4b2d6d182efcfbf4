"""The command ``talent-powerpro plan``."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click
from attrs import evolve

from talent_powerpro.cli.exits import Exit, of_plan
from talent_powerpro.cli.options import date_option, json_option, only_option, settings_option
from talent_powerpro.cli.own_files import refuse_own
from talent_powerpro.cli.pages.plan import show_plan
from talent_powerpro.cli.progress import ProgressListener, progress
from talent_powerpro.cli.screen import screen, show_json, warn
from talent_powerpro.cli.targets import found_in, targets_options
from talent_powerpro.config.bootstrap import Connected, open_agent, open_to_read
from talent_powerpro.records.plan import Plan
from talent_powerpro.records.run_targets import RunTargets
from talent_powerpro.services.plan_files import write_plan


@click.command()
@only_option
@date_option
@targets_options
@click.option(
    "--out",
    metavar="FILE",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Also write the plan to FILE, as JSON.",
)
@click.option(
    "--exit-code", "says_changes", is_flag=True, help="Exit with code 7 if there are changes."
)
@settings_option
@json_option
def plan(
    only: str | None,
    day: date | None,
    targets: RunTargets,
    out: Path | None,
    says_changes: bool,
    settings_file: Path,
    as_json: bool,
) -> Exit:
    """Show what a run would write, and whom it would leave out and why. Writes nothing.

    With --date a day to come: what a run on that day would write, as far as it is known now. Exits
    with 6 if TalentLMS's quota of calls does not suffice for the whole plan.

    \b
    Example:
      talent-powerpro plan --date 03/06/2022
    """
    opened = open_to_read(settings_file)
    if out is not None:
        refuse_own(out, opened, settings_file)
    found = planned(opened, only=only, day=day, targets=found_in(opened, targets))
    if out is not None:
        write_plan(found, out, rto=found.rto)
    print_plan(found, opened, as_json=as_json)
    return of_plan(found, says_changes=says_changes)


def planned(opened: Connected, *, only: str | None, day: date | None, targets: RunTargets) -> Plan:
    """The plan of a rehearsed run."""
    for warning in opened.warnings:
        warn(warning)
    with (
        progress() as update,
        open_agent(opened, listeners=(ProgressListener(update),)) as agent,
    ):
        plan = agent.plan(only=only, date=day, targets=targets)
    return evolve(plan, rto=opened.settings.rto.name)


def print_plan(found: Plan, opened: Connected, *, as_json: bool) -> None:
    if as_json:
        show_json(found.to_json())
    else:
        with opened.store() as store:
            answerable = {each.id for each in store.holds.standing()}
        show_plan(screen(), found, opened.settings.rto.name, answerable)
