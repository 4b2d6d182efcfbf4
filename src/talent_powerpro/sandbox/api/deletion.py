"""Action `deleteuser`, and the way back.

A user who is not deleted permanently keeps id, courses and groups. An administrator can restore
them in the web interface; the API has no call for it, so the sandbox has a control call. A user
who is deleted permanently is gone.
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
    """Delete a user; with ``permanent=yes`` also one who is deleted already."""
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
    """Restore a deleted user, as active. Twice equals once.

    Raises `ApiError` where the user does not exist, or another user has the e-mail or login.
    """
    user = state.users.get(user_id)
    if user is None:
        raise missing(NO_USER)
    if not user.exists:
        check_unique(state, user)
        state.users[user_id] = evolve(user, status=UserStatus.ACTIVE, updated=now)
        state.add_event("user_undelete_user", user, now)
    return {"user_id": user_id, "status": state.users[user_id].status.value}
