"""The page of an import: counts by kind, rows no longer in the files, warnings."""

from __future__ import annotations

from talent_powerpro.cli.screen import Screen, warn
from talent_powerpro.ports.import_set import ImportReport, Kind

ABSENT_SHOWN = 20
"""Rows gone from the files that are listed; the others are only counted."""


def show_import(screen: Screen, report: ImportReport) -> None:
    """Counts by kind, then the rows that are gone; warnings go to standard error."""
    screen.table(("Kind", "Added", "Changed", "Unchanged"), [_counts(report, k) for k in Kind])
    if report.absent:
        screen.heading("No longer in the files, kept in the store")
        for kind, key in report.absent[:ABSENT_SHOWN]:
            screen.line(f"{kind} {', '.join(key)}")
        if more := len(report.absent[ABSENT_SHOWN:]):
            screen.line(f"and {more} more")
    for warning in report.warnings:
        warn(f"Warning: {warning}")


def _counts(report: ImportReport, kind: Kind) -> tuple[str, ...]:
    counts = (report.added, report.changed, report.unchanged)
    return str(kind), *(str(each.get(kind, 0)) for each in counts)
