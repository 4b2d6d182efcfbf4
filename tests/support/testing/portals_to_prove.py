"""Portals of the memory adapter and the sandbox, filled with a suite's content."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import httpx

from talent_powerpro.adapters.memory import MemoryTalent
from talent_powerpro.adapters.memory.talent import Completion
from talent_powerpro.adapters.talentlms import TalentLMS
from talent_powerpro.model import TalentCourseId, TalentGroupKey, TalentUser
from talent_powerpro.sandbox import (
    CourseStatus,
    Portal,
    PortalCourse,
    PortalEnrolment,
    PortalField,
    PortalGroup,
    PortalProgress,
    PortalUnit,
    PortalUser,
    Quirks,
    Request,
    Sandbox,
    UserStatus,
)
from talent_powerpro.testing import GivenPortal

URL = "https://powerpro.talentlms.com"
KEY = "8DZQvzDn6YczzPw1EBf4YLhAuGujV"
NOW = datetime(2022, 6, 20, 6, 58, 56, tzinfo=UTC)
NEXT_USER_ID = 100_000


def memory_talent(given: GivenPortal) -> MemoryTalent:
    talent = MemoryTalent(users=given.users, courses=given.courses, next_user_id=NEXT_USER_ID)
    for user in given.users:
        for place in user.enrolments or ():
            talent.put_enrolment(user.id, place.course_id)
    for key in given.groups:
        talent.put_group(key, brought(given, key))
    talent.fields += given.custom_fields
    for each in given.progress:
        reached = talent.enrolled[each.user_id, each.course_id]
        reached[each.unit_id] = Completion(each.label, each.completed)
    return talent


def brought(given: GivenPortal, key: TalentGroupKey) -> tuple[TalentCourseId, ...]:
    return tuple(course_id for group, course_id in given.group_courses if group == key)


def sandbox(given: GivenPortal, quirks: Quirks = Quirks()) -> Sandbox:  # noqa: B008 - a frozen value
    """A sandbox with that content, at a moment in June 2022 in Perth."""
    return Sandbox(
        Portal(
            "powerpro.talentlms.com",
            ZoneInfo("Australia/Perth"),
            key=KEY,
            next_user_id=NEXT_USER_ID,
            users=tuple(map(portal_user, given.users)),
            courses=tuple(
                PortalCourse(
                    course.id,
                    course.name,
                    status=CourseStatus.ACTIVE if course.active else CourseStatus.ARCHIVED,
                    units=tuple(PortalUnit(unit.id, unit.name, unit.type) for unit in course.units),
                )
                for course in given.courses
            ),
            groups=tuple(
                PortalGroup(number, f"Group {number}", key, courses=brought(given, key))
                for number, key in enumerate(given.groups, 1)
            ),
            enrolments=tuple(
                PortalEnrolment(
                    user.id,
                    place.course_id,
                    progress=tuple(
                        PortalProgress(each.unit_id, each.label, each.completed)
                        for each in given.progress
                        if (each.user_id, each.course_id) == (user.id, place.course_id)
                    ),
                )
                for user in given.users
                for place in user.enrolments or ()
            ),
            quirks=quirks,
            custom_fields=tuple(
                PortalField(each.key, each.name, mandatory=each.mandatory)
                for each in given.custom_fields
            ),
        ),
        clock=lambda: NOW,
    )


def portal_user(user: TalentUser) -> PortalUser:
    return PortalUser(
        user.id,
        user.login,
        user.first_name,
        user.last_name,
        user.email,
        user.user_type,
        status=UserStatus.ACTIVE if user.active else UserStatus.INACTIVE,
        created=NOW,
    )


def in_process(portal: Sandbox) -> httpx.Client:
    """A client whose requests the sandbox answers without a socket."""

    def handle(request: httpx.Request) -> httpx.Response:
        target = request.url.raw_path.decode("ascii")
        headers = dict(request.headers)
        answer = portal.handle(Request(request.method, target, headers, request.read()))
        return httpx.Response(answer.status, headers=dict(answer.headers), content=answer.body)

    return httpx.Client(transport=httpx.MockTransport(handle))


def talentlms(http: httpx.Client, *, url: str = URL, key: str = KEY) -> TalentLMS:
    """The adapter, with a password for new users."""
    return TalentLMS(url, key, new_user_password="Welcome2Talent", http=http)
