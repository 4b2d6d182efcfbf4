"""Exit codes, so that a scheduler need not read the output; and the one of each run."""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum

from talent_powerpro.errors import FaultKind, RunFault
from talent_powerpro.records.report import RunReport


class Exit(IntEnum):
    """See ``docs/reference/exit-codes.md``."""

    DONE = 0
    ATTENTION = 1
    """Done, but records are newly held, failed or deferred, newly wait for their group, or a list
    names a new missed enrolment or completion. Under ``--strict`` also if none of it is new."""
    SETTINGS = 2
    """Wrong settings, usage or import files. Nothing was started."""
    UNUSABLE = 3
    """Stopped: TalentLMS or PowerPro is unusable."""
    LOCKED = 4
    """Another run holds the lock. Nothing was started."""
    BRAKE = 5
    QUOTA = 6
    """Stopped at the reserve of TalentLMS's quota of calls."""
    CHANGES = 7
    """`plan --exit-code`: a run would write something. `reconcile --exit-code`: they differ.
    `shadow --exit-code`: there are differences."""
    PROBLEMS = 8
    """`check`: it found problems. `status --alive`: no run reached its end in that time.
    `fleet status`: an RTO is late."""
    INTERNAL_ERROR = 70
    INTERRUPTED = 130


def of_report(report: RunReport, *, strict: bool = False, interrupted: bool = False) -> Exit:
    """The exit code of a run.

    *strict* also counts what an earlier run already reported. *interrupted* means that a signal
    came. It outranks every other fault but an internal error, and changes nothing for a run that
    had reached its end.
    """
    if report.stopped:
        stopped = OF_KIND[report.stopped.kind]
        # 70 before 130, as docs/reference/exit-codes.md ranks the codes.
        outranked = interrupted and stopped is not Exit.INTERNAL_ERROR
        return Exit.INTERRUPTED if outranked else stopped
    open_records = (*report.needing_attention, *report.waiting_for_group)
    records = any(record.new or strict for record in open_records)
    entries = report.has_new_entries or (strict and report.has_open_entries)
    held_run = report.held_run and (report.held_run.new or strict)
    return Exit.ATTENTION if records or entries or held_run else Exit.DONE


def of_fault(fault: RunFault) -> Exit:
    """The exit code of a fault that stopped the command."""
    return OF_KIND[fault.kind]


OF_KIND: Mapping[FaultKind, Exit] = {
    FaultKind.UNUSABLE: Exit.UNUSABLE,
    FaultKind.SETTINGS: Exit.SETTINGS,
    FaultKind.LOCKED: Exit.LOCKED,
    FaultKind.BRAKE: Exit.BRAKE,
    FaultKind.QUOTA: Exit.QUOTA,
    FaultKind.INTERRUPTED: Exit.INTERRUPTED,
    FaultKind.INTERNAL: Exit.INTERNAL_ERROR,
}
