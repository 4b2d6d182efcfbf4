"""The page of `purge`: what it deleted."""

from __future__ import annotations

from collections.abc import Mapping

from talent_powerpro.cli.pages.counts import count
from talent_powerpro.cli.screen import Screen
from talent_powerpro.services.retention import IDLE_DAYS, DaysKept


def show_purged(screen: Screen, removed: Mapping[str, int], kept: DaysKept) -> None:
    """Say how many rows of each kind were deleted."""
    for name, row, source, age in (
        ("sync_log", "line", "sync log", kept.sync_log),
        ("journal", "record", "journal", kept.journal),
        ("evidence", "record", "evidence of results", kept.evidence),
    ):
        deleted, days = count(removed[name], row), count(age, "day")
        screen.line(f"Deleted {deleted} of the {source} older than {days}.")
    if lines := removed["idle_runs"]:
        screen.line(
            f"Deleted {count(lines, 'line')} of idle runs older than {count(IDLE_DAYS, 'day')}. "
            "One idle run of each day stays in the sync log."
        )
    if answers := removed["answers"]:
        screen.line(f"Deleted {count(answers, 'answer')} to holds that no run needs any more.")
    if looks := removed["last_looks"]:
        screen.line(f"Deleted {count(looks, 'last look')} at enrolments that left long ago.")
    if rows := removed["engagement"]:
        days = count(kept.evidence, "day")
        screen.line(f"Deleted {count(rows, 'row')} of engagement last read more than {days} ago.")
    if rows := removed["ownerless"]:
        screen.line(f"Deleted {count(rows, 'row')} about clients and enrolments that are gone.")
