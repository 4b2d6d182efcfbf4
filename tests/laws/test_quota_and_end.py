"""A law of the quota: however the calls are cut into hours, the end is the same."""

from __future__ import annotations

from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from support.edits import Later
from support.laws.examples import LAW, POLICIES
from support.playing import Played
from support.worlds import World, worlds, worlds_of_learners, worlds_of_newcomers
from talent_powerpro import Policy
from talent_powerpro.adapters.memory import MeteredTalent
from talent_powerpro.ports import TalentRepository
from talent_powerpro.testing import CrashAt

EVERY_WORLD = st.one_of(worlds(), worlds_of_learners(), worlds_of_newcomers())
QUOTAS = st.lists(st.integers(5, 20), min_size=1, max_size=4)
"""The calls of each hour. The last one is that of all later hours."""


def of_hours(played: Played, quotas: list[int], crash: CrashAt | None = None) -> None:
    """Run once for each quota, and with the last one until a run reaches its end.

    An hour may have too few calls for all enrolments of one person. Where each of them is held,
    they take turns, and no run reaches its end. Then nothing is written any more.
    """
    in_turn, without_a_write = len(played.powerpro.enrolments), 0
    for number in range(60):
        limit = quotas[min(number, len(quotas) - 1)]
        metered: list[MeteredTalent] = []

        def above(talent: TalentRepository) -> TalentRepository:
            metered.append(MeteredTalent(talent, limit))  # noqa: B023  # called in this turn
            return cast(TalentRepository, metered[0])  # noqa: B023

        report = played.run(crash, above=above)
        assert [each.refused for each in metered] == [0]
        crash = None
        without_a_write = without_a_write + 1 if report and not report.wrote else 0
        ended = report is not None and report.stopped is None
        if number >= len(quotas) - 1 and (ended or without_a_write > in_turn):
            return
    pytest.fail("No run reached its end, and something was written again and again.")


@LAW
@given(world=EVERY_WORLD, policy=POLICIES, quotas=QUOTAS)
def test_under_any_quota_it_ends_as_without_one(
    world: World, policy: Policy, quotas: list[int]
) -> None:
    """After runs that a quota cut, the end state is that of a run without a quota."""
    without, under = (Played(world, policy=policy) for _ in range(2))
    without.run()
    of_hours(under, [*quotas, 25])
    for played in (without, under):
        played.wait(Later(0, ()))
        played.run()
    assert under.end_state() == without.end_state()


@LAW
@given(world=EVERY_WORLD, quotas=QUOTAS, kill=st.integers(1, 60), after=st.booleans())
def test_killed_at_any_call_of_a_slice_it_ends_as_if_never_killed(
    world: World, quotas: list[int], kill: int, after: bool
) -> None:
    """A crash in a run that a quota cuts into slices leads to the same end too."""
    without, under = (Played(world) for _ in range(2))
    without.run()
    of_hours(under, [*quotas, 25], CrashAt(kill, after=after))
    for played in (without, under):
        played.wait(Later(0, ()))
        played.run()
    assert under.end_state() == without.end_state()
