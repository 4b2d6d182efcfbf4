"""The page of `fleet status`: a table of RTOs, worst first, what stopped them, and a summary."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from talent_powerpro.cli.pages.counts import count
from talent_powerpro.cli.screen import Screen
from talent_powerpro.fleet.overview import Condition, Overview, Standing
from talent_powerpro.fleet.words import did, length

TITLES = ("RTO", "State", "Late by", "Last run", "Next run", "Did", "Needs a person")
MOST_NAMES = 5
"""The most RTOs that are named beside what stopped them."""


def show_overview(screen: Screen, found: Overview, *, late_only: bool) -> None:
    """Print the overview. Times are relative, because each RTO has a zone of its own."""
    shown = [each for each in found.rtos if each.late or not late_only]
    if shown:
        screen.table(TITLES, [_row(each, found.now) for each in shown])
        _show_faults(screen, shown)
        screen.line()
    for line in summary(found):
        screen.line(line)


def summary(found: Overview) -> Iterable[str]:
    """The fleet in two lines."""
    rtos = "1 RTO" if len(found.rtos) == 1 else f"{len(found.rtos):,} RTOs"
    numbers = [f"{number:,} {condition}" for condition, number in found.conditions.items()]
    yield f"{rtos}: {', '.join(numbers)}." if numbers else "The fleet has no RTO yet."
    alive = [each for each in found.workers if each.alive]
    slots = sum(each.slots for each in alive)
    yield (
        f"{found.late:,} late. Entries wait for a person at {count(found.needs_person, 'RTO')}. "
        f"{count(len(alive), 'worker')} with {count(slots, 'slot')}."
    )


def _row(rto: Standing, now: datetime) -> Sequence[str]:
    return (
        rto.rto,
        rto.condition,
        length(rto.late_by_seconds) if rto.late else "",
        f"{length(_seconds(rto.last.ended, now))} ago" if rto.last else "none yet",
        _next(rto, now),
        did(rto.last) if rto.last else "",
        f"{rto.needs_person:,}" if rto.needs_person else "",
    )


def _next(rto: Standing, now: datetime) -> str:
    if rto.running:
        return f"running for {length(_seconds(rto.running.started, now))}"
    if rto.condition is Condition.FAULTY:
        return ""
    if rto.next_due is None:
        return f"paused by {rto.paused_by}" if rto.paused_by else "paused"
    seconds = -_seconds(rto.next_due, now)
    return f"in {length(seconds)}" if seconds > 0 else "due now"


def _seconds(then: datetime | None, now: datetime) -> int:
    return int((now - then).total_seconds()) if then else 0


def _show_faults(screen: Screen, shown: Iterable[Standing]) -> None:
    """Print each fault once, with the RTOs that have it."""
    names: dict[tuple[tuple[str, ...], str], list[str]] = {}
    for each in shown:
        if each.faults:
            names.setdefault((each.faults, each.remedy), []).append(each.rto)
    if names:
        screen.heading("What stops them")
    for (faults, remedy), rtos in names.items():
        more = f" and {count(len(rtos) - MOST_NAMES, 'other')}" if len(rtos) > MOST_NAMES else ""
        screen.line(f"{', '.join(rtos[:MOST_NAMES])}{more}")
        for text in (*faults, *((remedy,) if remedy else ())):
            screen.line(text, indent=2)
