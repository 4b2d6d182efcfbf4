"""The page of `run --every`: one short summary for each run."""

from __future__ import annotations

from attrs import mutable

from talent_powerpro.cli.pages.counts import count
from talent_powerpro.cli.pages.run import (
    report_json,
    show_attention,
    show_held_run,
    show_lists,
    show_remarks,
    show_run_remarks,
    show_unreadable,
    wrote,
)
from talent_powerpro.cli.screen import Screen, screen, show_faults, show_json_line, warn
from talent_powerpro.errors import RunFault
from talent_powerpro.records.json import SCHEMA, as_json
from talent_powerpro.records.report import Lists, RunReport, Stopped


@mutable
class RunsPage:
    """Prints each run when it ends: a summary for people, or one line of JSON for a program."""

    as_json: bool
    _last_warnings: tuple[str, ...] = ()

    def report(self, report: RunReport, *, proxy: str) -> None:
        """Print a run that went through *proxy*; blank: none."""
        if self.as_json:
            show_json_line(report_json(report, proxy=proxy))
            return
        show_summary(screen(), report)

    def fault(self, fault: RunFault) -> None:
        """Print why a run could not start."""
        if self.as_json:
            stopped = Stopped.by(fault)
            show_json_line(as_json({"schema": SCHEMA, "stopped": stopped}))
        show_faults(fault)

    def skipped(self, ticks: int) -> None:
        """Warn that *ticks* runs were skipped because the last run took too long."""
        if ticks:
            warn(f"The last run took longer than the interval. Skipped {count(ticks, 'run')}.")

    def warnings(self, warnings: tuple[str, ...]) -> None:
        """Print the warnings that the run before did not have."""
        for warning in warnings:
            if warning not in self._last_warnings:
                warn(warning)
        self._last_warnings = warnings


def show_summary(screen: Screen, report: RunReport) -> None:
    """Print one line of counts, then what is new and needs attention, then why the run stopped."""
    stages = "; ".join(f"{stage}: {_counts(report, stage)}" for stage in report.stages)
    screen.line(f"{report.started:%d/%m/%Y %H:%M:%S} {stages}. {wrote(report)}")
    show_unreadable(screen, [row for row in report.unreadable if row.new])
    if report.held_run and report.held_run.new:
        show_held_run(screen, report.held_run)
    show_attention(screen, [record for record in report.needing_attention if record.new])
    show_remarks(screen, [record for record in report.waiting_for_group if record.new])
    show_lists(screen, new_in(report.lists))
    show_run_remarks(screen, report)
    if report.stopped:
        screen.line(f"Stopped: {report.stopped.message}")
        screen.line(report.stopped.remedy)


def new_in(lists: Lists) -> Lists:
    """The entries that no earlier run listed, without those that wait for a later day."""
    return Lists(
        missed=tuple(each for each in lists.missed if each.new),
        no_export_date=tuple(each for each in lists.no_export_date if each.new),
        closed_before_results=tuple(each for each in lists.closed_before_results if each.new),
        unmatched=tuple(each for each in lists.unmatched if each.new),
        withdrawn=tuple(each for each in lists.withdrawn if each.new),
    )


def _counts(report: RunReport, stage: str) -> str:
    counts = report.counts(stage).items()
    return ", ".join(f"{count} {status}" for status, count in counts) or "nothing to do"
