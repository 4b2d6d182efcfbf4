"""Retention: deletes what the agent remembers and no longer needs.

What later runs need stays, however old: records that have not ended, due marks, pending
memberships, results last written, current holds, answers that runs still use, verified links.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta

from attrs import frozen

from talent_powerpro.ports.retention import Cut, DeletesOldRecords
from talent_powerpro.rules.lost_writes import STAGE, runs_of

IDLE_DAYS = 7
"""Days after which only one idle run of each day stays in the sync log."""


@frozen
class DaysKept:
    """How many days what is kept."""

    sync_log: int
    journal: int
    evidence: int
    missed: int
    """The policy's ``missed_days``: an enrolment that left the scope is looked at within these."""


def purge(
    store: DeletesOldRecords,
    days: DaysKept,
    now: datetime,
    *,
    is_idle: Callable[[Sequence[str]], bool],
) -> Mapping[str, int]:
    """Delete what is older than *days* says, and return the number of rows by what they were.

    The caller holds the run lock. *now* is aware. *is_idle* is as in `DeletesOldRecords.purge`.
    """
    # A current hold about lost runs ends by itself where nothing is known of these runs any more.
    holds = store.state.holds
    lost = [each for each in holds.standing() if each.stage == STAGE] if holds else []
    keep_runs = tuple(run for hold in lost for run in runs_of(hold))
    cut = Cut(
        sync_log=now - timedelta(days=days.sync_log),
        idle_runs=now - timedelta(days=IDLE_DAYS),
        journal=now - timedelta(days=days.journal),
        looks=now - timedelta(days=max(days.journal, days.missed + 1)),
        evidence=now - timedelta(days=days.evidence),
        keep_runs=keep_runs,
    )
    return store.purge(cut, is_idle=is_idle)
