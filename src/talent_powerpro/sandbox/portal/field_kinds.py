"""Types of a portal's fields (ids, secrets, moments), with their attrs converters."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Annotated, TypeAlias

Id: TypeAlias = Annotated[str, "digits, or a whole number"]
"""An id, kept as a text of digits. A portal file and Python code may give a number."""

Secret: TypeAlias = Annotated[str, "shown by no fault"]


# mypy wants converters as plain functions of one argument.
def text(value: object) -> str:
    return str(value)


def texts(values: Iterable[object]) -> tuple[str, ...]:
    return tuple(str(value) for value in values)


def utc(moment: datetime | None) -> datetime | None:
    """A moment in UTC, so that rows with the same moment compare equal.

    A moment without an offset stays as it is, for the portal's checks.
    """
    if moment is None or moment.tzinfo is None:
        return moment
    try:
        return moment.astimezone(UTC)
    except OverflowError:  # the first and the last day there are
        return moment


def aware(moment: datetime) -> datetime:
    return utc(moment) or moment
