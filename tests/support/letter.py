"""The guide's two loops without the departures of design 5.4: another agent, as RTOs have it."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, datetime

from attrs import mutable
from typing_extensions import override

from support.literal import number
from support.oracle import Oracle
from talent_powerpro.errors import Refused
from talent_powerpro.model import (
    Client,
    CourseProgress,
    Enrolment,
    EnrolmentId,
    TalentCourseId,
    TalentUser,
    TalentUserId,
)


@mutable
class Letter(Oracle):
    """The guide to the letter: everybody found is the client's, and every course is open."""

    @override
    def is_to_be_provisioned(self, enrolment: Enrolment, today: date) -> bool:
        # "matches today's date": nothing stays due.
        self.begun.pop(enrolment.id, None)
        return super().is_to_be_provisioned(enrolment, today)

    @override
    def provision(self, enrolment_id: EnrolmentId, now: datetime) -> None:
        # "IF [Enrol the Talent User in the Course]": TalentLMS may refuse.
        with suppress(Refused):
            super().provision(enrolment_id, now)

    @override
    def is_open(self, course_id: TalentCourseId) -> bool:
        return True

    @override
    def is_theirs(self, user: TalentUser, client: Client) -> bool:
        return True

    @override
    def is_verified(self, client: Client, user_id: str) -> bool:
        return True

    @override
    def progress(self, enrolment: Enrolment) -> CourseProgress:
        """From the Talent course of today alone, whoever else has the Talent user."""
        user_id, course_id = (
            number(enrolment.client.secondary_id),
            number(enrolment.course.talent_course_id),
        )
        with suppress(Refused):
            found = self.talent.progress(TalentUserId(user_id), TalentCourseId(course_id))
            if isinstance(found, CourseProgress):
                return found
        return CourseProgress()
