"""Kinds of fields: ids, secrets and moments, with the attrs converters that normalise them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Annotated, TypeAlias

Id: TypeAlias = Annotated[str, "digits, or a whole number"]
"""An id, as a portal file and Python code may give it."""

Secret: TypeAlias = Annotated[str, "shown by no fault"]


# mypy wants converters as plain functions of one argument.
def text(value: object) -> str:
    return str(value)


def texts(values: Iterable[object]) -> tuple[str, ...]:
    return tuple(str(value) for value in values)


def utc(moment: datetime | None) -> datetime | None:
    """One zone for all, so that two rows compare equal when their moments are the same.

    A moment without an offset is left to the portal's checks.
    """
    if moment is None or moment.tzinfo is None:
        return moment
    try:
        return moment.astimezone(UTC)
    except OverflowError:  # the first and the last day there are
        return moment


def aware(moment: datetime) -> datetime:
    return utc(moment) or moment
