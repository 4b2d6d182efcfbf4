"""Action `courses`: all courses, or one with its users and units."""

from __future__ import annotations

from talent_powerpro.sandbox.api.context import Answer, ApiContext
from talent_powerpro.sandbox.api.custom_fields import shown_fields
from talent_powerpro.sandbox.api.user_answers import enrolment_dates, time_spent
from talent_powerpro.sandbox.http.php_json import escaped
from talent_powerpro.sandbox.portal import moments
from talent_powerpro.sandbox.portal.completion import percentage
from talent_powerpro.sandbox.portal.portal import (
    OWNER_ID,
    Portal,
    PortalCourse,
    PortalEnrolment,
    PortalUnit,
)

FREE = "&#36;0.00"


def courses(context: ApiContext) -> Answer:
    """All courses, or the one with *id*. API fact (documented): not paged."""
    if "id" in context.arguments:
        return _found_course(context, context.state.course(context.arguments.number("id")))
    return [_listed_course(context, course) for course in context.state.courses.values()]


def _listed_course(context: ApiContext, course: PortalCourse) -> dict[str, object]:
    portal = context.portal
    created = moments.text(portal, context.state.started)
    return {
        "id": course.id,
        "name": escaped(course.name),
        "code": escaped(course.code),
        "category_id": None,
        "description": escaped(course.description),
        "price": FREE,
        "status": course.status.value,
        "creation_date": created,
        "last_update_on": created,
        "creator_id": OWNER_ID,
        "hide_from_catalog": "0",
        "time_limit": "0",
        "start_datetime": None,
        "expiration_datetime": None,
        "level": None,
        "shared": "0",
        "shared_url": "",
        "avatar": f"{portal.url}/pages/images/unknown_small.png",
        "big_avatar": f"{portal.url}/pages/images/unknown_big.png",
        "certification": None,
        "certification_duration": None,
        **shown_fields(portal.course_fields, course.custom_fields),
    }


def _found_course(context: ApiContext, course: PortalCourse) -> dict[str, object]:
    return {
        **_listed_course(context, course),
        "users": [
            _place(context, course, enrolment) for enrolment in context.state.enrolments_in(course)
        ],
        "units": [_unit(context.portal, unit) for unit in course.units],
        "rules": ["All units must be completed"],
        "prerequisites": [],
        "prerequisite_rule_sets": [],
    }


def _place(
    context: ApiContext, course: PortalCourse, enrolment: PortalEnrolment
) -> dict[str, object]:
    """One learner of the roster. API fact (recorded): without status and e-mail."""
    return {
        "id": enrolment.user_id,
        "name": context.state.users[enrolment.user_id].short_name,
        "role": enrolment.role.value,
        **enrolment_dates(context.portal, enrolment),
        "completion_percentage": str(percentage(course, enrolment)),
        **moments.dated(context.portal, "expired_on", enrolment.expires),
        **time_spent(enrolment),
    }


def _unit(portal: Portal, unit: PortalUnit) -> dict[str, object]:
    """One unit. API fact (recorded): a section has no address, but the delay before it opens."""
    named: dict[str, object] = {"id": unit.id, "type": unit.type, "name": escaped(unit.name)}
    if not unit.is_section:
        return {**named, "url": f"{portal.url}/unit/apiview/id:{unit.id}"}
    delay = {"delay_time": "0", "aggregated_delay_time": "0"}
    return {**named, **delay, "formatted_aggregated_delay_time": "0m"}
