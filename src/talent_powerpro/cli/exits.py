"""Exit codes: what a scheduler learns without reading."""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum

from talent_powerpro.errors import FaultKind, RunFault
from talent_powerpro.records.plan import Plan
from talent_powerpro.records.report import RunReport


class Exit(IntEnum):
    """See ``docs/reference/exit-codes.md``."""

    DONE = 0
    ATTENTION = 1
    """Done, but records are newly held, failed or deferred."""
    SETTINGS = 2
    """Settings, usage or import files; nothing was begun."""
    UNUSABLE = 3
    """Stopped: TalentLMS or PowerPro cannot be used."""
    LOCKED = 4
    """Another run holds the lock; nothing was begun."""
    BRAKE = 5
    CHANGES = 7
    """Of `plan` alone: a run would write something."""
    INTERNAL_ERROR = 70
    INTERRUPTED = 130


def of_report(report: RunReport, *, strict: bool = False, interrupted: bool = False) -> Exit:
    """The code of a run. *strict* counts records that stood at earlier runs, too; *interrupted*:
    a signal came, whatever else stopped the run."""
    stopped = OF_KIND[report.stopped.kind] if report.stopped else None
    if interrupted and stopped is not Exit.INTERNAL_ERROR:
        return Exit.INTERRUPTED
    if stopped is not None:
        return stopped
    attention = any(record.new or strict for record in report.needing_attention)
    return Exit.ATTENTION if attention else Exit.DONE


def of_plan(plan: Plan) -> Exit:
    """The code of a plan."""
    return Exit.CHANGES if plan.writing else Exit.DONE


def of_fault(fault: RunFault) -> Exit:
    """The code of a fault that kept the command from its work."""
    return OF_KIND[fault.kind]


OF_KIND: Mapping[FaultKind, Exit] = {
    FaultKind.UNUSABLE: Exit.UNUSABLE,
    FaultKind.SETTINGS: Exit.SETTINGS,
    FaultKind.LOCKED: Exit.LOCKED,
    FaultKind.BRAKE: Exit.BRAKE,
    FaultKind.INTERRUPTED: Exit.INTERRUPTED,
    FaultKind.INTERNAL: Exit.INTERNAL_ERROR,
}
