"""`usersignup`: a new user (API sheet, section 4.3)."""

from __future__ import annotations

from attrs import evolve

from talent_powerpro.sandbox.api.context import Answer, Asked
from talent_powerpro.sandbox.api.custom_fields import check_mandatory, sent_fields
from talent_powerpro.sandbox.api.user_answers import new_user
from talent_powerpro.sandbox.api.user_checks import check_email, check_password, check_unique
from talent_powerpro.sandbox.api_errors import NO_BRANCH, missing
from talent_powerpro.sandbox.portal.portal import PortalGroup, PortalUser


def usersignup(asked: Asked) -> Answer:
    """The password is looked at and forgotten. With `group_id`, the group's courses too."""
    arguments = asked.arguments
    user = _described(asked)
    password = arguments.text("password")
    group = _group(asked)
    _check(asked, user, password)
    row = _stored(asked, user)
    if group is not None:
        asked.state.join(row, group, at=asked.now)
    return new_user(asked, row)


def _described(asked: Asked) -> PortalUser:
    """The user asked for, not yet numbered."""
    arguments = asked.arguments
    return PortalUser(
        id="",
        first_name=arguments.text("first_name"),
        last_name=arguments.text("last_name"),
        email=arguments.text("email"),
        login=arguments.text("login"),
        user_type=arguments.text("user_type") if "user_type" in arguments else "Learner-Type",
        status=asked.portal.quirks.signup_status,
        restrict_email=arguments.choice("restrict_email", {"on": True, "off": False}, False),
        created=asked.now,
        custom_fields=sent_fields(arguments),
    )


def _group(asked: Asked) -> PortalGroup | None:
    """The group to join. There are no branches here."""
    if "branch_id" in asked.arguments:
        asked.arguments.number("branch_id")
        raise missing(NO_BRANCH)
    if "group_id" not in asked.arguments:
        return None
    return asked.state.group(asked.arguments.number("group_id"))


def _check(asked: Asked, user: PortalUser, password: str) -> None:
    """The state's own refusals, after everything that the arguments alone decide."""
    check_mandatory(asked, dict(user.custom_fields))
    check_email(asked.state, user)
    check_password(asked.state, password)
    check_unique(asked.state, user)


def _stored(asked: Asked, user: PortalUser) -> PortalUser:
    row = evolve(user, id=asked.state.new_user_id())
    asked.state.users[row.id] = row
    asked.state.tell("user_register_user", row, asked.now)
    return row
