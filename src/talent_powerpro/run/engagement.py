"""Keeps what TalentLMS said of students' work in answers that a run reads anyway."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from attrs import asdict, field, frozen

from talent_powerpro.flows.results import Fetched
from talent_powerpro.model import EnrolmentId
from talent_powerpro.ports.engagement import EngagementStore
from talent_powerpro.records.engagement import EngagementSeen
from talent_powerpro.run.tasks import Ending

MANY = 5000
"""Rows that are worth a transaction of their own."""


@frozen
class KeepingEngagement:
    """Collects the engagement of records that have ended, and stores that of many at once."""

    store: EngagementStore | None
    """``None``: a plan, or the RTO keeps none. Then nothing is collected or stored."""
    clock: Callable[[], datetime]
    _seen: list[EngagementSeen] = field(factory=list)

    def ended(self, enrolment_id: EnrolmentId, ending: Ending | None) -> None:
        """Note what the look at an enrolment's progress showed, if there was one."""
        if self.store is None or not isinstance(ending, Fetched) or not ending.looked_at:
            return
        now, asked = self.clock(), ending.looked_at
        self._seen.extend(
            EngagementSeen(enrolment_id, asked.user_id, asked.course_id, now, **asdict(each))
            for each in asked.progress.engagement
        )

    def keep_many(self) -> None:
        """Store what was noted, if it is much, so that memory does not grow with the students."""
        if len(self._seen) >= MANY:
            self.keep()

    def keep(self) -> None:
        """Store what was noted. A killed run loses it, and the next look brings it again."""
        seen = tuple(self._seen)
        self._seen.clear()
        if self.store is not None and seen:
            self.store.remember_engagement(seen)
