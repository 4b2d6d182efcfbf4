"""Memory of what was asked: looks at an enrolment's progress, and records that wait.

It saves calls and is never evidence: where PowerPro or a roster differs from it, TalentLMS is
asked.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from attrs import field, frozen

from talent_powerpro.model import EnrolmentId, TalentCourseId, TalentUserId


def _texts(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(values)


@frozen
class UnmatchedUnit:
    """A completed Talent unit that no row of an enrolment answers to."""

    unit_id: str
    """TalentLMS's id."""
    name: str
    completed: date | None = None
    """When it was completed, in the RTO's zone."""


def _unmatched(values: Iterable[UnmatchedUnit]) -> tuple[UnmatchedUnit, ...]:
    return tuple(values)


@frozen
class Look:
    """The last answer about an enrolment's progress that left nothing to do."""

    enrolment_id: EnrolmentId
    user_id: TalentUserId
    """The Talent user whose progress it was."""
    course_id: TalentCourseId
    """The PowerPro course's Talent course at that time."""
    facts: str
    """A digest of what PowerPro then had; see `rules.worth_asking.facts_of`."""
    answered_at: datetime
    """Aware."""
    percentage: int | None = None
    """The roster's percentage at that time; ``None`` if no roster was read."""
    completed_at: datetime | None = None
    """The roster's completion of the whole course; ``None`` if there was none."""
    unmatched: tuple[UnmatchedUnit, ...] = field(default=(), converter=_unmatched)
    """The completed Talent units that no row of the enrolment answers to."""
    other_items: tuple[str, ...] = field(default=(), converter=_texts)
    """The ids of other completed items, such as a welcome video."""


@frozen
class Wait:
    """A record that a person has to act on, and that is not asked about until then."""

    stage: str
    enrolment_id: EnrolmentId
    facts: str
    """A digest of PowerPro's data that the record depends on."""
    asked_at: datetime
    """When TalentLMS was last asked for it. Aware."""
    users: tuple[str, ...] = field(default=(), converter=_texts)
    """The Talent users that it looked at. Who else has them is one of the facts."""
    reason: str = ""
    """Why the record failed; blank for a held one, whose holds are kept by themselves."""
    message: str = ""
    remedy: str = ""
