"""Arguments of the agent, checked before anything is begun."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

from talent_powerpro.errors import SettingsFault
from talent_powerpro.records.record import StageName
from talent_powerpro.run.brakes import BRAKES

BOTH = tuple(StageName)


def zone_of(timezone: tzinfo | str) -> tzinfo:
    """Return the RTO's zone. Raises `SettingsFault` for a name that is no time zone's."""
    if isinstance(timezone, tzinfo):
        return timezone
    try:
        return ZoneInfo(timezone)
    except (KeyError, ValueError, OSError) as fault:
        raise SettingsFault(
            f"timezone: {timezone!r} is not a time zone. Use a name such as Australia/Perth."
        ) from fault


def later_by(
    time: timedelta, clock: Callable[[], datetime], zone: tzinfo | None
) -> Callable[[], datetime]:
    """Return *clock* moved ahead by whole days of the RTO's *zone*."""
    return lambda: clock().astimezone(zone) + time


def stages_of(only: str | None) -> tuple[StageName, ...]:
    """Return the stages to run: both for ``None``. Raises `SettingsFault` for an unknown name."""
    if only is None:
        return BOTH
    try:
        return (StageName(only),)
    except ValueError:
        known = " or ".join(BOTH)
        raise SettingsFault(f"only: {only!r} is not a stage. Use {known}.") from None


def check_brakes(names: Collection[str]) -> None:
    """Raise `SettingsFault` for names that are not brakes."""
    unknown = [name for name in names if name not in BRAKES]
    if unknown:
        known = ", ".join(BRAKES)
        raise SettingsFault(f"release: {name!r} is not a brake. Use {known}." for name in unknown)
