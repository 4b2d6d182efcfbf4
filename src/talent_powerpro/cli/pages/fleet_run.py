"""The page of `fleet run`: how one run ended."""

from __future__ import annotations

from typing import TYPE_CHECKING

from talent_powerpro.cli.screen import Screen

if TYPE_CHECKING:
    from talent_powerpro.fleet.records import FleetRun


def show_run(screen: Screen, run: FleetRun) -> None:
    """Print the run's end, its counts, and what waits for a person."""
    if run.lost:
        screen.line(f"{run.rto}: the worker ended before the run did. It is due again.")
        return
    screen.line(f"{run.rto}: run {run.run_id or 'not begun'} ended with exit code {run.exit}.")
    for stage, counts in run.counts.items():
        said = ", ".join(f"{number} {status}" for status, number in counts.items())
        screen.line(f"{stage}: {said or 'nothing to do'}", indent=2)
    if run.needs_person:
        waits = ", ".join(f"{number} {kind}" for kind, number in run.needs_person.items())
        screen.line(f"Waits for a person: {waits}")
    for text in (run.message, run.remedy):
        if text:
            screen.line(text)
