"""What a run would write."""

from __future__ import annotations

from talent_powerpro.cli.pages.run import show_attention
from talent_powerpro.cli.pages.writes import show_writes
from talent_powerpro.cli.screen import Screen
from talent_powerpro.records.plan import Plan
from talent_powerpro.records.record import NEEDS_ATTENTION


def show_plan(screen: Screen, plan: Plan) -> None:
    """Each record that would write, then those that would wait for a person."""
    screen.heading(f"Plan of {plan.today:%d/%m/%Y}")
    show_writes(screen, plan.writing)
    show_attention(screen, [r for r in plan.records if r.status in NEEDS_ATTENTION])
    writes = sum(len(record.writes) for record in plan.writing)
    screen.line(
        f"A run now would make {writes} write(s), for {len(plan.writing)} record(s)."
        if writes
        else "A run now would write nothing."
    )
