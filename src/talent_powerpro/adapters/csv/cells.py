"""Cell parsers: one function for each type of column, from text to value.

Each takes the trimmed cell and raises `CellError` instead of guessing.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

from talent_powerpro.model import UnitType, is_mangled_number, plain, visible


class CellError(Exception):
    """A cell that cannot be parsed. `sheet` adds file, line and column to make an `ImportFault`."""

    def __init__(self, problem: str, remedy: str) -> None:
        super().__init__(problem)
        self.problem = problem
        self.remedy = remedy


# --- texts ------------------------------------------------------------------------

# Spreadsheets show a long number as 2.021E+09. Only that form is refused (a sign in the
# exponent, or a decimal separator), because 1E05 can be a real code.
_SCIENTIFIC = re.compile(
    r"[+-]?[0-9]+(?:[.,][0-9]+)?E[+-][0-9]+|[+-]?[0-9]+[.,][0-9]+E[0-9]+", re.I
)
# A spreadsheet shows ##### where a column is too narrow for its number.
_TOO_NARROW = re.compile(r"#{2,}")


def text(cell: str) -> str:
    """Returns the text as it is, line breaks included."""
    return cell


def phone(cell: str) -> str:
    """Returns the text; leading zeros stay. Refuses a number that a spreadsheet shortened."""
    if _SCIENTIFIC.fullmatch(cell) or _TOO_NARROW.fullmatch(cell):
        raise CellError(
            "is a number that a spreadsheet shortened, so its digits are lost",
            "Export the file again. In a spreadsheet, format the column as Text before saving.",
        )
    return cell


def code(cell: str) -> str:
    """Returns a code, id or key: one line of text; leading zeros stay."""
    if not cell.isprintable() and any(unicodedata.category(char) == "Cc" for char in cell):
        raise CellError(
            "contains a line break or a control character",
            "Remove it, so that the value is on one line.",
        )
    return phone(cell)


# 1,234 or 7.00. Other commas and dots may stand for decimals, so no number is proposed for them.
_WHOLE_NUMBER = re.compile(r"([0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.0{1,2})?")


def secondary_id(cell: str) -> str:
    """Returns a Secondary ID. Refuses a Talent user id that a spreadsheet or a copy changed."""
    if not is_mangled_number(code(cell)):
        return cell
    digits = "".join(char for char in visible(cell) if char not in "=\"'" and not char.isspace())
    whole = _WHOLE_NUMBER.fullmatch(digits)
    meant = whole[1].replace(",", "") if whole else "the digits of the Talent user id alone"
    raise CellError(
        "is a number with other characters in it, as spreadsheets and copied text leave them",
        f"Write {meant}. In a spreadsheet, format the column as Text before saving.",
    )


def unit_type(cell: str) -> str:
    """Returns ``Unit`` or ``Module``; a blank cell is ``Unit``."""
    for known in UnitType:
        if plain(cell) == plain(known):
            return known.value
    if cell:
        raise CellError(
            "is neither Unit nor Module", "Write Unit or Module, or leave it blank for Unit."
        )
    return UnitType.UNIT.value


_BOXES = {
    **dict.fromkeys(("yes", "y", "true", "1", "ticked"), True),
    **dict.fromkeys(("no", "n", "false", "0", "unticked", ""), False),
}


def yes_no(cell: str) -> bool:
    """Parses a tick box; a blank cell is not ticked."""
    try:
        return _BOXES[plain(cell)]
    except KeyError:
        raise CellError(
            "is neither yes nor no", "Write Yes or No, or leave it blank for No."
        ) from None


# --- dates and times --------------------------------------------------------------

NO_DATES = frozenset({date(1899, 12, 30), date(1900, 1, 1), date(1753, 1, 1)})
"""The first days of Access, Excel and SQL Server, which exports write for no date."""

_DATE_REMEDY = "Write dd/mm/yyyy, day first, such as 16/05/2022, or yyyy-mm-dd."
_MOMENT_REMEDY = "Write dd/mm/yyyy HH:MM, day first, such as 02/06/2022 14:59."

_MONTH_NAMES = """
    january february march april may june july august september october november december
