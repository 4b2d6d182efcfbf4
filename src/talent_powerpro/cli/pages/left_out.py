"""Everybody whom a plan leaves out, by name: each cause once, with its names."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import evolve

from talent_powerpro.cli.pages.run import WITHDRAWN, show_lists
from talent_powerpro.cli.screen import Screen
from talent_powerpro.records.report import Listed, Lists

TITLES = (
    ("missed", "Missed: the export date has passed"),
    ("no_export_date", "Export box ticked, no export date"),
    ("unmet", "Waiting: a condition is not met"),
    ("closed_before_results", "Completed before the enrolment was closed, without a result"),
    ("withdrawn", WITHDRAWN),
)


def show_left_out(screen: Screen, lists: Lists) -> None:
    """Print the lists beside a plan's records. All entries are named, reported before or not."""
    for name, title in TITLES:
        _show_by_cause(screen, title, getattr(lists, name))
    unmatched = tuple(evolve(each, new=True) for each in lists.unmatched)
    show_lists(screen, Lists(unmatched=unmatched, other_items=lists.other_items))


def _show_by_cause(screen: Screen, title: str, entries: Sequence[Listed]) -> None:
    if entries:
        screen.heading(title)
    causes: dict[tuple[tuple[str, ...], tuple[str, ...]], list[Listed]] = {}
    for entry in entries:
        causes.setdefault((entry.reasons, entry.where), []).append(entry)
    for (reasons, where), several in causes.items():
        for entry in several:
            screen.line(
                f"{entry.enrolment_id} {entry.client_name} ({entry.client_code}), "
                f"{entry.course_code}"
            )
        for reason, place in zip(reasons, where, strict=True):
            screen.line(f"{reason} -> {place}", indent=4)
