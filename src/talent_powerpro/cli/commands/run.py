"""``talent-powerpro run``"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path

import click

from talent_powerpro.agent import Agent, now_utc
from talent_powerpro.cli.commands.plan import planned, tell_plan
from talent_powerpro.cli.every import Repeating, distance
from talent_powerpro.cli.exits import Exit, of_report
from talent_powerpro.cli.interruption import stopping
from talent_powerpro.cli.options import date_option, json_option, only_option, settings_option
from talent_powerpro.cli.pages.run import show_run
from talent_powerpro.cli.pages.runs import Telling
from talent_powerpro.cli.progress import ProgressListener, progress
from talent_powerpro.cli.screen import screen, show_json, warn
from talent_powerpro.config.bootstrap import Connected, open_agent, open_to_read, open_to_write
from talent_powerpro.errors import RunFault, SettingsFault
from talent_powerpro.records.report import RunReport
from talent_powerpro.run.brakes import BRAKES


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
@click.option(
    "--every",
    metavar="T",
    callback=lambda _, __, text: None if text is None else distance(text),
    help="Run again and again, every T (such as 30s, 10m or 2h), until Ctrl+C.",
)
@settings_option
@json_option
def run(
    only: str | None,
    day: date | None,
    dry_run: bool,
    release: tuple[str, ...],
    strict: bool,
    every: int | None,
    settings_file: Path,
    as_json: bool,
) -> Exit:
    """Provision what is due, then fetch results.

    Ctrl+C finishes the record in hand; whatever was not reached stays due. With --every
    each run is told as one summary, or as one line of JSON.

    \b
    Example:
      talent-powerpro run --settings my-rto/talent-powerpro.toml
    """
    if every is not None:
        for_one_run = {
            "--date": day,
            "--dry-run": dry_run,
            "--release": release,
            "--strict": strict,
        }
        refuse(name for name, given in for_one_run.items() if given)
        return run_again_and_again(Repeating(every), settings_file, only=only, as_json=as_json)
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
    with agent_at_work(opened, clock) as agent, stopping(agent.stop, warn) as interruption:
        report = agent.run(only=only, date=day, release=release)
    return report, interruption.asked


@contextmanager
def agent_at_work(opened: Connected, clock: Callable[[], datetime] = now_utc) -> Iterator[Agent]:
    """The agent, its progress shown."""
    with (
        progress() as tell,
        open_agent(
            opened,
            listeners=(ProgressListener(tell),),
            clock=clock,
        ) as agent,
    ):
        yield agent


# --- again and again --------------------------------------------------------------


def refuse(given: Iterable[str]) -> None:
    """`SettingsFault` for options that are for a single run, looked at by a person."""
    faults = [f"{name}: is for one run; leave it out with --every" for name in given]
    if faults:
        raise SettingsFault(faults)


def run_again_and_again(
    repeating: Repeating, settings_file: Path, *, only: str | None, as_json: bool
) -> Exit:
    """Run at each tick until a signal comes. The settings are read again for each run.

    An unusable system ends that run alone: it may be back at the next tick. `SettingsFault`
    ends them all, since no later run would fare better.
    """
    tell = Telling(as_json)
    with stopping(repeating.stop, warn):
        for skipped in repeating.ticks():
            tell.skipped(skipped)
            try:
                opened = open_to_write(settings_file)
                tell.once(opened.warning)
                with agent_at_work(opened) as agent:
                    repeating.running(agent.stop)
                    report = agent.run(only=only)
            except SettingsFault:
                raise
            except RunFault as fault:
                tell.fault(fault)
                continue
            tell.report(report)
            if of_report(report) is Exit.SETTINGS:
                return Exit.SETTINGS
    return Exit.DONE
