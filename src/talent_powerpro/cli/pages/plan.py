"""The page of `plan`: what a run would write, and whom it would leave out."""

from __future__ import annotations

from collections.abc import Collection

from attrs import evolve

from talent_powerpro.cli.pages.counts import count
from talent_powerpro.cli.pages.left_out import show_left_out
from talent_powerpro.cli.pages.run import (
    show_attention,
    show_remarks,
    show_targets,
    show_unreadable,
)
from talent_powerpro.cli.pages.writes import show_writes, writes_for
from talent_powerpro.cli.screen import Screen
from talent_powerpro.records.plan import Plan
from talent_powerpro.records.record import NEEDS_ATTENTION, Record


def show_plan(screen: Screen, plan: Plan, rto: str = "", answerable: Collection[str] = ()) -> None:
    """Print planned writes, records that need attention, remarks, and who is left out and why.

    *rto* is the RTO's name; blank where the settings have none. *answerable* are the ids of the
    holds that the last run found: only those can be released or kept now.
    """
    screen.heading(", ".join(filter(None, (_title(plan), rto))))
    if plan.is_preview and plan.made_at:
        screen.line(
            f"As both systems are now, on {plan.made_at:%d/%m/%Y}, and as if no run came before "
            "that day. Nothing is written."
        )
    show_targets(screen, plan.targets.texts, plan.targets.although_not_today)
    show_writes(screen, plan.writing)
    attention = [each for each in plan.records if each.status in NEEDS_ATTENTION]
    show_attention(screen, [_with_known_ids(each, answerable) for each in attention])
    new = {hold.id for each in attention for hold in each.holds} - set(answerable)
    if new:
        screen.line()
        screen.line(
            f"{len(new)} of these holds {'is' if len(new) == 1 else 'are'} new. "
            "After the next run, `talent-powerpro holds` says how to answer."
        )
    show_remarks(screen, map(_unanswerable, plan.records))
    show_unreadable(screen, plan.unreadable)
    show_left_out(screen, plan.lists)
    screen.line()
    screen.line(_summary(plan))
    if plan.stopped:
        lacking = [each for ids in plan.not_reached.values() for each in ids]
        screen.line(f"The plan is not complete: {plan.stopped.message}")
        screen.line(f"It lacks {count(len(lacking), 'enrolment')}: {', '.join(lacking)}.")


def _title(plan: Plan) -> str:
    what = "Preview for" if plan.is_preview else "Plan of"
    compared = f" for export dates of {plan.export_day:%d/%m/%Y}" if plan.export_day else ""
    return f"{what} {plan.today:%d/%m/%Y}{compared}"


def _summary(plan: Plan) -> str:
    when = f"on {plan.today:%d/%m/%Y}" if plan.is_preview else "now"
    writes = sum(len(record.writes) for record in plan.writing)
    if not writes:
        return f"A run {when} would write nothing."
    return f"A run {when} would make {writes_for(writes, len(plan.writing))}."


def _with_known_ids(record: Record, answerable: Collection[str]) -> Record:
    """The record without the ids of holds that no run has held yet: nobody can answer them."""
    known = (evolve(each, id=each.id if each.id in answerable else "") for each in record.holds)
    return evolve(record, holds=tuple(known))


def _unanswerable(record: Record) -> Record:
    """The record without the ids of its remarks: `keep` knows them only after a run."""
    return evolve(record, remarks=tuple(evolve(each, id="") for each in record.remarks))
