"""Dates as the portal prints them: local text, and UTC timestamps (API sheet, section 11)."""

from __future__ import annotations

import math
from datetime import datetime
from zoneinfo import ZoneInfo

from talent_powerpro.sandbox.portal import ClockFormat, DateFormat, Portal

# Not strftime: its %p and %Y differ with the machine's locale and system.
_DATES = {
    DateFormat.DDMMYYYY: "{0.day:02}/{0.month:02}/{0.year:04}",
    DateFormat.MMDDYYYY: "{0.month:02}/{0.day:02}/{0.year:04}",
    DateFormat.YYYYMMDD: "{0.year:04}/{0.month:02}/{0.day:02}",
}


def text(portal: Portal, moment: datetime | None) -> str:
    """Such as ``31/12/2025, 23:59:59`` in the portal's zone; ``""`` for no date."""
    return "" if moment is None else _printed(portal, moment, seconds=":{0.second:02}")


def text_to_the_minute(portal: Portal, moment: datetime) -> str:
    """As `ratelimit` prints its reset: without seconds."""
    return _printed(portal, moment, seconds="")


def timestamp(moment: datetime | None) -> str | None:
    """UTC epoch seconds as a string; ``None`` for no date."""
    return None if moment is None else str(epoch(moment))


def epoch(moment: datetime) -> int:
    """Whole seconds since 1970 in UTC."""
    return math.floor(moment.timestamp())


def dated(portal: Portal, name: str, moment: datetime | None) -> dict[str, object]:
    """The pair that most dates come in: the text, then its timestamp."""
    return {name: text(portal, moment), f"{name}_timestamp": timestamp(moment)}


def zone_label(zone: ZoneInfo, now: datetime) -> str:
    """Such as ``(GMT +08:00) Perth``; the offset follows daylight saving."""
    offset = now.astimezone(zone).strftime("%z")
    place = zone.key.rpartition("/")[2].replace("_", " ")
    return f"(GMT {offset[:3]}:{offset[3:5]}) {place}"


def _printed(portal: Portal, moment: datetime, *, seconds: str) -> str:
    local = moment.astimezone(portal.zone)
    day = _DATES[portal.date_format].format(local)
    minutes = ":{0.minute:02}" + seconds
    if portal.clock_format is ClockFormat.HOURS_24:
        return f"{day}, {local.hour:02}{minutes.format(local)}"
    half = "AM" if local.hour < 12 else "PM"
    return f"{day}, {local.hour % 12 or 12:02}{minutes.format(local)} {half}"
