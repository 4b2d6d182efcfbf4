"""Answers about a user, with keys in the recorded order."""

from __future__ import annotations

from talent_powerpro.sandbox.api.context import ApiContext
from talent_powerpro.sandbox.api.custom_fields import shown_fields
from talent_powerpro.sandbox.http.php_json import escaped
from talent_powerpro.sandbox.portal import moments
from talent_powerpro.sandbox.portal.completion import percentage, standing
from talent_powerpro.sandbox.portal.portal import Portal, PortalEnrolment, PortalGroup, PortalUser


def listed_user(context: ApiContext, user: PortalUser) -> dict[str, object]:
    """The short form, as in a listing."""
    portal, updated = context.portal, user.updated or user.created
    key = context.state.login_key(user, context.now)
    return {
        "id": user.id,
        "login": user.login,
        "first_name": user.first_name,
        "last_name": user.last_name,
        "email": user.email,
        "restrict_email": "1" if user.restrict_email else "0",
        "user_type": user.user_type,
        "timezone": moments.user_zone_label(portal, user, context.now),
        "language": "English",
        "status": user.status.value,
        "deactivation_date": moments.text(portal, user.deactivation),
        "level": "1",
        "points": "0",
        **({"credits": user.credits} if user.credits else {}),
        "created_on": moments.text(portal, user.created),
        **moments.dated(portal, "last_updated", updated),
        "avatar": f"{portal.url}/pages/images/unknown_small.png",
        "bio": user.bio,
        "login_key": f"{portal.url}/index/autologin/key:{key}",
        **shown_fields(portal.custom_fields, user.custom_fields),
    }


def found_user(context: ApiContext, user: PortalUser) -> dict[str, object]:
    """The full form, with courses (sorted by name, without case) and groups."""
    return {
        **listed_user(context, user),
        "courses": [course for _, course in sorted(_courses(context, user), key=lambda c: c[0])],
        "branches": [],
        "groups": [group_named(group) for group in context.state.groups_of(user)],
        "certifications": [],
        "badges": [],
    }


def new_user(context: ApiContext, user: PortalUser) -> dict[str, object]:
    """The answer to a sign-up. API fact (recorded): id and timestamp are integers here."""
    answer = listed_user(context, user)
    del answer["deactivation_date"]
    numbers = {"id": int(user.id), "last_updated_timestamp": moments.epoch(context.now)}
    return {**answer, **numbers}


def group_named(group: PortalGroup) -> dict[str, object]:
    return {"id": group.id, "name": escaped(group.name)}


def edited_user(context: ApiContext, user: PortalUser) -> dict[str, object]:
    """The answer to `edituser`. API fact (recorded): a text as id, an integer as timestamp."""
    return {**listed_user(context, user), "last_updated_timestamp": moments.epoch(context.now)}


def enrolment_dates(portal: Portal, enrolment: PortalEnrolment) -> dict[str, object]:
    """The dates of enrolment and completion, as in all answers about enrolments."""
    return {
        **moments.dated(portal, "enrolled_on", enrolment.enrolled),
        **moments.dated(portal, "completed_on", enrolment.completed),
    }


def time_spent(enrolment: PortalEnrolment) -> dict[str, object]:
    """The time spent, which the sandbox does not keep: ``null``, or no seconds once opened."""
    return {"total_time": "0s" if enrolment.progress else None, "total_time_seconds": 0}


def _courses(context: ApiContext, user: PortalUser) -> list[tuple[str, dict[str, object]]]:
    """A user's courses, each with the name to sort it by."""
    portal, rows = context.portal, []
    for enrolment in context.state.enrolments_of(user):
        course = context.state.courses[enrolment.course_id]
        stands = standing(course, enrolment)
        row = {
            "id": course.id,
            "name": escaped(course.name_with_code),
            "role": enrolment.role.value,
            **enrolment_dates(portal, enrolment),
            "completion_status": stands.word,
            "completion_status_formatted": stands.label,
            "completion_percentage": str(percentage(course, enrolment)),
            **moments.dated(portal, "expired_on", enrolment.expires),
            **time_spent(enrolment),
            "last_accessed_unit_url": (
                f"{portal.url}/course/lastaccessedunit/course_id:{course.id},user_id:{user.id}"
            ),
        }
        rows.append((course.name.casefold(), row))
    return rows
