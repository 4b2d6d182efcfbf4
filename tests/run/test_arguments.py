"""Arguments of the agent: a wrong one is named, with what to use."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from attrs import evolve

from talent_powerpro.errors import SettingsFault
from talent_powerpro.records.record import StageName
from talent_powerpro.rules.policy import Policy
from talent_powerpro.rules.policy_values import OnWithdrawal
from talent_powerpro.run.arguments import check_brakes, later_by, stages_of, zone_of

PERTH = ZoneInfo("Australia/Perth")
HOBART = ZoneInfo("Australia/Hobart")


def test_a_zone_is_given_by_name_or_as_a_value() -> None:
    assert zone_of("Australia/Perth") == PERTH
    assert zone_of(UTC) is UTC
    for name in ("Perth", "Perth/Nowhere", "", "Australia", "../etc/passwd"):
        with pytest.raises(SettingsFault, match=f"'{name}' is not a time zone"):
            zone_of(name)


def test_without_a_name_all_stages_of_the_policy_are_run() -> None:
    guide = Policy.guide()
    assert stages_of(None, guide) == (StageName.PROVISIONING, StageName.RESULTS)
    for turned_on in (OnWithdrawal.REPORT, OnWithdrawal.SUSPEND):
        assert stages_of(None, evolve(guide, on_withdrawal=turned_on)) == tuple(StageName)
    assert stages_of("results", guide) == (StageName.RESULTS,)
    with pytest.raises(SettingsFault, match="Use provisioning or results"):
        stages_of("both", guide)


def test_a_stage_that_the_policy_turns_off_cannot_be_named() -> None:
    suspending = evolve(Policy.guide(), on_withdrawal=OnWithdrawal.SUSPEND)
    assert stages_of("suspension", suspending) == (StageName.SUSPENSION,)
    with pytest.raises(SettingsFault, match="the stage suspension is turned off"):
        stages_of("suspension", Policy.guide())


def test_all_unknown_brakes_are_named() -> None:
    check_brakes(["users_created"])
    with pytest.raises(SettingsFault) as raised:
        check_brakes(["one", "users_created", "two"])
    first, second = raised.value.faults
    assert first == (
        "release: 'one' is not a brake. Use known_users_missing, outcomes_replaced, users_created, "
        "outcomes_written, users_suspended, users_updated."
    )
    assert second.startswith("release: 'two' is not a brake.")


def test_a_later_clock_keeps_the_local_time_of_day_over_a_change_of_the_clocks() -> None:
    # Hobart's clocks go forward on 2 October 2022.
    now = datetime(2022, 10, 1, 9, tzinfo=HOBART)
    later = later_by(timedelta(days=2), lambda: now.astimezone(UTC), HOBART)()
    assert (later.day, later.hour) == (3, 9)
