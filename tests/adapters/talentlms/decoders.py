"""Each call's decoder, asked as the client asks: user 7, Talent course 126, group 83."""

from __future__ import annotations

from collections.abc import Callable

from talent_powerpro.adapters.talentlms import reading
from talent_powerpro.adapters.talentlms.verdict import Verdict
from talent_powerpro.model import Ensured, TalentCourseId, TalentGroupKey, TalentUserId


def enrolled(verdict: Verdict) -> Ensured:
    return reading.enrolled(verdict, user_id=TalentUserId("7"), course_id=TalentCourseId("126"))


def grouped(verdict: Verdict) -> Ensured:
    return reading.grouped(verdict, user_id=TalentUserId("7"))


def course(verdict: Verdict) -> object:
    return reading.course(verdict, course_id=TalentCourseId("126"))


def activated(verdict: Verdict) -> Ensured:
    return reading.activated(verdict, user_id=TalentUserId("7"))


def group_with_key(verdict: Verdict) -> object:
    return reading.group_with_key(verdict, group_key=TalentGroupKey("77eD6LXHH"))


def courses_of_group(verdict: Verdict) -> object:
    return reading.courses_of_group(verdict, group_id="83")


def progress(verdict: Verdict) -> object:
    return reading.progress(verdict, date_format=lambda: "DDMMYYYY")


EVERY_CALL: tuple[Callable[[Verdict], object], ...] = (
    reading.user,
    reading.created,
    course,
    enrolled,
    grouped,
    activated,
    group_with_key,
    courses_of_group,
    progress,
    reading.site,
    reading.quota,
)
