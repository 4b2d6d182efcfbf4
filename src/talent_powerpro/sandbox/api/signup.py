"""Action `usersignup`: a new user."""

from __future__ import annotations

from attrs import evolve

from talent_powerpro.sandbox.api.context import Answer, ApiContext
from talent_powerpro.sandbox.api.custom_fields import check_mandatory, sent_fields
from talent_powerpro.sandbox.api.user_answers import new_user
from talent_powerpro.sandbox.api.user_checks import check_email, check_password, check_unique
from talent_powerpro.sandbox.api_errors import NO_BRANCH, missing
from talent_powerpro.sandbox.portal.portal import PortalGroup, PortalUser


def usersignup(context: ApiContext) -> Answer:
    """Create a user; with ``group_id``, also join the group and its courses.

    The password is checked and not stored.
    """
    arguments = context.arguments
    user = _described(context)
    password = arguments.text("password")
    group = _group(context)
    _check(context, user, password)
    row = _stored(context, user)
    if group is not None:
        context.state.join(row, group, at=context.now)
    return new_user(context, row)


def _described(context: ApiContext) -> PortalUser:
    """The user as they were sent, without an id."""
    arguments = context.arguments
    return PortalUser(
        id="",
        first_name=arguments.text("first_name"),
        last_name=arguments.text("last_name"),
        email=arguments.text("email"),
        login=arguments.text("login"),
        user_type=arguments.text("user_type") if "user_type" in arguments else "Learner-Type",
        status=context.portal.quirks.signup_status,
        restrict_email=arguments.choice("restrict_email", {"on": True, "off": False}, False),
        created=context.now,
        custom_fields=sent_fields(arguments),
    )


def _group(context: ApiContext) -> PortalGroup | None:
    """The group to join, or ``None``. The sandbox has no branches."""
    if "branch_id" in context.arguments:
        context.arguments.number("branch_id")
        raise missing(NO_BRANCH)
    if "group_id" not in context.arguments:
        return None
    return context.state.group(context.arguments.number("group_id"))


def _check(context: ApiContext, user: PortalUser, password: str) -> None:
    """Checks against the portal's state, after those of the arguments alone."""
    check_mandatory(context, dict(user.custom_fields))
    check_email(context.state, user)
    check_password(context.state, password)
    check_unique(context.state, user)


def _stored(context: ApiContext, user: PortalUser) -> PortalUser:
    row = evolve(user, id=context.state.new_user_id())
    context.state.users[row.id] = row
    context.state.add_event("user_register_user", row, context.now)
    return row