"""
_MONTHS = {
    name: number
    for number, month in enumerate(_MONTH_NAMES.split(), start=1)
    for name in (month, month[:3])
} | {"sept": 9}

# Two dots or the name of a month leave no doubt about the order of day and month; 02-06-2022 does.
_WRITTEN = re.compile(
    r"""
    (?: (?P<day>\d{1,2}) (?P<between>[/.]) (?P<month>\d{1,2}) (?P=between) (?P<year>\d{4})
      | (?P<named_day>\d{1,2}) (?P<around>[ /-]) (?P<name>[A-Z]{3,9}) (?P=around)
        (?P<named_year>\d{4})
      | (?P<iso>\d{4}-\d{2}-\d{2} | \d{8}) )
    (?: (?:T|[ ]) (?P<hour>\d{1,2}) : (?P<minute>\d{2}) (?: :(?P<second>\d{2}) (?:\.\d+)? )?
        (?: [ ]? (?P<half>[AP])\.?M\.? )?
        (?: [ ]? (?P<offset>Z|[+-]\d{2}:?[0-5]\d) )? )?
    """,
    re.VERBOSE | re.ASCII | re.IGNORECASE,
)


def day(cell: str) -> date | None:
    """Parses a date, day first or ISO; ``None`` for a blank cell and for `NO_DATES`.

    A time of midnight is dropped, because some exports add it to every date.
    """
    if not cell:
        return None
    try:
        when, offset = _written(cell)
    except ValueError:
        raise CellError("is not a date", _DATE_REMEDY) from None
    if offset is not None or when.time() != time():
        raise CellError("has a time, but this column takes a date only", _DATE_REMEDY)
    return None if when.date() in NO_DATES else when.date()


def moment_in(zone: ZoneInfo) -> Callable[[str], datetime | None]:
    """Returns a parser of local times in *zone*. It returns UTC, or ``None`` for a blank cell.

    A date without a time is midnight. An ISO offset in the cell overrides *zone*. Where the
    clocks went back, so that a time occurred twice, the earlier is taken. Where they went
    forward, a time that was skipped is a `CellError`.
    """

    def moment(cell: str) -> datetime | None:
        return _moment(cell, zone) if cell else None

    return moment


def _moment(cell: str, zone: ZoneInfo) -> datetime:
    try:
        local, offset = _written(cell)
        own = offset or zone
        # In UTC, because Python compares two times of one zone by the wall clock alone.
        moment = local.replace(tzinfo=own).astimezone(UTC)
        shown_then = moment.astimezone(own).replace(tzinfo=None)
    except (ValueError, OverflowError):
        raise CellError("is not a date and time", _MOMENT_REMEDY) from None
    if local.date() in NO_DATES:
        raise CellError("stands for no date", f"Correct it. {_MOMENT_REMEDY}")
    if shown_then != local:
        raise CellError(
            f"never occurred in {zone.key}, because the clocks went forward past it",
            "Correct the time to one that a clock there showed.",
        )
    return moment


MONTH_FIRST = "mm/dd/yyyy"
"""The form of a date that exists only with the month first. It is never read."""


def form_of(cell: str) -> str:
    """The form in which a date is written, such as ``dd/mm/yyyy HH:MM``; blank: it is none."""
    match = _WRITTEN.fullmatch(" ".join(cell.split()))
    if match is None:
        return ""
    if match["iso"]:
        form = "yyyy-mm-dd" if "-" in match["iso"] else "yyyymmdd"
    elif match["name"]:
        form = f"dd{match['around']}mmm{match['around']}yyyy"
    elif int(match["month"]) > 12 >= int(match["day"]):
        form = MONTH_FIRST
    else:
        form = f"dd{match['between']}mm{match['between']}yyyy"
    return f"{form} HH:MM" if match["hour"] and form != MONTH_FIRST else form


def _written(cell: str) -> tuple[datetime, tzinfo | None]:
    """Parses the wall-clock time, to the second, and the offset where the cell has one.

    Raises ValueError for a cell that is no date, or a date that does not exist.
    """
    # Windows puts a narrow no-break space before PM. split() treats it as white space.
    match = _WRITTEN.fullmatch(" ".join(cell.split()))
    if match is None:
        raise ValueError("no date")
    return datetime.combine(_date(match), _clock(match)), _offset(match["offset"])


def _date(match: re.Match[str]) -> date:
    if match["iso"]:
        return date.fromisoformat(match["iso"])
    if match["name"]:
        # An unknown name is month 0, which no date has.
        month = _MONTHS.get(match["name"].casefold(), 0)
        return date(int(match["named_year"]), month, int(match["named_day"]))
    return date(int(match["year"]), int(match["month"]), int(match["day"]))


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
