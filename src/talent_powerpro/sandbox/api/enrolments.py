"""Actions on enrolments: add, remove, and a user's status in a course."""

from __future__ import annotations

from talent_powerpro.sandbox.api.context import Answer, ApiContext
from talent_powerpro.sandbox.api.user_answers import time_spent
from talent_powerpro.sandbox.api_errors import ALREADY_ENROLLED
from talent_powerpro.sandbox.http.php_json import escaped
from talent_powerpro.sandbox.portal import moments
from talent_powerpro.sandbox.portal.choices import Role
from talent_powerpro.sandbox.portal.completion import percentage, standing
from talent_powerpro.sandbox.portal.portal import (
    Portal,
    PortalCourse,
    PortalProgress,
    PortalUnit,
    PortalUser,
)

_ROLES = {role.value: role for role in Role}


def addusertocourse(context: ApiContext) -> Answer:
    """Enrol a user in a course; the answer is a list of one (recorded).

    API facts (inferred): the statuses of user and course do not matter, and a completed or
    expired enrolment counts as "already enrolled".
    """
    arguments, state = context.arguments, context.state
    role = arguments.choice("role", _ROLES, Role.LEARNER)
    by_id, user_named = _named(context, "user_id", "user_email")
    course_by_id, course_named = _named(context, "course_id", "course_name")
    user = state.user(user_named) if by_id else state.user_by_email(user_named)
    course = state.course(course_named) if course_by_id else state.course_by_name(course_named)
    if (user.id, course.id) in state.enrolments:
        raise state.refusal(ALREADY_ENROLLED)
    granted = _granted(role, user)
    state.enrol(user, course, granted, at=context.now)
    return [{"user_id": user.id, "course_id": course.id, "role": granted.value}]


def _named(context: ApiContext, number: str, text: str) -> tuple[bool, str]:
    """The argument that names a user or a course, and whether it is the id. An id wins."""
    by_id = number in context.arguments
    return by_id, context.arguments.number(number) if by_id else context.arguments.text(text)


def _granted(role: Role, user: PortalUser) -> Role:
    """The role that the user gets. API fact (reported): a learner type stays a learner."""
    return Role.LEARNER if user.user_type == "Learner-Type" else role


def removeuserfromcourse(context: ApiContext) -> Answer:
    """Take a user out of a course. Progress is kept for the next enrolment (inferred)."""
    user_id, course_id = context.arguments.number("user_id"), context.arguments.number("course_id")
    user, course = context.state.user(user_id), context.state.course(course_id)
    context.state.unenrol(user, course, at=context.now)
    return {"user_id": user.id, "course_id": course.id, "course_name": escaped(course.name)}


def getuserstatusincourse(context: ApiContext) -> Answer:
    """One user's status in a course and in each of its units."""
    user_id, course_id = context.arguments.number("user_id"), context.arguments.number("course_id")
    user, course = context.state.user(user_id), context.state.course(course_id)
    enrolment = context.state.enrolment(user, course)
    return {
        "role": enrolment.role.value,
        **moments.dated(context.portal, "enrolled_on", enrolment.enrolled),
        "completion_status": standing(course, enrolment).label,
        "completion_percentage": str(percentage(course, enrolment)),
        **moments.dated(context.portal, "completed_on", enrolment.completed),
        **moments.dated(context.portal, "expired_on", enrolment.expires),
        **time_spent(enrolment),
        "units": [
            _unit(context.portal, unit, enrolment.progress_in(unit))
            for unit in _units_listed(context.portal, course)
        ],
    }


def _units_listed(portal: Portal, course: PortalCourse) -> tuple[PortalUnit, ...]:
    """Units in a status, unattempted ones too (inferred); whether sections are is unknown."""
    return course.units if portal.quirks.sections_in_status else course.lessons


def _unit(portal: Portal, unit: PortalUnit, progress: PortalProgress | None) -> dict[str, object]:
    return {
        "id": unit.id,
        "name": escaped(unit.name),
        "type": unit.type,
        "completion_status": progress.label if progress else "Not attempted",
        **moments.dated(portal, "completed_on", progress.at if progress else None),
        "score": progress.score if progress else "",
        "total_time": "0s" if progress else None,
        "total_time_seconds": 0,
    }
