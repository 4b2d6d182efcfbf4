"""Enrolments with a value that cannot be read: each fails alone, and says where the value is."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from talent_powerpro.model import Enrolment
from talent_powerpro.records.unreadable import REMEDY, row_unreadable
from talent_powerpro.rules.shared_completion_hazards import talent_courses_of
from talent_powerpro.rules.unit_codes import code_text


def check_readable(enrolment: Enrolment | None) -> None:
    """Raise `Failed` for an enrolment that cannot be read."""
    if enrolment and enrolment.unreadable:
        raise row_unreadable(" ".join(enrolment.unreadable), REMEDY)


def check_rivals(enrolment: Enrolment, codes: Collection[str], others: Iterable[Enrolment]) -> None:
    """Raise `Failed` if another enrolment of the client may have the same units and is unreadable.

    *codes* are those of the units with a new result. Whose result it is depends on the dates of
    both enrolments.
    """
    wanted = {code_text(code) for code in codes}
    for other in others:
        if (
            other.unreadable
            and talent_courses_of(other) & talent_courses_of(enrolment)
            and any(code_text(unit.code) in wanted for unit in other.units)
        ):
            raise row_unreadable(
                f"Enrolment {other.id} of the same client has the same unit and cannot be read, "
                f"so the agent cannot tell whose result it is. {' '.join(other.unreadable)}",
                REMEDY,
            )
