"""The choices of a portal: each enumeration holds the words that a portal file takes."""

from __future__ import annotations

from enum import StrEnum


class DateFormat(StrEnum):
    """The portal's order of day, month and year (API sheet, section 11)."""

    DDMMYYYY = "DDMMYYYY"
    MMDDYYYY = "MMDDYYYY"
    YYYYMMDD = "YYYYMMDD"


class ClockFormat(StrEnum):
    """The portal's clock. No answer says which: only AM or PM in a text does."""

    HOURS_24 = "24h"
    HOURS_12 = "12h"


class CourseStatus(StrEnum):
    ACTIVE = "active"
    INACTIVE = "inactive"
    ARCHIVED = "archived"


class Role(StrEnum):
    LEARNER = "learner"
    INSTRUCTOR = "instructor"


class UserStatus(StrEnum):
    """The status of a user row. No answer ever says ``deleted``; such a user is denied."""

    ACTIVE = "active"
    INACTIVE = "inactive"
    DELETED = "deleted"


class FieldType(StrEnum):
    """The type of a custom registration field (API sheet, section 4.5)."""

    TEXT = "text"
    DROPDOWN = "dropdown"
    CHECKBOX = "checkbox"
    DATE = "date"


class LimitAnswer(StrEnum):
    """The answer to a call beyond a limit. No portal's answer is on record."""

    FORBIDDEN = "403"
    """403, JSON, of type ``api_error``."""
    TOO_MANY = "429"
    """429, JSON, without a word on when to come back."""
    RETRY_AFTER = "429-retry-after"
    """429, JSON, with ``Retry-After`` in seconds."""
    UNAVAILABLE = "503"
    """503, a web page."""
