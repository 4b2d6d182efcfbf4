"""One enrolment explained by a run's own means: its answers, rules and cache."""

from __future__ import annotations

from functools import partial

from talent_powerpro.errors import Fault, Held, RunFault
from talent_powerpro.flows import drivers
from talent_powerpro.flows.explaining import explain_units
from talent_powerpro.model import Enrolment
from talent_powerpro.rules.unit_verdicts import UnitFound, not_asked
from talent_powerpro.run.linkage import linkages
from talent_powerpro.run.run import Run


def units_asked(enrolment: Enrolment, run: Run) -> tuple[UnitFound, ...]:
    """Return the verdict on each unit, from TalentLMS's answer. Writes nothing.

    Where results cannot be fetched, each verdict says why. Raises `RunFault`.
    """
    context = run.context
    known = linkages(context.links, context.portal, [enrolment])(enrolment)
    sides = context.rehearsal(run.cache).for_record().sides
    flow = partial(explain_units, enrolment, context.rules, run.day, known)
    (ended,) = drivers.run(
        [enrolment], lambda _: (flow(), sides), clock=context.clock, stopping=lambda: False
    )
    if isinstance(ended.fault, RunFault):
        raise ended.fault
    if ended.fault:
        return not_asked(enrolment, _why(ended.fault))
    return ended.value or ()


def _why(fault: Fault) -> str:
    faults: tuple[Fault, ...] = fault.all if isinstance(fault, Held) else (fault,)
    return " ".join(f"{each.message} {each.remedy}".rstrip() for each in faults)
