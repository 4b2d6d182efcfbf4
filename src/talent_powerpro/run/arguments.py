"""Arguments of the agent, checked before anything is begun."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

from talent_powerpro.errors import SettingsFault
from talent_powerpro.records.record import ALWAYS, StageName
from talent_powerpro.rules.policy import Policy
from talent_powerpro.rules.policy_values import OnWithdrawal
from talent_powerpro.run.brakes import BRAKES


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


def stages_of(only: str | None, policy: Policy) -> tuple[StageName, ...]:
    """Return the stages to run: all that the policy has for ``None``.

    Raises `SettingsFault` for an unknown name, and for a stage that the policy turns off.
    """
    suspends = policy.on_withdrawal != OnWithdrawal.NONE
    stages = (*ALWAYS, *((StageName.SUSPENSION,) if suspends else ()))
    if only is None:
        return stages
    if only == StageName.SUSPENSION and not suspends:
        raise SettingsFault(
            "only: the stage suspension is turned off. Set on_withdrawal to 'report' or 'suspend'."
        )
    if only not in stages:
        raise SettingsFault(f"only: {only!r} is not a stage. Use {' or '.join(stages)}.")
    return (StageName(only),)


def check_brakes(names: Collection[str]) -> None:
    """Raise `SettingsFault` for names that are not brakes."""
    unknown = [name for name in names if name not in BRAKES]
    if unknown:
        known = ", ".join(BRAKES)
        raise SettingsFault(f"release: {name!r} is not a brake. Use {known}." for name in unknown)
