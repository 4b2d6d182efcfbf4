"""Looks at everybody, as a run leaves them in the store: 100,000 first answers take minutes.

A run still follows. It asks about those whose look it does not accept, so that a mistake here
costs time and changes no figure. An older version, which remembers nothing, is left alone.
"""

from __future__ import annotations

from pathlib import Path

from benchmarks.college import PORTAL_NAME, START, ZONE, College
from benchmarks.store import url_of

AT_ONCE = 1_000


class OnlyNamed:
    """A Talent repository that is never called."""

    portal = PORTAL_NAME


def remember_looks(college: College, store_file: Path) -> None:
    """Remember a look at each enrolment, at `START`, with nothing completed."""
    try:
        from talent_powerpro.records.look import Look
        from talent_powerpro.rules.worth_asking import row_of
    except ImportError:
        return
    from talent_powerpro import Agent
    from talent_powerpro.adapters.sql import SqlPowerPro

    with SqlPowerPro(url_of(store_file)) as store:
        agent = Agent(store, OnlyNamed(), timezone=ZONE)  # type: ignore[arg-type]
        basis = agent._context.basis
        for first in range(0, college.enrolments, AT_ONCE):
            numbers = range(first, min(first + AT_ONCE, college.enrolments))
            rows = filter(None, (row_of(college.enrolment(number), basis) for number in numbers))
            store.looks.remember_looks(
                [
                    Look(row.enrolment_id, row.user_id, row.course_id, row.facts, START, 0)
                    for row in rows
                ]
            )
