"""Actions on groups and members. No action looks a group up by key."""

from __future__ import annotations

from talent_powerpro.sandbox.api.context import Answer, ApiContext
from talent_powerpro.sandbox.api.courses import FREE
from talent_powerpro.sandbox.api_errors import ALREADY_MEMBER, NOT_A_MEMBER
from talent_powerpro.sandbox.http.php_json import escaped
from talent_powerpro.sandbox.portal.portal import OWNER_ID, PortalCourse, PortalGroup


def groups(context: ApiContext) -> Answer:
    """All groups, or the one with *id*, with its members and courses."""
    if "id" in context.arguments:
        return _found_group(context, context.state.group(context.arguments.number("id")))
    return [_listed_group(group) for group in context.state.groups.values()]


def addusertogroup(context: ApiContext) -> Answer:
    """Add a user to a group. API fact (documented): it enrols in the group's courses too."""
    arguments, state = context.arguments, context.state
    user_id, key = arguments.number("user_id"), arguments.text("group_key")
    user, group = state.user(user_id), state.group_by_key(key)
    if (user.id, group.id) in state.memberships:
        raise state.refusal(ALREADY_MEMBER)
    state.join(user, group, at=context.now)
    return {"user_id": user.id, "group_id": group.id, "group_name": escaped(group.name)}


def removeuserfromgroup(context: ApiContext) -> Answer:
    """Take a user out of a group, named by its id and not its key. The courses stay."""
    arguments, state = context.arguments, context.state
    user_id, group_id = arguments.number("user_id"), arguments.number("group_id")
    user, group = state.user(user_id), state.group(group_id)
    if (user.id, group.id) not in state.memberships:
        raise state.refusal(NOT_A_MEMBER)
    state.memberships.discard((user.id, group.id))
    state.add_event("group_remove_user", user, context.now, group=group)
    return {"user_id": user.id, "group_id": group.id, "group_name": escaped(group.name)}


def _listed_group(group: PortalGroup) -> dict[str, object]:
    return {
        "id": group.id,
        "name": escaped(group.name),
        "description": escaped(group.description),
        "key": group.key,
        "price": FREE,
        "owner_id": OWNER_ID,
        "belongs_to_branch": None,
        "max_redemptions": None,
        "redemptions_sofar": None,
    }


def _found_group(context: ApiContext, group: PortalGroup) -> dict[str, object]:
    courses = (context.state.courses[course_id] for course_id in group.courses)
    return {
        **_listed_group(group),
        "users": [
            {"id": user.id, "name": user.short_name} for user in context.state.members_of(group)
        ],
        "courses": [_named(course) for course in courses],
    }


def _named(course: PortalCourse) -> dict[str, object]:
    return {"id": course.id, "name": escaped(course.name)}
