"""The last look at an enrolment that left the scope of result fetching."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from attrs import field, frozen

from talent_powerpro.model import EnrolmentId, UnitRowId


@frozen
class Completion:
    """A unit that was completed in TalentLMS and has no result in PowerPro."""

    unit_id: UnitRowId
    unit_code: str
    completed: date


def _completions(values: Iterable[Completion]) -> tuple[Completion, ...]:
    return tuple(values)


@frozen
class LastLook:
    """What the agent remembers of a provisioned enrolment, in scope or outside."""

    enrolment_id: EnrolmentId
    left_on: date | None = None
    """The day on which it left the scope; ``None`` while it is in scope."""
    looked_on: date | None = None
    """The day of the last look; ``None`` if it is still to come."""
    found: tuple[Completion, ...] = field(default=(), converter=_completions)
    """The completions up to `left_on` that the last look found."""
