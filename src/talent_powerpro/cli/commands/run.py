"""The command ``talent-powerpro run``."""

from __future__ import annotations

import sys
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import date, datetime
from functools import partial
from pathlib import Path

import click
from attrs import mutable

from talent_powerpro.agent import Agent, now_utc
from talent_powerpro.cli.commands.plan import planned, print_plan
from talent_powerpro.cli.every import Repeating, interval
from talent_powerpro.cli.exits import Exit, of_report
from talent_powerpro.cli.interruption import stopping
from talent_powerpro.cli.options import date_option, json_option, only_option, settings_option
from talent_powerpro.cli.pages.run import report_json, show_run
from talent_powerpro.cli.pages.runs import RunsPage
from talent_powerpro.cli.progress import ProgressListener, progress
from talent_powerpro.cli.screen import screen, show_json, warn
from talent_powerpro.cli.targets import found_in, targets_options
from talent_powerpro.config.bootstrap import Connected, open_agent, open_to_read, open_to_write
from talent_powerpro.config.monitored import monitored
from talent_powerpro.errors import RunFault, SettingsFault
from talent_powerpro.ports.run_listener import RunListener
from talent_powerpro.records.report import RunReport
from talent_powerpro.records.run_targets import EVERYBODY, RunTargets
from talent_powerpro.run.brakes import BRAKES

release_option = click.option(
    "--release",
    metavar="BRAKE",
    multiple=True,
    type=click.Choice(BRAKES),
    help=f"Release this brake for this run: {', '.join(BRAKES)}. May be given several times.",
)


@click.command()
@only_option
@date_option
@targets_options
@click.option("--dry-run", is_flag=True, help="Show the plan, and write nothing.")
@release_option
@click.option(
    "--strict", is_flag=True, help="Exit with code 1 also for what an earlier run reported."
)
@click.option(
    "--every",
    metavar="T",
    callback=lambda _, __, text: None if text is None else interval(text),
    help="Repeat the run every T (such as 30s, 10m or 2h) until Ctrl+C.",
)
@settings_option
@json_option
def run(
    only: str | None,
    day: date | None,
    targets: RunTargets,
    dry_run: bool,
    release: tuple[str, ...],
    strict: bool,
    every: int | None,
    settings_file: Path,
    as_json: bool,
) -> Exit:
    """Provision the enrolments that are due, then fetch results.

    Where [policy] on_withdrawal says so, withdrawn enrolments come last.

    With --enrolment, --client or --course, only for these. All others are left as they are.

    Ctrl+C finishes the current record and stops; the other records stay due. With --every,
    each run prints a short summary, or one line of JSON.

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
            "--enrolment": targets.enrolments,
            "--client": targets.clients,
            "--course": targets.courses,
        }
        refuse_for_repeated_runs(name for name, given in for_one_run.items() if given)
        return run_repeatedly(Repeating(every), settings_file, only=only, as_json=as_json)
    if dry_run:
        # open_to_read: a dry run creates no Talent user, so it needs no password.
        to_read = open_to_read(settings_file)
        found = planned(to_read, only=only, day=day, targets=found_in(to_read, targets))
        print_plan(found, to_read, as_json=as_json)
        return Exit.DONE
    opened = open_to_write(settings_file)
    targets = found_in(opened, targets)
    show = partial(show_report, opened, as_json=as_json)
    report, interrupted = run_once(
        opened, show, only=only, day=day, targets=targets, release=release
    )
    return of_report(report, strict=strict, interrupted=interrupted)


def run_once(
    opened: Connected,
    show: Callable[[RunReport], None],
    *,
    only: str | None = None,
    day: date | None = None,
    targets: RunTargets = EVERYBODY,
    release: Collection[str] = (),
    clock: Callable[[], datetime] = now_utc,
) -> tuple[RunReport, bool]:
    """The report of one run, and whether a signal came. *show* prints the report."""

    def start(agent: Agent, deliver: Delivery) -> RunReport:
        return agent.run(only=only, date=day, targets=targets, release=release, deliver=deliver)

    return carry_out(opened, show, start, clock)


def carry_out(
    opened: Connected,
    show: Callable[[RunReport], None],
    start: Callable[[Agent, Delivery], RunReport],
    clock: Callable[[], datetime] = now_utc,
) -> tuple[RunReport, bool]:
    """The report of the run that *start* starts, and whether a signal came."""
    for warning in opened.warnings:
        warn(warning)
    with monitored(opened.monitor, warn) as watch:
        with (
            agent_at_work(opened, show, clock, [watch]) as (agent, delivery),
            stopping(agent.stop, warn) as interruption,
        ):
            report = start(agent, delivery)
        delivery.add_stop(report)
        watch.ended(report, of_report(report, interrupted=interruption.requested))
    return report, interruption.requested


def show_report(opened: Connected, report: RunReport, *, as_json: bool) -> None:
    if as_json:
        show_json(report_json(report, proxy=opened.route.proxy_shown))
    else:
        show_run(screen(), report, opened.settings.rto.name)


@mutable
class Delivery:
    """Prints a run's report before its news count as reported."""

    show: Callable[[RunReport], None]
    end_progress: Callable[[], None]
    _printed: RunReport | None = None

    def __call__(self, report: RunReport) -> None:
        self.end_progress()
        self.show(report)
        # Into a closed pipe or on a full disk this raises here, and the news stays new.
        sys.stdout.flush()
        self._printed = report

    def add_stop(self, report: RunReport) -> None:
        """Print to standard error what stopped the run after its report was printed."""
        if report.stopped and self._printed and not self._printed.stopped:
            warn(f"Stopped: {report.stopped.message}")
            warn(report.stopped.remedy)


