"""What callers ask of an agent, checked before anything is begun."""

from __future__ import annotations

from collections.abc import Collection
from datetime import tzinfo
from zoneinfo import ZoneInfo

from talent_powerpro.errors import SettingsFault
from talent_powerpro.records.record import StageName
from talent_powerpro.run.brakes import BRAKES

BOTH = tuple(StageName)


def zone_of(timezone: tzinfo | str) -> tzinfo:
    """The RTO's zone; `SettingsFault` when there is none of that name."""
    if isinstance(timezone, tzinfo):
        return timezone
    try:
        return ZoneInfo(timezone)
    except (KeyError, ValueError, OSError) as fault:
        raise SettingsFault(
            f"timezone: {timezone!r} is no time zone; write one such as Australia/Perth"
        ) from fault


def stages_of(only: str | None) -> tuple[StageName, ...]:
    """The stages asked for; ``None``: both."""
    if only is None:
        return BOTH
    try:
        return (StageName(only),)
    except ValueError:
        raise SettingsFault(f"only: {only!r} is none of {', '.join(BOTH)}") from None


def check_brakes(names: Collection[str]) -> None:
    """`SettingsFault` for a name that is no brake."""
    unknown = [name for name in names if name not in BRAKES]
    if unknown:
        raise SettingsFault(
            [f"release: {name!r} is none of {', '.join(BRAKES)}" for name in unknown]
        )
