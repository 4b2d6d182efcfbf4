"""Exit codes of the commands that do not run the agent. Those of a run are a service's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from talent_powerpro.records.check import Level
from talent_powerpro.services.exit_codes import OF_KIND, Exit, of_fault, of_report

if TYPE_CHECKING:
    from talent_powerpro.records.check import Check
    from talent_powerpro.records.plan import Plan
    from talent_powerpro.records.shadow import Shadowed

__all__ = ("Exit", "of_check", "of_fault", "of_plan", "of_report", "of_shadowed")


def of_check(check: Check) -> Exit:
    """The exit code of a check."""
    if check.of(Level.PROBLEM):
        return Exit.PROBLEMS
    return Exit.ATTENTION if check.of(Level.WARNING) else Exit.DONE


def of_plan(plan: Plan, *, says_changes: bool) -> Exit:
    """The exit code of a plan. One that is not complete has the code of what ended it.

    *says_changes*: 7 says that a run would write something.
    """
    if plan.stopped:
        return OF_KIND[plan.stopped.kind]
    return Exit.CHANGES if says_changes and plan.writing else Exit.DONE


def of_shadowed(shadowed: Shadowed, *, says_differences: bool) -> Exit:
    """The exit code of a comparison with another agent.

    One that is not complete has the code of what ended it. *says_differences*: 7 says that there
    are differences. 1 says that something could not be compared.
    """
    if shadowed.stopped:
        return OF_KIND[shadowed.stopped.kind]
    if says_differences and shadowed.differences:
        return Exit.CHANGES
    return Exit.ATTENTION if shadowed.not_judged else Exit.DONE
