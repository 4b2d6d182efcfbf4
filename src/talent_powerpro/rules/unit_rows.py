"""The row of an enrolment that a result belongs to. Guide: "matching PP Unit ... or Module"."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from talent_powerpro.errors import Held
from talent_powerpro.model import Enrolment, Unit, UnitType, outcome_code
from talent_powerpro.rules.date_hazards import RESULT_FIELD
from talent_powerpro.rules.policy import Policy
from talent_powerpro.rules.unit_codes import code_text


def rows_with_code(units: Sequence[Unit], code: str) -> tuple[Unit, ...]:
    """Matching PP Units, or else matching PP Modules, of the enrolment."""
    rows = [unit for unit in units if code_text(unit.code) == code]
    of_units = tuple(row for row in rows if row.type is UnitType.UNIT)
    return of_units or tuple(rows)


def holds_result(row: Unit, competent: str, day: date) -> bool:
    """True if the row already has this result, no matter who entered it."""
    return outcome_code(row.outcome) == outcome_code(competent) and row.outcome_date == day


def row_to_write(rows: Sequence[Unit], policy: Policy) -> Unit | None:
    """The row that a result belongs to, or ``None`` if a person has to choose it.

    It is the only row, else the only open one, else the only one that the agent wrote before.
    """
    choices = (
        rows,
        [row for row in rows if policy.is_open(row.outcome)],
        [row for row in rows if row.fetched_by_agent],
    )
    return next((some[0] for some in choices if len(some) == 1), None)


def ambiguous(enrolment: Enrolment, rows: Sequence[Unit]) -> Held:
    """A hold for several rows with one code. No release can name the right row."""
    return Held(
        f"{rows[0].code}: enrolment {enrolment.id} has {len(rows)} rows with this code. Either "
        "none of them is open or more than one is, so the agent cannot tell which was completed.",
        reason="several-units-with-code",
        remedy=f"Set the outcome of the right row by hand: {RESULT_FIELD}.",
        facts=tuple(f"unit row {row.id}" for row in rows),
    )
