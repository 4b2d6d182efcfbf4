"""How the API says no: one exception, and the recorded messages (API sheet, section 12)."""

from __future__ import annotations

INVALID_ARGUMENTS = "Invalid arguments provided"
INVALID_KEY = "Invalid API Key provided"
NO_ACTION = "The requested API action does not exist"
NO_USER = "The requested user does not exist"
USER_GONE = "The requested user is no longer available"
NO_COURSE = "The requested course does not exist"
NO_GROUP = "The requested group does not exist"
NO_GROUP_KEY = "There is no group with such key"
NO_BRANCH = "The requested branch does not exist"
ALREADY_ENROLLED = "The requested user is already enrolled in this course"
ALREADY_MEMBER = "The requested user is already a member of this group"
NOT_ENROLLED = "The requested user is not enrolled in this course"
SAME_EMAIL = "A user with the same email address already exists"
SAME_LOGIN = "A user with the same login already exists"
INVALID_EMAIL = "{} is not a valid email"
WEAK_PASSWORD = (
    "Password is not strong enough (should have at least (1) upper case letter, "  # noqa: S105 - a message
    "at least (1) lower case letter, at least (1) number, "
    "at least (8) characters in length)"
)


class ApiError(Exception):
    """An error answer: a status and the body's ``error`` object."""

    def __init__(self, status: int, message: str, type: str = "invalid_request_error") -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.type = type

    @property
    def answer(self) -> dict[str, object]:
        return {"error": {"type": self.type, "message": self.message}}


def invalid_arguments() -> ApiError:
    """Something missing or ill-typed."""
    return ApiError(400, INVALID_ARGUMENTS)


def missing(message: str) -> ApiError:
    """The thing asked for is not there."""
    return ApiError(404, message)
