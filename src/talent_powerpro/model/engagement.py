"""A student's work in a Talent course, as TalentLMS tells it. No rule reads it."""

from __future__ import annotations

from attrs import frozen


@frozen
class Engagement:
    """A student's engagement with a Talent unit, or with the Talent course as a whole.

    Each value is a text as TalentLMS gave it; blank where it gave none. Never an outcome, and
    never evidence of one.
    """

    # API fact (documented): no answer has the time of the first or the last access.
    unit_id: str = ""
    """Blank: the Talent course as a whole."""
    unit_name: str = ""
    status: str = ""
    progress: str = ""
    """How much is completed, such as ``40``: per cent, of the course as a whole only."""
    time: str = ""
    """The time spent, such as ``3m 17s``."""
    score: str = ""
    enrolled: str = ""
    """When the user was enrolled, of the course as a whole only. A time in UTC as ISO 8601 has it,
    or TalentLMS's own text where it gave no readable timestamp."""
    completed: str = ""
    """Likewise the time of completion."""
    source: str = ""
    """The request that was answered with it."""
