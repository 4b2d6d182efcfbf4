"""The memory of what TalentLMS said of a student's work."""

from __future__ import annotations

from datetime import datetime

from attrs import frozen

from talent_powerpro.model import EnrolmentId, TalentCourseId, TalentUserId


@frozen
class EngagementSeen:
    """An `Engagement` of one enrolment, with when it was read and whose it is.

    Its values are those of `Engagement`, whose docstring says what each means.
    """

    enrolment_id: EnrolmentId
    user_id: TalentUserId
    course_id: TalentCourseId
    read_at: datetime
    """When a run read it, aware."""
    unit_id: str = ""
    unit_name: str = ""
    status: str = ""
    progress: str = ""
    time: str = ""
    score: str = ""
    enrolled: str = ""
    completed: str = ""
    source: str = ""

    @property
    def key(self) -> tuple[str, str]:
        """The enrolment and the Talent unit: what is remembered once."""
        return self.enrolment_id, self.unit_id
