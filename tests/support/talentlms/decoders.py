"""Decoder of each call, with the client's arguments: user 7, Talent course 126, group 83."""

from __future__ import annotations

from collections.abc import Callable

from talent_powerpro.adapters.talentlms import responses
from talent_powerpro.adapters.talentlms.verdict import Verdict
from talent_powerpro.model import Ensured, TalentCourseId, TalentGroupKey, TalentUserId


def enrolled(verdict: Verdict) -> Ensured:
    return responses.enrolled(verdict, user_id=TalentUserId("7"), course_id=TalentCourseId("126"))


def grouped(verdict: Verdict) -> Ensured:
    return responses.grouped(verdict, user_id=TalentUserId("7"))


def course(verdict: Verdict) -> object:
    return responses.course(verdict, course_id=TalentCourseId("126"))


def activated(verdict: Verdict) -> Ensured:
    return responses.activated(verdict, user_id=TalentUserId("7"))


def group_with_key(verdict: Verdict) -> object:
    return responses.group_with_key(verdict, group_key=TalentGroupKey("77eD6LXHH"))


def courses_of_group(verdict: Verdict) -> object:
    return responses.courses_of_group(verdict, group_id="83")


def progress(verdict: Verdict) -> object:
    return responses.progress(verdict, date_format=lambda: "DDMMYYYY")


EVERY_CALL: tuple[Callable[[Verdict], object], ...] = (
    responses.user,
    responses.created,
    course,
    enrolled,
    grouped,
    activated,
    group_with_key,
    courses_of_group,
    progress,
    responses.site,
    responses.quota,
)
