"""The last look at an enrolment that left the scope: its day and its findings. Pure functions.

A unit completed on Tuesday, a withdrawal on Wednesday and a run on Thursday: without a last look
nobody would hear of the completion.
"""

from __future__ import annotations

from datetime import date

from attrs import evolve

from talent_powerpro.model import Enrolment, day_text
from talent_powerpro.records.last_look import Completion, LastLook
from talent_powerpro.records.report import Listed, listed
from talent_powerpro.records.work_lists import ListName
from talent_powerpro.rules.date_hazards import RESULT_FIELD
from talent_powerpro.rules.policy import Policy
from talent_powerpro.rules.rules import Rules


def closed_on(enrolment: Enrolment, today: date) -> tuple[str, date] | None:
    """What closed the enrolment, and the day; ``None`` if no date says so."""
    ends = (("withdrawal", enrolment.withdrawal_date), ("completion", enrolment.completion_date))
    return min(
        ((name, day) for name, day in ends if day and day <= today),
        key=lambda end: end[1],
        default=None,
    )


def seen(
    enrolment: Enrolment,
    remembered: LastLook | None,
    today: date,
    policy: Policy,
    *,
    in_scope: bool,
) -> LastLook | None:
    """What is now to be remembered of the enrolment; ``None`` if it is remembered already.

    An enrolment that was never seen in scope is not remembered: an RTO's history before its first
    run would cost a call each. One that left with every unit resulted is remembered as looked at
    on the first day after, so that later runs need not read it.
    """
    if in_scope:
        known = remembered is not None and remembered.left_on is None
        return None if known else LastLook(enrolment.id)
    if remembered is None or remembered.looked_on:
        return None
    end = closed_on(enrolment, today)
    left_on = end[1] if end else (remembered.left_on or today)
    settled = left_on < today and not has_open_units(enrolment, policy)
    now = evolve(
        remembered, left_on=remembered.left_on or left_on, looked_on=today if settled else None
    )
    return None if now == remembered else now


def has_open_units(enrolment: Enrolment, policy: Policy) -> bool:
    """Whether a unit has no final outcome."""
    return any(policy.is_open(unit.outcome) for unit in enrolment.units)


def due_since(
    enrolment: Enrolment, remembered: LastLook | None, today: date, policy: Policy
) -> date | None:
    """The day on which it left the scope, if its last look is due today; else ``None``.

    It is due in the first run after that day, if units are still open.
    """
    if remembered and remembered.looked_on:
        return None
    if not has_open_units(enrolment, policy):
        return None
    end = closed_on(enrolment, today)
    left_on = end[1] if end else (remembered.left_on if remembered else None)
    if left_on is None or left_on >= today:
        return None
    is_recent = (today - left_on).days <= policy.missed_days
    return left_on if remembered or is_recent else None


def still_open(
    enrolment: Enrolment, look: LastLook | None, today: date, rules: Rules
) -> Listed | None:
    """The list's entry of an enrolment whose completions have no result yet; else ``None``.

    Completions that a person dismissed are left out.
    """
    if look is None or look.left_on is None:
        return None
    open_rows = {unit.id for unit in enrolment.units if rules.policy.is_open(unit.outcome)}
    found = [
        each
        for each in look.found
        if each.unit_id in open_rows
        and (ListName.CLOSED, enrolment.id, _item(each)) not in rules.dismissed
    ]
    if not found:
        return None
    end = closed_on(enrolment, today)
    left = f"the {end[0]} of" if end else "the enrolment left the scope on"
    reasons = tuple(_reason(each, f"{left} {day_text(look.left_on)}") for each in found)
    entry = listed(enrolment, reasons, (RESULT_FIELD,) * len(reasons))
    return evolve(entry, since=look.left_on, items=tuple(map(_item, found)))


def _item(found: Completion) -> str:
    return f"{found.unit_id} {found.completed.isoformat()}"


def _reason(found: Completion, until: str) -> str:
    return (
        f"{found.unit_code} was completed in TalentLMS on {day_text(found.completed)}, before "
        f"{until}, and has no result. Enter it by hand, if it is right"
    )
