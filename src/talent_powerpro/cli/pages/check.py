"""The page of `check`: the settings in force, then each cause with whom it concerns."""

from __future__ import annotations

from talent_powerpro.cli.pages.counts import count
from talent_powerpro.cli.screen import Screen
from talent_powerpro.records.check import Check, CheckItem, Level

HEADINGS = {
    Level.PROBLEM: "Problems: mend these first",
    Level.WARNING: "Warnings",
    Level.NOTE: "Notes",
}


def show_check(screen: Screen, check: Check) -> None:
    """Print what a check found, the most serious first."""
    screen.heading("Check")
    screen.fields(check.facts)
    for level, heading in HEADINGS.items():
        if items := check.of(level):
            screen.heading(heading)
            for item in items:
                _show(screen, item)
    screen.line()
    screen.line(_summary(check))


def _show(screen: Screen, item: CheckItem) -> None:
    screen.line(f"{item.reason}: {item.message}")
    for name in item.names:
        screen.line(name, indent=4)
    if item.where:
        screen.line(f"-> {item.where}", indent=2)


def _summary(check: Check) -> str:
    problems, warnings = check.of(Level.PROBLEM), check.of(Level.WARNING)
    if not problems and not warnings:
        return "No problems and no warnings."
    return f"{count(len(problems), 'problem')}, {count(len(warnings), 'warning')}."
