"""Port of the memory of students' work in TalentLMS."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Protocol, runtime_checkable

from talent_powerpro.model import EnrolmentId
from talent_powerpro.records.engagement import EngagementSeen


@runtime_checkable
class EngagementStore(Protocol):
    """The part of the agent's state with what TalentLMS said of students' work.

    Used only where the agent keeps engagement. Losing it makes no result wrong: the next look at
    an enrolment brings its own again.
    """

    def remember_engagement(self, seen: Collection[EngagementSeen]) -> None:
        """Remember these, all or none. Each replaces the one before of its `EngagementSeen.key`."""
        ...

    def engagement_of(self, enrolment_ids: Collection[EnrolmentId]) -> Iterable[EngagementSeen]:
        """What is remembered of these enrolments, in any order. Others are left out."""
        ...
