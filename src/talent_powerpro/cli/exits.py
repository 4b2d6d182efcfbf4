"""Exit codes: what a scheduler learns without reading."""

from __future__ import annotations

from enum import IntEnum

from talent_powerpro.brakes import BRAKES
from talent_powerpro.errors import BrakeApplied, Interrupted, RunFault, SettingsFault
from talent_powerpro.plan import Plan
from talent_powerpro.report import RunReport


class Exit(IntEnum):
    """See ``docs/reference/exit-codes.md``."""

    DONE = 0
    ATTENTION = 1
    """Done, but records are newly held, failed or deferred."""
    SETTINGS = 2
    """Settings, usage or import files; nothing was begun."""
    UNUSABLE = 3
    """Stopped: TalentLMS or PowerPro cannot be used."""
    BRAKE = 5
    CHANGES = 7
    """Of `plan` alone: a run would write something."""
    OUR_FAULT = 70
    INTERRUPTED = 130


def of_report(report: RunReport, *, strict: bool = False, interrupted: bool = False) -> Exit:
    """The code of a run. *strict* counts records that stood at earlier runs, too; *interrupted*:
    a signal came, whatever else stopped the run."""
    if interrupted:
        return Exit.INTERRUPTED
    if report.stopped:
        return _of_reason(report.stopped.reason)
    attention = any(record.new or strict for record in report.needing_attention)
    return Exit.ATTENTION if attention else Exit.DONE


def of_plan(plan: Plan) -> Exit:
    """The code of a plan."""
    return Exit.CHANGES if plan.writing else Exit.DONE


def of_fault(fault: RunFault) -> Exit:
    """The code of a fault that kept the command from its work."""
    if isinstance(fault, Interrupted):
        return Exit.INTERRUPTED
    if isinstance(fault, SettingsFault):
        return Exit.SETTINGS
    return Exit.BRAKE if isinstance(fault, BrakeApplied) else Exit.UNUSABLE


def _of_reason(reason: str) -> Exit:
    """Adapters name reasons of their own; all that are not listed here mean an unusable system."""
    known = {Interrupted.reason: Exit.INTERRUPTED, SettingsFault.reason: Exit.SETTINGS}
    return known.get(reason, Exit.BRAKE if reason in BRAKES else Exit.UNUSABLE)
