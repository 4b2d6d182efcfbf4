"""Exit codes: what a scheduler learns without reading."""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum

from talent_powerpro.errors import (
    BrakeApplied,
    InternalError,
    Interrupted,
    LockHeld,
    RunFault,
    SettingsFault,
)
from talent_powerpro.records.plan import Plan
from talent_powerpro.records.report import RunReport
from talent_powerpro.run.brakes import BRAKES


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
    stopped = _of_reason(report.stopped.reason) if report.stopped else None
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
    by_kind = (code for kind, code in _BY_KIND.items() if isinstance(fault, kind))
    return next(by_kind, Exit.UNUSABLE)


_BY_KIND: Mapping[type[RunFault], Exit] = {
    InternalError: Exit.INTERNAL_ERROR,
    Interrupted: Exit.INTERRUPTED,
    SettingsFault: Exit.SETTINGS,
    LockHeld: Exit.LOCKED,
    BrakeApplied: Exit.BRAKE,
}
"""Any other fault of a run is an unusable system."""


def _of_reason(reason: str) -> Exit:
    """Adapters name reasons of their own; all that are not listed here mean an unusable system."""
    known = {kind.reason: code for kind, code in _BY_KIND.items()}
    return known.get(reason, Exit.BRAKE if reason in BRAKES else Exit.UNUSABLE)
