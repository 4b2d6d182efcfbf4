"""The page of `import`: counts by kind, rows missing from the files, warnings."""

from __future__ import annotations

from talent_powerpro.cli.screen import Screen, warn
from talent_powerpro.ports.import_set import ImportReport, Kind

ABSENT_SHOWN = 20
"""The number of missing rows that are listed. The others are only counted."""


def show_import(screen: Screen, report: ImportReport) -> None:
    """Print the counts by kind, then the missing rows. Warnings go to standard error."""
    screen.table(("Kind", "Added", "Changed", "Unchanged"), [_counts(report, k) for k in Kind])
    if report.absent:
        screen.heading("Missing from the files, kept in the store")
        for kind, key in report.absent[:ABSENT_SHOWN]:
            screen.line(f"{kind} {', '.join(key)}")
        if more := len(report.absent[ABSENT_SHOWN:]):
            screen.line(f"and {more} more")
    for warning in report.warnings:
        warn(f"Warning: {warning}")


def _counts(report: ImportReport, kind: Kind) -> tuple[str, ...]:
    counts = (report.added, report.changed, report.unchanged)
    return str(kind), *(str(each.get(kind, 0)) for each in counts)
