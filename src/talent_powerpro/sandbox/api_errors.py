"""Errors of the API: one exception, and TalentLMS's own messages.

API facts: the messages are recorded, or used by several programs that agree. They are
TalentLMS's words, which a client compares, so they must not be reworded here.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

INVALID_ARGUMENTS = "Invalid arguments provided"
INVALID_KEY = "Invalid API Key provided"
NO_ACTION = "The requested API action does not exist"
NO_USER = "The requested user does not exist"
NO_COURSE = "The requested course does not exist"
NO_GROUP = "The requested group does not exist"
NO_BRANCH = "The requested branch does not exist"
NO_UNIT = "The requested unit does not exist"


class Unsettled(NamedTuple):
    """Refusal whose HTTP status is unknown: a portal's quirks choose it."""

    name: str
    """Name of the refusal in a portal file."""
    message: str
    status: int | None = None
    """The likeliest status; ``None`` for `Quirks.refusal_status`."""


USER_GONE = Unsettled("user_gone", "The requested user is no longer available", 404)
NO_GROUP_KEY = Unsettled("no_group_key", "There is no group with such key", 404)
ALREADY_ENROLLED = Unsettled(
    "already_enrolled", "The requested user is already enrolled in this course"
)
ALREADY_MEMBER = Unsettled("already_member", "The requested user is already a member of this group")
NOT_ENROLLED = Unsettled("not_enrolled", "The requested user is not enrolled in this course")
NOT_A_MEMBER = Unsettled("not_a_member", "The requested user is not a member of this group")
SAME_EMAIL = Unsettled("same_email", "A user with the same email address already exists")
SAME_LOGIN = Unsettled("same_login", "A user with the same login already exists")
INVALID_EMAIL = Unsettled("invalid_email", "{} is not a valid email")
WEAK_PASSWORD = Unsettled(
    "weak_password",
    "Password is not strong enough (should have at least (1) upper case letter, "
    "at least (1) lower case letter, at least (1) number, "
    "at least (8) characters in length)",
)
MISSING_FIELD = Unsettled("missing_field", "{}")
"""Its message is unknown too: `Quirks.missing_field_message`."""

UNSETTLED: Mapping[str, Unsettled] = {
    refusal.name: refusal
    for refusal in (
        USER_GONE,
        NO_GROUP_KEY,
        ALREADY_ENROLLED,
        ALREADY_MEMBER,
        NOT_ENROLLED,
        NOT_A_MEMBER,
        SAME_EMAIL,
        SAME_LOGIN,
        INVALID_EMAIL,
        WEAK_PASSWORD,
        MISSING_FIELD,
    )
}


SANDBOX_ERROR = "sandbox_error"
"""The error type of control calls; no error of the API has it."""


class ApiError(Exception):
    """Error answer of the sandbox: a status, and the body's ``error`` object."""

    def __init__(self, status: int, message: str, type: str = "invalid_request_error") -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.type = type

    @property
    def answer(self) -> dict[str, object]:
        return {"error": {"type": self.type, "message": self.message}}


def invalid_arguments() -> ApiError:
    """The error for a missing or ill-typed argument."""
    return ApiError(400, INVALID_ARGUMENTS)


def missing(message: str) -> ApiError:
    """The error, with status 404, for a thing that does not exist."""
    return ApiError(404, message)
