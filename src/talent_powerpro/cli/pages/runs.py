"""One run after the other, each as one summary."""

from __future__ import annotations

import sys

from attrs import mutable

from talent_powerpro.cli.pages.run import show_attention, show_run_s_own_remarks, wrote
from talent_powerpro.cli.screen import Screen, screen, show_json_line, tell_faults, warn
from talent_powerpro.errors import RunFault
from talent_powerpro.records.json import SCHEMA, as_json
from talent_powerpro.records.report import RunReport, Stopped


@mutable
class Telling:
    """What runs are told to: a person who reads along, or a program, line by line."""

    as_json: bool
    _told: str = ""

    def report(self, report: RunReport) -> None:
        if self.as_json:
            show_json_line(report.to_json())
            return
        show_summary(screen(), report)
        sys.stdout.flush()

    def fault(self, fault: RunFault) -> None:
        """A run that could not even begin."""
        if self.as_json:
            stopped = Stopped.by(fault)
            show_json_line(as_json({"schema": SCHEMA, "stopped": stopped}))
        tell_faults(fault)

    def skipped(self, ticks: int) -> None:
        """Runs that were left out, because the one before them took so long."""
        if ticks:
            warn(f"The last run took longer than from one run to the next: {ticks} left out.")

    def once(self, warning: str) -> None:
        """A warning, where the run before did not have the same."""
        if warning != self._told:
            warn(warning)
        self._told = warning


def show_summary(screen: Screen, report: RunReport) -> None:
    """One line, then what newly needs a person, then why it stopped before its end."""
    stages = "; ".join(f"{stage}: {_counts(report, stage)}" for stage in report.stages)
    screen.line(f"{report.started:%d/%m/%Y %H:%M:%S} {stages}. {wrote(report)}")
    show_attention(screen, [record for record in report.needing_attention if record.new])
    show_run_s_own_remarks(screen, report)
    if report.stopped:
        screen.line(f"Stopped: {report.stopped.message}")
        screen.line(report.stopped.remedy)


def _counts(report: RunReport, stage: str) -> str:
    counts = report.counts(stage).items()
    return ", ".join(f"{count} {status}" for status, count in counts) or "nothing to do"
