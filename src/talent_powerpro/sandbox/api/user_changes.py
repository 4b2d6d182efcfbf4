"""Actions `edituser` and `usersetstatus`."""

from __future__ import annotations

from datetime import datetime

from attrs import evolve

from talent_powerpro.sandbox.api.context import Answer, ApiContext
from talent_powerpro.sandbox.api.custom_fields import sent_fields
from talent_powerpro.sandbox.api.user_answers import edited_user
from talent_powerpro.sandbox.api.user_checks import check_email, check_password, check_unique
from talent_powerpro.sandbox.api_errors import invalid_arguments
from talent_powerpro.sandbox.http.arguments import Arguments
from talent_powerpro.sandbox.portal import moments
from talent_powerpro.sandbox.portal.choices import UserStatus
from talent_powerpro.sandbox.portal.portal import PortalUser

_STATUSES = {status.value: status for status in (UserStatus.ACTIVE, UserStatus.INACTIVE)}
_TICKED = {"on": True, "off": False}


def edituser(context: ApiContext) -> Answer:
    """Change the fields that were sent. A blank text is invalid.

    A password is checked and not stored. An empty ``deactivation_date`` clears the date
    (documented).
    """
    arguments, state = context.arguments, context.state
    user_id = arguments.number("user_id")
    password = arguments.text("password") if "password" in arguments else None
    user = state.user(user_id)
    edited = _edited(context, user)
    if edited.email != user.email:
        check_email(state, edited)
    if password is not None:
        check_password(state, password)
    check_unique(state, edited)
    return edited_user(context, _stored(context, edited))


def usersetstatus(context: ApiContext) -> Answer:
    """Set a user active or inactive. No error where they are so already."""
    arguments = context.arguments
    user_id, text = arguments.number("user_id"), arguments.text("status")
    if text not in _STATUSES:
        raise invalid_arguments()
    _stored(context, evolve(context.state.user(user_id), status=_STATUSES[text]))
    return {"user_id": user_id, "status": text}


def _edited(context: ApiContext, user: PortalUser) -> PortalUser:
    arguments = context.arguments

    def text(name: str, default: str) -> str:
        return arguments.text(name) if name in arguments else default

    return evolve(
        user,
        first_name=text("first_name", user.first_name),
        last_name=text("last_name", user.last_name),
        email=text("email", user.email),
        login=text("login", user.login),
        bio=arguments.text("bio") if "bio" in arguments else user.bio,
        timezone=text("timezone", user.timezone),
        credits=arguments.number("credits", default=user.credits),
        restrict_email=arguments.choice("restrict_email", _TICKED, user.restrict_email),
        deactivation=_deactivation(context, arguments, user),
        custom_fields={**user.custom_fields, **sent_fields(arguments)},
    )


def _deactivation(context: ApiContext, arguments: Arguments, user: PortalUser) -> datetime | None:
    """The date sent, in the portal's own format. API fact (documented): for active users only."""
    sent = dict(arguments.items()).get("deactivation_date")
    if sent is None:
        return user.deactivation
    if not sent.strip():
        return None
    moment = moments.read(context.portal, sent)
    if moment is None or user.status is not UserStatus.ACTIVE:
        raise invalid_arguments()
    return moment


def _stored(context: ApiContext, user: PortalUser) -> PortalUser:
    changed = evolve(user, updated=context.now)
    context.state.users[user.id] = changed
    context.state.add_event("user_property_change", changed, context.now)
    return changed
