"""The memory of students' work in TalentLMS, in a dictionary."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from talent_powerpro.model import EnrolmentId
from talent_powerpro.records.engagement import EngagementSeen


class MemoryEngagement:
    """Lives as long as the process. See `EngagementStore` for what each method means."""

    def __init__(self) -> None:
        self._seen: dict[tuple[str, str], EngagementSeen] = {}

    def remember_engagement(self, seen: Collection[EngagementSeen]) -> None:
        self._seen.update({each.key: each for each in seen})

    def engagement_of(self, enrolment_ids: Collection[EnrolmentId]) -> Iterable[EngagementSeen]:
        wanted = frozenset(enrolment_ids)
        return tuple(each for each in self._seen.values() if each.enrolment_id in wanted)