@contextmanager
def agent_at_work(
    opened: Connected,
    show: Callable[[RunReport], None],
    clock: Callable[[], datetime] = now_utc,
    listeners: Sequence[RunListener] = (),
) -> Iterator[tuple[Agent, Delivery]]:
    """The agent, with its progress shown, and the delivery of its report by *show*."""
    with ExitStack() as bars:
        every = (ProgressListener(bars.enter_context(progress())), *listeners)
        with open_agent(opened, listeners=every, clock=clock) as agent:
            yield agent, Delivery(show, bars.close)


# --- repeated runs -----------------------------------------------------------------


def refuse_for_repeated_runs(given: Iterable[str]) -> None:
    """Raise `SettingsFault` for options that make sense for a single run alone."""
    faults = [f"{name} cannot be combined with --every. Leave one out." for name in given]
    if faults:
        raise SettingsFault(faults)


def run_repeatedly(
    repeating: Repeating, settings_file: Path, *, only: str | None, as_json: bool
) -> Exit:
    """Run at each tick until a signal comes. Reads the settings again for each run.

    An unusable system ends only the current run, because it may be back at the next tick. A
    `SettingsFault` ends all runs, because every later run would end the same way.
    """
    page = RunsPage(as_json)
    with stopping(repeating.stop, warn):
        for skipped in repeating.ticks():
            page.skipped(skipped)
            try:
                opened = open_to_write(settings_file)
                page.warnings(opened.warnings)
                show = partial(page.report, proxy=opened.route.proxy_shown)
                with monitored(opened.monitor, warn) as watch:
                    with agent_at_work(opened, show, listeners=[watch]) as (agent, delivery):
                        repeating.running(agent.stop)
                        report = agent.run(only=only, deliver=delivery)
                    delivery.add_stop(report)
                    watch.ended(report, of_report(report))
            except SettingsFault:
                raise
            except RunFault as fault:
                page.fault(fault)
                continue
            if of_report(report) is Exit.SETTINGS:
                return Exit.SETTINGS
    return Exit.DONE
