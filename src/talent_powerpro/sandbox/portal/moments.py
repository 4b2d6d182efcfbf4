"""Dates in a portal's answers: local texts and UTC timestamps."""

from __future__ import annotations

import math
import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from talent_powerpro.sandbox.portal.choices import ClockFormat, DateFormat
from talent_powerpro.sandbox.portal.portal import Portal, PortalUser

# Not strftime: its %p depends on the locale, and its %Y on the operating system.
_DATES = {
    DateFormat.DDMMYYYY: "{0.day:02}/{0.month:02}/{0.year:04}",
    DateFormat.MMDDYYYY: "{0.month:02}/{0.day:02}/{0.year:04}",
    DateFormat.YYYYMMDD: "{0.year:04}/{0.month:02}/{0.day:02}",
}

_READ_DATES = {
    DateFormat.DDMMYYYY: "%d/%m/%Y",
    DateFormat.MMDDYYYY: "%m/%d/%Y",
    DateFormat.YYYYMMDD: "%Y/%m/%d",
}
_TIME_24 = re.compile(r"(?P<h>[01]\d|2[0-3]):(?P<m>[0-5]\d):(?P<s>[0-5]\d)", re.ASCII)
_TIME_12 = re.compile(
    r"(?P<h>0[1-9]|1[0-2]):(?P<m>[0-5]\d):(?P<s>[0-5]\d) (?P<half>[AaPp][Mm])", re.ASCII
)
_LAST_SECOND = timedelta(days=1, seconds=-1)

_ZONES = {
    "8b": "Australia/Perth",
    "9.5": "Australia/Adelaide",
    "9.5b": "Australia/Darwin",
    "10": "Australia/Sydney",
    "10b": "Australia/Brisbane",
    "106": "Australia/Hobart",
    "12b": "Pacific/Auckland",
    "39": "Etc/UTC",
    "0": "Europe/London",
}
"""Codes of `edituser` for Australia and its neighbours (documented)."""


def text(portal: Portal, moment: datetime | None) -> str:
    """A moment as ``31/12/2025, 23:59:59`` in the portal's zone; ``""`` for ``None``."""
    return "" if moment is None else _printed(portal, moment, seconds=":{0.second:02}")


def text_to_the_minute(portal: Portal, moment: datetime) -> str:
    """A moment without seconds, as `ratelimit` prints its reset (recorded)."""
    return _printed(portal, moment, seconds="")


def timestamp(moment: datetime | None) -> str | None:
    """Seconds since 1970 in UTC, as a text; ``None`` for ``None``."""
    return None if moment is None else str(epoch(moment))


def epoch(moment: datetime) -> int:
    """Whole seconds since 1970 in UTC, as a number."""
    return math.floor(moment.timestamp())


def dated(portal: Portal, name: str, moment: datetime | None) -> dict[str, object]:
    """A date as most answers give it: the text, then the timestamp."""
    return {name: text(portal, moment), f"{name}_timestamp": timestamp(moment)}


def zone_label(zone: ZoneInfo, now: datetime) -> str:
    """A zone as ``(GMT +08:00) Perth``. API fact (recorded): the offset follows daylight saving."""
    offset = now.astimezone(zone).strftime("%z")
    place = zone.key.rpartition("/")[2].replace("_", " ")
    return f"(GMT {offset[:3]}:{offset[3:5]}) {place}"


def user_zone_label(portal: Portal, user: PortalUser, now: datetime) -> str:
    """The label of a user's zone: their own if its code is known here, else the portal's."""
    known = _ZONES.get(user.timezone)
    return zone_label(ZoneInfo(known) if known else portal.zone, now)


def read(portal: Portal, text: str) -> datetime | None:
    """The moment of a text in the portal's own format; ``None`` for any other text.

    A date without a time means the day's last second, as in the manual's example.
    """
    day, _, time = (part.strip() for part in text.partition(","))
    try:
        date = datetime.strptime(day, _READ_DATES[portal.date_format])  # noqa: DTZ007 - zone below
        moment = date + (_time(portal, time) if time else _LAST_SECOND)
    except ValueError:
        return None
    moment = moment.replace(tzinfo=portal.zone)
    return moment if in_reach(moment) else None


def in_reach(moment: datetime) -> bool:
    """Whether a moment has an offset, and lies in 1900 to 9000: near the calendar's ends it could
    not be printed in every zone."""
    return moment.tzinfo is not None and 1900 <= moment.year <= 9000


def _time(portal: Portal, text: str) -> timedelta:
    """A time of day on the portal's clock. Raises ValueError for any other text."""
    shape = _TIME_24 if portal.clock_format is ClockFormat.HOURS_24 else _TIME_12
    found = shape.fullmatch(text)
    if not found:
        raise ValueError(text)
    hours, minutes, seconds = (int(found[part]) for part in ("h", "m", "s"))
    if portal.clock_format is ClockFormat.HOURS_12:
        hours = hours % 12 + (12 if found["half"].upper() == "PM" else 0)
    return timedelta(hours=hours, minutes=minutes, seconds=seconds)


def _printed(portal: Portal, moment: datetime, *, seconds: str) -> str:
    local = moment.astimezone(portal.zone)
    day = _DATES[portal.date_format].format(local)
    minutes = ":{0.minute:02}" + seconds
    if portal.clock_format is ClockFormat.HOURS_24:
        return f"{day}, {local.hour:02}{minutes.format(local)}"
    half = "AM" if local.hour < 12 else "PM"
    return f"{day}, {local.hour % 12 or 12:02}{minutes.format(local)} {half}"
