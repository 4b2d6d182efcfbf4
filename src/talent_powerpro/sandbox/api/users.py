"""Action `users`: one by id, e-mail or login, a page of them, or all."""

from __future__ import annotations

from talent_powerpro.sandbox.api.context import Answer, ApiContext
from talent_powerpro.sandbox.api.user_answers import found_user, listed_user
from talent_powerpro.sandbox.api_errors import invalid_arguments
from talent_powerpro.sandbox.portal.portal import PortalUser


def users(context: ApiContext) -> Answer:
    """One user, a page, or all. Of several names for a user, the id wins, then the e-mail."""
    arguments, state = context.arguments, context.state
    if "id" in arguments:
        return found_user(context, state.user(arguments.number("id")))
    if "email" in arguments:
        return found_user(context, state.user_by_email(arguments.text("email")))
    if "username" in arguments:
        return found_user(context, state.user_by_login(arguments.text("username")))
    return [listed_user(context, user) for user in _page(context)]


def _page(context: ApiContext) -> tuple[PortalUser, ...]:
    """All users, or the requested page, which is empty after the last one (inferred)."""
    arguments, everyone = context.arguments, context.state.present_users()
    if "page_size" not in arguments and "page_number" not in arguments:
        return everyone
    most = len(everyone) + 1
    size = _up_to(most, arguments.number("page_size"))
    number = _up_to(most, arguments.number("page_number", default="1"))
    return everyone[(number - 1) * size : number * size]


def _up_to(most: int, number: str) -> int:
    """A page size or number from 1 to *most*, however many digits it has."""
    if number == "0":
        raise invalid_arguments()
    return most if len(number) > len(str(most)) else min(most, int(number))
