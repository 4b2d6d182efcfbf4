"""Action `gettimeline`: the newest events of one type."""

from __future__ import annotations

from talent_powerpro.sandbox.api.context import Answer, ApiContext
from talent_powerpro.sandbox.api_errors import invalid_arguments
from talent_powerpro.sandbox.http.php_json import escaped
from talent_powerpro.sandbox.portal import moments
from talent_powerpro.sandbox.portal.event_types import MESSAGES
from talent_powerpro.sandbox.portal.portal import Portal, PortalEvent

NEWEST = 200
NONE = "-"

_FILTERS = ("user_id", "course_id", "branch_id", "group_id", "unit_id")


def gettimeline(context: ApiContext) -> Answer:
    """Events, newest first and at most 200, of one user, course, group or unit if asked."""
    arguments = context.arguments
    wanted = arguments.text("event_type")
    if wanted not in MESSAGES:
        raise invalid_arguments()
    narrowed = {name: arguments.number(name) for name in _FILTERS if name in arguments}
    fitting = [e for e in context.state.events if e.type == wanted and _fits(e, narrowed)]
    newest = sorted(fitting, key=lambda event: event.at)[-NEWEST:]
    return [_entry(context.portal, event) for event in reversed(newest)]


def _fits(event: PortalEvent, narrowed: dict[str, str]) -> bool:
    # The sandbox has no branches, so a filter by branch matches nothing.
    return all(getattr(event, name, "") == id for name, id in narrowed.items())


def _entry(portal: Portal, event: PortalEvent) -> dict[str, object]:
    """One entry. Its first object is the unit, else the course, else the group; the second
    contains the first."""
    places = [
        (id, name)
        for id, name in (
            (event.unit_id, event.unit_name),
            (event.course_id, event.course_name),
            (event.group_id, event.group_name),
        )
        if id
    ]
    (first, first_name), (second, second_name), *_ = (*places, (NONE, NONE), (NONE, NONE))
    message = MESSAGES[event.type].format(
        user=event.user_name or event.user_login,
        course=event.course_name,
        group=event.group_name,
        unit=event.unit_name,
    )
    return {
        "action": event.type,
        "message": escaped(message),
        "timestamp": moments.text(portal, event.at),
        "unix_timestamp": moments.timestamp(event.at),
        "user_id": event.user_id,
        "user_username": event.user_login,
        "user_email": event.user_email,
        "user_fullname": event.user_name,
        "object_id": first,
        "object_name": escaped(first_name),
        "secondary_object_id": second,
        "secondary_object_name": escaped(second_name),
        "event_counter": "1",
    }
