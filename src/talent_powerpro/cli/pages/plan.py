"""The page of `plan`: the writes that a run would make."""

from __future__ import annotations

from datetime import date

from attrs import evolve

from talent_powerpro.cli.pages.run import show_attention, show_remarks, show_unreadable
from talent_powerpro.cli.pages.writes import show_writes, writes_for
from talent_powerpro.cli.screen import Screen
from talent_powerpro.records.plan import Plan
from talent_powerpro.records.record import NEEDS_ATTENTION, Record


def show_plan(screen: Screen, plan: Plan, day: date | None = None, rto: str = "") -> None:
    """Print each record with planned writes, then those that need attention, then remarks.

    *day* is the day that export dates were compared with, if it was not the plan's own day. *rto*
    is the RTO's name; blank where the settings have none.
    """
    compared = f" for export dates of {day:%d/%m/%Y}" if day else ""
    screen.heading(", ".join(filter(None, (f"Plan of {plan.today:%d/%m/%Y}{compared}", rto))))
    show_writes(screen, plan.writing)
    show_attention(screen, [r for r in plan.records if r.status in NEEDS_ATTENTION])
    show_remarks(screen, map(_unanswerable, plan.records))
    show_unreadable(screen, plan.unreadable)
    writes = sum(len(record.writes) for record in plan.writing)
    screen.line(
        f"A run now would make {writes_for(writes, len(plan.writing))}."
        if writes
        else "A run now would write nothing."
    )
    if plan.stopped:
        lacking = [each for ids in plan.not_reached.values() for each in ids]
        screen.line(f"The plan is not complete: {plan.stopped.message}")
        screen.line(f"It lacks {len(lacking)} enrolments: {', '.join(lacking)}.")


def _unanswerable(record: Record) -> Record:
    """The record without the ids of its remarks: `keep` knows them only after a run."""
    return evolve(record, remarks=tuple(evolve(each, id="") for each in record.remarks))
