"""`usersignup`: a new user (API sheet, section 4.3)."""

from __future__ import annotations

import re

from attrs import evolve

from talent_powerpro.sandbox.arguments import Arguments
from talent_powerpro.sandbox.asked import Answer, Asked
from talent_powerpro.sandbox.portal import PortalGroup, PortalUser
from talent_powerpro.sandbox.refusals import (
    INVALID_EMAIL,
    NO_BRANCH,
    SAME_EMAIL,
    SAME_LOGIN,
    WEAK_PASSWORD,
    missing,
)
from talent_powerpro.sandbox.user_answers import new_user

_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_STRONG = re.compile(r"(?=.*[A-Z])(?=.*[a-z])(?=.*[0-9]).{8,}", re.DOTALL)
_CUSTOM_FIELD = re.compile(r"custom_field_([1-9]|1[0-9]|20)")


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
        custom_fields=_custom_fields(arguments),
    )


def _custom_fields(arguments: Arguments) -> dict[str, str]:
    """Those sent, by number. A single space counts as a value."""
    sent = {name: value for name, value in arguments.items() if _CUSTOM_FIELD.fullmatch(name)}
    return dict(sorted(sent.items(), key=lambda field: int(field[0].rpartition("_")[2])))


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
    state = asked.state
    if not _EMAIL.fullmatch(user.email):
        raise state.refusal(INVALID_EMAIL.format(user.email))
    if not _STRONG.fullmatch(password):
        raise state.refusal(WEAK_PASSWORD)
    if state.has_email(user.email):
        raise state.refusal(SAME_EMAIL)
    if state.has_login(user.login):
        raise state.refusal(SAME_LOGIN)


def _stored(asked: Asked, user: PortalUser) -> PortalUser:
    row = evolve(user, id=asked.state.new_user_id())
    asked.state.users[row.id] = row
    return row
