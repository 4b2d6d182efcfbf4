"""What a cell may hold: one function per sort of column, from text to value.

Each takes the cell trimmed, and raises `CellError` where it would have to guess.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

from talent_powerpro.model import UnitType, plain


class CellError(Exception):
    """A cell that cannot be read. Becomes an `ImportFault` where file and line are known."""

    def __init__(self, problem: str, remedy: str) -> None:
        super().__init__(problem)
        self.problem = problem
        self.remedy = remedy


# --- texts ------------------------------------------------------------------------

# Only what a spreadsheet makes of a long number: a sign in the exponent, or a decimal
# separator before it. So 1E05, which somebody may have as a code, stays a code.
_SCIENTIFIC = re.compile(
    r"[+-]?[0-9]+(?:[.,][0-9]+)?E[+-][0-9]+|[+-]?[0-9]+[.,][0-9]+E[0-9]+", re.I
)
_TOO_NARROW = re.compile(r"#{2,}")


def text(cell: str) -> str:
    """Any text, line breaks included."""
    return cell


def phone(cell: str) -> str:
    """A text of digits and blanks; leading zeros are kept."""
    if _SCIENTIFIC.fullmatch(cell) or _TOO_NARROW.fullmatch(cell):
        raise CellError(
            "is what a spreadsheet made of a number; the digits are lost",
            "Format the column as text before saving, then export it again.",
        )
    return cell


def code(cell: str) -> str:
    """A code, id or key: one line of text; leading zeros are kept."""
    if any(unicodedata.category(char) == "Cc" for char in cell):
        raise CellError(
            "has a line break or a control character inside",
            "Write the code on one line, without it.",
        )
    return phone(cell)


def unit_type(cell: str) -> str:
    """Unit or Module; blank is Unit."""
    for known in UnitType:
        if plain(cell) == plain(known):
            return known.value
    if cell:
        raise CellError("is neither Unit nor Module", "Write Unit, Module or nothing.")
    return UnitType.UNIT.value


_BOXES = {
    **dict.fromkeys(("yes", "y", "true", "1", "ticked"), True),
    **dict.fromkeys(("no", "n", "false", "0", "unticked", ""), False),
}


def yes_no(cell: str) -> bool:
    """A box; blank is not ticked."""
    try:
        return _BOXES[plain(cell)]
    except KeyError:
        raise CellError("is neither yes nor no", "Write Yes, No or nothing.") from None


# --- dates and times --------------------------------------------------------------

_DATE_REMEDY = "Write dd/mm/yyyy, day first, such as 16/05/2022, or yyyy-mm-dd."
_MOMENT_REMEDY = "Write dd/mm/yyyy HH:MM, day first, such as 02/06/2022 14:59."

_WRITTEN = re.compile(
    r"""
    (?: (?P<day>\d{1,2}) / (?P<month>\d{1,2}) / (?P<year>\d{4})
      | (?P<iso>\d{4}-\d{2}-\d{2}) )
    (?: (?:T|[ ]) (?P<hour>\d{1,2}) : (?P<minute>\d{2}) (?: :(?P<second>\d{2}) (?:\.\d+)? )?
        (?: [ ]? (?P<half>[AP])\.?M\.? )?
        (?: [ ]? (?P<offset>Z|[+-]\d{2}:?[0-5]\d) )? )?
    """,
    re.VERBOSE | re.ASCII | re.IGNORECASE,
)


def day(cell: str) -> date | None:
    """A date, day first or ISO; ``None``: blank. Midnight behind it, as exports write, goes."""
    if not cell:
        return None
    try:
        when, offset = _written(cell)
    except ValueError:
        raise CellError("is not a date", _DATE_REMEDY) from None
    if offset is not None or when.time() != time():
        raise CellError("is a date with a time", _DATE_REMEDY)
    return when.date()


def moment_in(zone: ZoneInfo) -> Callable[[str], datetime | None]:
    """Reads a date and time of *zone* as UTC; ``None``: blank; a bare date is its midnight.

    An ISO offset behind it goes before the zone. Of a time that the clocks showed twice
    the earlier is meant; one that they never showed is a fault.
    """

    def moment(cell: str) -> datetime | None:
        return _moment(cell, zone) if cell else None

    return moment


def _moment(cell: str, zone: ZoneInfo) -> datetime:
    try:
        local, offset = _written(cell)
        own = offset or zone
        # UTC, because times of one zone compare without regard to its changes of clock.
        moment = local.replace(tzinfo=own).astimezone(UTC)
        shown_then = moment.astimezone(own).replace(tzinfo=None)
    except (ValueError, OverflowError):
        raise CellError("is not a date and time", _MOMENT_REMEDY) from None
    if shown_then != local:
        raise CellError(
            f"is a time that the clocks of {zone.key} left out, going forward",
            "Write the time that the clocks showed.",
        )
    return moment


def _written(cell: str) -> tuple[datetime, tzinfo | None]:
    """As the wall clock showed it, to the second, and the offset where one is written.

    Raises ValueError where there is no such time.
    """
    # Windows puts a narrow no-break space before PM; split() knows it as a blank.
    match = _WRITTEN.fullmatch(" ".join(cell.split()))
    if match is None:
        raise ValueError("no date")
    on = (
        date.fromisoformat(match["iso"])
        if match["iso"]
        else date(int(match["year"]), int(match["month"]), int(match["day"]))
    )
    return datetime.combine(on, _clock(match)), _offset(match["offset"])


def _clock(match: re.Match[str]) -> time:
    hour, half = int(match["hour"] or 0), (match["half"] or "").upper()
    if half and not 1 <= hour <= 12:
        raise ValueError("no such hour with AM or PM")
    if half:
        hour = hour % 12 + (12 if half == "P" else 0)
    return time(hour, int(match["minute"] or 0), int(match["second"] or 0))


def _offset(written: str | None) -> tzinfo | None:
    if written is None:
        return None
    if written.upper() == "Z":
        return UTC
    sign = -1 if written[0] == "-" else 1
    return timezone(sign * timedelta(hours=int(written[1:3]), minutes=int(written[-2:])))
