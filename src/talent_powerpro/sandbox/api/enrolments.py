"""Into a course, out of it, and how far (API sheet, section 7)."""

from __future__ import annotations

from talent_powerpro.sandbox.api.context import Answer, Asked
from talent_powerpro.sandbox.api.user_answers import time_spent
from talent_powerpro.sandbox.api_errors import ALREADY_ENROLLED
from talent_powerpro.sandbox.http.php_json import escaped
from talent_powerpro.sandbox.portal import moments
from talent_powerpro.sandbox.portal.completion import percentage, standing
from talent_powerpro.sandbox.portal.portal import (
    Portal,
    PortalCourse,
    PortalProgress,
    PortalUnit,
    PortalUser,
    Role,
)

_ROLES = {role.value: role for role in Role}


def addusertocourse(asked: Asked) -> Answer:
    """Enrols, whatever the status of user and course; answers with a list of one.

    Completed and expired enrolments count as "already enrolled".
    """
    arguments, state = asked.arguments, asked.state
    role = arguments.choice("role", _ROLES, Role.LEARNER)
    by_id, user_named = _named(asked, "user_id", "user_email")
    course_by_id, course_named = _named(asked, "course_id", "course_name")
    user = state.user(user_named) if by_id else state.user_by_email(user_named)
    course = state.course(course_named) if course_by_id else state.course_by_name(course_named)
    if (user.id, course.id) in state.enrolments:
        raise state.refusal(ALREADY_ENROLLED)
    granted = _granted(role, user)
    state.enrol(user, course, granted, at=asked.now)
    return [{"user_id": user.id, "course_id": course.id, "role": granted.value}]


def _named(asked: Asked, number: str, text: str) -> tuple[bool, str]:
    """What names a user or a course, and whether it is the id, which comes first."""
    by_id = number in asked.arguments
    return by_id, asked.arguments.number(number) if by_id else asked.arguments.text(text)


def _granted(role: Role, user: PortalUser) -> Role:
    """A learner type cannot be an instructor, and is not told so."""
    return Role.LEARNER if user.user_type == "Learner-Type" else role


def removeuserfromcourse(asked: Asked) -> Answer:
    """Progress is kept, and found again by the next enrolment."""
    user_id, course_id = asked.arguments.number("user_id"), asked.arguments.number("course_id")
    user, course = asked.state.user(user_id), asked.state.course(course_id)
    asked.state.unenrol(user, course, at=asked.now)
    return {"user_id": user.id, "course_id": course.id, "course_name": escaped(course.name)}


def getuserstatusincourse(asked: Asked) -> Answer:
    """One user's completion of a course and of each of its units."""
    user_id, course_id = asked.arguments.number("user_id"), asked.arguments.number("course_id")
    user, course = asked.state.user(user_id), asked.state.course(course_id)
    enrolment = asked.state.enrolment(user, course)
    return {
        "role": enrolment.role.value,
        **moments.dated(asked.portal, "enrolled_on", enrolment.enrolled),
        "completion_status": standing(course, enrolment).label,
        "completion_percentage": str(percentage(course, enrolment)),
        **moments.dated(asked.portal, "completed_on", enrolment.completed),
        **moments.dated(asked.portal, "expired_on", enrolment.expires),
        **time_spent(enrolment),
        "units": [
            _unit(asked.portal, unit, enrolment.progress_in(unit))
            for unit in _units_told(asked.portal, course)
        ],
    }


def _units_told(portal: Portal, course: PortalCourse) -> tuple[PortalUnit, ...]:
    """Never-attempted ones too; sections only where the portal's quirks say so."""
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
