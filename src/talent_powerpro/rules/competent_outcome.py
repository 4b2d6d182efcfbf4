"""The outcome for completed units of a course, and who confirmed it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TypeAlias

from attrs import frozen


@frozen
class CompetentOutcome:
    """An outcome, and the person who confirmed that completing units means it."""

    outcome: str
    """Such as ``20 - Competency achieved/pass``."""
    confirmed_by: str = ""
    confirmed_on: date | None = None


CompetentOutcomes: TypeAlias = Mapping[str, str | CompetentOutcome]
"""By PowerPro course code. A text is an outcome without a name beside it."""


def confirmed_for(course_code: str, outcomes: CompetentOutcomes) -> CompetentOutcome | None:
    """The outcome that the RTO confirmed for a course; ``None`` if it confirmed none."""
    confirmed = outcomes.get(course_code)
    return None if confirmed is None else as_confirmed(confirmed)


def as_confirmed(outcome: str | CompetentOutcome) -> CompetentOutcome:
    """The value with its name and date, if it has them."""
    return outcome if isinstance(outcome, CompetentOutcome) else CompetentOutcome(outcome)
