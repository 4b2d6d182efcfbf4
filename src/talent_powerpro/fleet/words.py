"""A fleet's runs and lengths of time in words, for its pages."""

from __future__ import annotations

from collections import Counter

from talent_powerpro.fleet.records import FleetRun
from talent_powerpro.records.record import RecordStatus


def did(run: FleetRun) -> str:
    """A run's counts in short, such as ``10 provisioned, 1 held``, without what is unchanged."""
    if run.lost:
        return "cut off: its worker ended"
    numbers: Counter[str] = Counter()
    for each in run.counts.values():
        numbers.update(each)
    del numbers[RecordStatus.UNCHANGED]
    shown = ", ".join(f"{number:,} {status}" for status, number in numbers.items() if number)
    return shown or ("nothing new" if run.run_id else "")


def length(seconds: int) -> str:
    """A length of time in its largest unit: ``40 s``, ``12 min``, ``3 h``, ``2 days``."""
    for unit, size, until in ((" s", 1, 60), (" min", 60, 120 * 60), (" h", 3600, 48 * 3600)):
        if seconds < until:
            return f"{max(0, seconds) // size}{unit}"
    return f"{seconds // 86_400} days"
