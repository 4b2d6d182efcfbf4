"""Each call's decoder, asked as the client asks: user 7, Talent course 126."""

from __future__ import annotations

from collections.abc import Callable

from talent_powerpro.adapters.talentlms import reading
from talent_powerpro.adapters.talentlms.verdict import Verdict
from talent_powerpro.model import Ensured, TalentCourseId, TalentUserId


def enrolled(verdict: Verdict) -> Ensured:
    return reading.enrolled(verdict, user_id=TalentUserId("7"), course_id=TalentCourseId("126"))


def grouped(verdict: Verdict) -> Ensured:
    return reading.grouped(verdict, user_id=TalentUserId("7"))


def course(verdict: Verdict) -> object:
    return reading.course(verdict, course_id=TalentCourseId("126"))


def progress(verdict: Verdict) -> object:
    return reading.progress(verdict, date_format=lambda: "DDMMYYYY")


EVERY_CALL: tuple[Callable[[Verdict], object], ...] = (
    reading.user,
    reading.created,
    course,
    enrolled,
    grouped,
    progress,
    reading.site,
    reading.quota,
)
