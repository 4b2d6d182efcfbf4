"""Strict readers of TalentLMS's loose JSON: ids, texts, objects, numbers, dates.

API fact (recorded): types are loose. An id is ``"7"`` in the answer to a read and ``7`` in the
answer to a sign-up; empty is ``""``, ``null`` or left out. Any other shape raises `ShapeError`:
guessing could take one person's answer for another's.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any, TypeAlias

from talent_powerpro.adapters.talentlms.masking import unescaped
from talent_powerpro.model import talent_number

Fields: TypeAlias = dict[str, Any]

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_DAY = r"(?P<day>[0-9]{1,2})"
_MONTH = r"(?P<month>[0-9]{1,2})"
_YEAR = r"(?P<year>[0-9]{4})"
_PAST_HOUR = r":[0-5][0-9](?::[0-5][0-9])?"
_TIME = rf"(?:(?:[01]?[0-9]|2[0-3]){_PAST_HOUR}|(?:0?[1-9]|1[0-2]){_PAST_HOUR}\s?[AaPp][Mm])"

# API fact (documented): three formats. Vendor's code: each on a 24-hour or a 12-hour clock,
# which no answer tells.
_PRINTED = {
    "DDMMYYYY": re.compile(rf"{_DAY}/{_MONTH}/{_YEAR}(?:,?\s+{_TIME})?"),
    "MMDDYYYY": re.compile(rf"{_MONTH}/{_DAY}/{_YEAR}(?:,?\s+{_TIME})?"),
    "YYYYMMDD": re.compile(rf"{_YEAR}/{_MONTH}/{_DAY}(?:,?\s+{_TIME})?"),
}


class ShapeError(ValueError):
    """An answer is JSON, but not of the expected shape. The message shows none of its values."""


def an_object(value: object, what: str) -> Fields:
    """A JSON object."""
    if not isinstance(value, dict):
        raise ShapeError(f"{what} should be an object, not {_sort(value)}")
    return value


def objects(value: object, what: str) -> tuple[Fields, ...]:
    """A list of JSON objects; empty for ``null`` and ``""``."""
    if value is None or value == "":
        return ()
    if not isinstance(value, list):
        raise ShapeError(f"{what} should be a list, not {_sort(value)}")
    return tuple(an_object(item, f"an item of {what}") for item in value)


def unnumbered(value: object) -> object:
    """The values of an object whose keys are numbers, as a list; anything else as it is."""
    # A server in PHP writes a list that way once an item was removed from it. An empty object
    # stays one: nothing says that it was a list.
    if isinstance(value, dict) and value and all(map(_is_place, value)):
        return [value[place] for place in sorted(value, key=int)]
    return value


def _is_place(key: str) -> bool:
    return re.fullmatch("[0-9]{1,9}", key) is not None


def only_one(value: object, what: str) -> Fields:
    """A JSON object, or the one in a list of one.

    API fact (recorded): ``addusertocourse`` answers with a list of one.
    """
    if isinstance(value, list) and len(value) == 1:
        return an_object(value[0], what)
    return an_object(value, what)


def identifier(fields: Fields, name: str, what: str) -> str:
    """An id, as digits: ``"7"`` for ``"7"`` and for ``7``. Raises `ShapeError` without one."""
    number = talent_number(str(fields.get(name)))
    if number is None:
        raise ShapeError(f"{what} has no usable {name}")
    return number


def text(fields: Fields, name: str) -> str:
    """A text, unescaped and trimmed; ``""`` where it is empty or left out."""
    value = fields.get(name)
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise ShapeError(f"{name} should be a text, not {_sort(value)}")
    return unescaped(str(value))


def whole_number(value: object) -> int | None:
    """A count; ``None`` where it is empty, left out or no whole number."""
    if isinstance(value, bool):  # which Python counts among the whole numbers
        return None
    if isinstance(value, int):
        return value
    digits = value.strip() if isinstance(value, str) else ""
    return int(digits) if re.fullmatch(r"-?[0-9]{1,18}", digits) else None


def moment(value: object) -> datetime | None:
    """A ``..._timestamp`` (seconds since 1970, UTC) as an aware time.

    ``None`` for ``""``, ``null`` and 0. Raises ValueError for anything else that is no time.
    """
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    seconds = whole_number(value)
    if seconds is None or seconds < 0:
        raise ValueError("not a timestamp")
    try:
        return _EPOCH + timedelta(seconds=seconds) if seconds else None
    except OverflowError:
        raise ValueError("not a timestamp of this era") from None


def moment_or_none(value: object) -> datetime | None:
    """The same, but ``None`` for a value that is not a time. For times that are only shown."""
    try:
        return moment(value)
    except ValueError:
        return None


def printed_date(printed: str, date_format: str) -> date | None:
    """The date in a date text, as printed, read in the portal's own format.

    ``None`` where it does not fit the format. The order of day and month is never guessed:
    a program in production shipped wrong dates that way (API fact, reported).
    """
    pattern = _PRINTED.get(date_format)
    parts = pattern.fullmatch(printed.strip()) if pattern else None
    if parts is None:
        return None
    try:
        return date(int(parts["year"]), int(parts["month"]), int(parts["day"]))
    except ValueError:
        return None


def _sort(value: object) -> str:
    """The sort of a JSON value, in words."""
    names = {dict: "an object", list: "a list", str: "a text", bool: "true or false"}
    return names.get(type(value), "empty" if value is None else "a number")
