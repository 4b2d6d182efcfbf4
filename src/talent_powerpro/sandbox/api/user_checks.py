"""Validation of a new or edited user."""

from __future__ import annotations

import re

from talent_powerpro.sandbox.api.state import PortalState
from talent_powerpro.sandbox.api_errors import (
    INVALID_EMAIL,
    SAME_EMAIL,
    SAME_LOGIN,
    WEAK_PASSWORD,
)
from talent_powerpro.sandbox.portal.portal import PortalUser

_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_STRONG = re.compile(r"(?=.*[A-Z])(?=.*[a-z])(?=.*[0-9]).{8,}", re.DOTALL)


def check_email(state: PortalState, user: PortalUser) -> None:
    """Raise `ApiError` for an invalid e-mail."""
    if not _EMAIL.fullmatch(user.email):
        raise state.refusal(INVALID_EMAIL, user.email)


def check_password(state: PortalState, password: str) -> None:
    """Raise `ApiError` for a weak password, unless the portal takes any."""
    if state.portal.quirks.password_rule and not _STRONG.fullmatch(password):
        raise state.refusal(WEAK_PASSWORD)


def check_unique(state: PortalState, user: PortalUser) -> None:
    """Raise `ApiError` where another user has the e-mail or the login."""
    if state.has_email(user.email, but=user.id):
        raise state.refusal(SAME_EMAIL)
    if state.has_login(user.login, but=user.id):
        raise state.refusal(SAME_LOGIN)
