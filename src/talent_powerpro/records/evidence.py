"""The evidence of a result that the agent wrote: what an auditor asks for."""

from __future__ import annotations

from datetime import date, datetime

from attrs import frozen

from talent_powerpro.model import (
    ClientCode,
    CourseCode,
    EnrolmentId,
    TalentCourseId,
    TalentUserId,
    UnitRowId,
)


@frozen(kw_only=True)
class ResultEvidence:
    """Why one unit of an enrolment got its result."""

    enrolment_id: EnrolmentId
    client_code: ClientCode
    course_code: CourseCode
    unit_id: UnitRowId
    unit_code: str
    outcome: str
    outcome_date: date | None
    talent_user_id: TalentUserId
    talent_course_id: TalentCourseId
    talent_unit_id: str
    talent_unit_name: str
    """As TalentLMS had it at that time."""
    completed: str
    """TalentLMS's own time of completion, in ISO form with its offset. A date alone where
    TalentLMS gave no timestamp."""
    policy: str
    """The profile of the policy, such as ``careful``."""
    confirmed_by: str = ""
    """Who confirmed that completing units of this course means that outcome; blank: nobody."""
    confirmed_on: date | None = None
    """The day on which they confirmed it."""
    version: str = ""
    """The version of this package."""
    run_id: str = ""
    at: datetime | None = None
    """The time of writing, aware."""
