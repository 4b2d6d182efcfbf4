"""`deleteuser` and undeleting (API sheet, section 4.4).

Deleted for a while, a user keeps id, courses and groups, and can be brought back by a
person in the web interface; the API has no call for that, so the sandbox has one.
Deleted permanently, a user is gone.
"""

from __future__ import annotations

from datetime import datetime

from attrs import evolve

from talent_powerpro.sandbox.api.context import Answer, ApiContext
from talent_powerpro.sandbox.api.state import PortalState
from talent_powerpro.sandbox.api.user_checks import check_unique
from talent_powerpro.sandbox.api_errors import NO_USER, missing
from talent_powerpro.sandbox.portal.choices import UserStatus

DONE = "Operation completed successfully"


def deleteuser(context: ApiContext) -> Answer:
    """A user who is deleted already is "no longer available", unless it is for good now."""
    arguments, state = context.arguments, context.state
    user_id = arguments.number("user_id")
    for_good = arguments.choice("permanent", {"yes": True, "no": False}, False)
    deleter = arguments.number("deleted_by_user_id", default="")
    if deleter:
        state.user(deleter)
    gone = state.users.get(user_id)
    user = gone if gone is not None and for_good else state.user(user_id)
    state.add_event("user_delete_user", user, context.now)
    if for_good:
        state.forget(user)
    else:
        state.users[user.id] = evolve(user, status=UserStatus.DELETED, updated=context.now)
    return {"message": DONE}


def undelete(state: PortalState, user_id: str, now: datetime) -> dict[str, object]:
    """Bring a deleted user back, active. Twice equals once.

    Raises `ApiError` when there is no such user, or e-mail or login are taken meanwhile.
    """
    user = state.users.get(user_id)
    if user is None:
        raise missing(NO_USER)
    if not user.exists:
        check_unique(state, user)
        state.users[user_id] = evolve(user, status=UserStatus.ACTIVE, updated=now)
        state.add_event("user_undelete_user", user, now)
    return {"user_id": user_id, "status": state.users[user_id].status.value}
