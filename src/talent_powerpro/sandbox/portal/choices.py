"""Enumerations of a portal, with the words that a portal file uses."""

from __future__ import annotations

from enum import StrEnum


class DateFormat(StrEnum):
    """Order of day, month and year in a portal's dates."""

    DDMMYYYY = "DDMMYYYY"
    MMDDYYYY = "MMDDYYYY"
    YYYYMMDD = "YYYYMMDD"


class ClockFormat(StrEnum):
    """Clock of a portal. API fact: no answer names it; only AM or PM in a text shows it."""

    HOURS_24 = "24h"
    HOURS_12 = "12h"


class CourseStatus(StrEnum):
    """Status of a course."""

    ACTIVE = "active"
    INACTIVE = "inactive"
    ARCHIVED = "archived"


class Role(StrEnum):
    """Role of a user in a course."""

    LEARNER = "learner"
    INSTRUCTOR = "instructor"


class UserStatus(StrEnum):
    """Status of a user row. No answer has ``deleted``: such a user is refused."""

    ACTIVE = "active"
    INACTIVE = "inactive"
    DELETED = "deleted"


class FieldType(StrEnum):
    """Type of a custom registration field."""

    TEXT = "text"
    DROPDOWN = "dropdown"
    CHECKBOX = "checkbox"
    DATE = "date"


class LimitAnswer(StrEnum):
    """Answer to a call beyond a rate limit. API fact: no source has a portal's answer."""

    FORBIDDEN = "403"
    """Status 403, JSON, with type ``api_error``."""
    TOO_MANY = "429"
    """Status 429, JSON, without ``Retry-After``."""
    RETRY_AFTER = "429-retry-after"
    """Status 429, JSON, with ``Retry-After`` in seconds."""
    UNAVAILABLE = "503"
    """Status 503, a web page."""
