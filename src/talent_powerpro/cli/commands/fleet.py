"""The commands ``talent-powerpro fleet ...``."""

from __future__ import annotations

import logging
import sys
from pathlib import Path

import click

from talent_powerpro.cli.commands.fleet_report import report
from talent_powerpro.cli.commands.fleet_status import status
from talent_powerpro.cli.exits import Exit
from talent_powerpro.cli.fleet_options import fleet_option, fleet_settings
from talent_powerpro.cli.options import account, json_option
from talent_powerpro.cli.pages.fleet_run import show_run
from talent_powerpro.cli.screen import screen, show_values, warn


@click.group()
def fleet() -> None:
    """Run the agent for many RTOs from one place.

    Needs PostgreSQL, and the extra fleet of this package.

    \b
    Examples:
      talent-powerpro fleet worker --fleet fleet.toml
      talent-powerpro fleet status --late
    """


fleet.add_command(status)
fleet.add_command(report)


@fleet.command()
@fleet_option
def worker(fleet_file: Path) -> Exit:
    """Run the RTOs that are due, until Ctrl+C.

    Prints a line for each run to standard error. Start as many workers as you like, on one
    machine or several. Ctrl+C finishes the current records.

    \b
    Example:
      talent-powerpro fleet worker --fleet fleet.toml
    """
    settings = fleet_settings(fleet_file)
    from talent_powerpro.fleet.log import Lines, log
    from talent_powerpro.fleet.work import work

    lines = logging.StreamHandler(sys.stderr)
    lines.setFormatter(Lines())
    log.addHandler(lines)
    log.setLevel(logging.INFO)
    try:
        work(settings, warn)
    finally:
        log.removeHandler(lines)
    return Exit.DONE


@fleet.command()
@click.argument("rto")
@fleet_option
@json_option
def pause(rto: str, fleet_file: Path, as_json: bool) -> Exit:
    """Pause an RTO: no run of it begins until it is resumed.

    A run under way goes on to its end.

    \b
    Example:
      talent-powerpro fleet pause perth
    """
    settings = fleet_settings(fleet_file)
    from talent_powerpro.fleet.reading import pause as pause_rto

    changed = pause_rto(settings, rto, account())
    if as_json:
        show_values(rto=rto, paused=True, changed=changed)
    else:
        screen().line(f"{rto} is paused." if changed else f"{rto} was paused before.")
    return Exit.DONE


@fleet.command()
@click.argument("rto")
@fleet_option
@json_option
def resume(rto: str, fleet_file: Path, as_json: bool) -> Exit:
    """Resume a paused RTO. It runs at its next tick.

    \b
    Example:
      talent-powerpro fleet resume perth
    """
    settings = fleet_settings(fleet_file)
    from talent_powerpro.fleet.reading import resume as resume_rto

    changed = resume_rto(settings, rto)
    if as_json:
        show_values(rto=rto, paused=False, changed=changed)
    else:
        screen().line(f"{rto} is resumed." if changed else f"{rto} was not paused.")
    return Exit.DONE


@fleet.command("run")
@click.argument("rto")
@click.option("--no-wait", is_flag=True, help="Do not wait for the run's end.")
@fleet_option
@json_option
def run_rto(rto: str, no_wait: bool, fleet_file: Path, as_json: bool) -> Exit:
    """Ask for a run of an RTO before all others, and wait for its end.

    The exit code is the run's own. Ctrl+C ends the waiting, and nothing else.

    \b
    Example:
      talent-powerpro fleet run perth
    """
    settings = fleet_settings(fleet_file)
    from talent_powerpro.fleet.reading import ask, awaited

    before = ask(settings, rto)
    if no_wait:
        if as_json:
            show_values(rto=rto, asked=True)
        else:
            screen().line(f"Asked for a run of {rto}.")
        return Exit.DONE
    ended = awaited(settings, rto, before)
    if as_json:
        show_values(run=ended)
    else:
        show_run(screen(), ended)
    return Exit.INTERRUPTED if ended.exit is None else Exit(ended.exit)
