"""Every run beside the guide's two loops taken literally, over generated worlds.

`oracle.Oracle` is the guide's pseudo-code, line by line.
"""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from edits import Later, histories
from oracle import Oracle
from playing import Played
from worlds import World, worlds

LAW = settings(max_examples=300, deadline=None)

WIDTHS = pytest.mark.parametrize("width", [1, 3])
"""Calls to TalentLMS one after the other, and three side by side."""


@WIDTHS
@LAW
@given(world=worlds(), history=histories())
def test_every_run_ends_as_the_guides_own_loops_end(
    width: int, world: World, history: tuple[Later, ...]
) -> None:
    ours, theirs = Played(world, width=width), Played(world)
    oracle = Oracle(theirs.powerpro, theirs.talent, world.zone)
    ours.agent.run()
    oracle.run(theirs.now)
    assert ours.named_state() == theirs.named_state()
    for later in history:
        ours.wait(later)
        theirs.wait(later)
        ours.agent.run()
        oracle.run(theirs.now)
        assert ours.named_state() == theirs.named_state()


@WIDTHS
@LAW
@given(world=worlds(), history=histories())
def test_no_run_asks_talent_more_often_than_the_guides_own_loops_do(
    width: int, world: World, history: tuple[Later, ...]
) -> None:
    ours, theirs = Played(world, width=width), Played(world)
    oracle = Oracle(theirs.powerpro, theirs.talent, world.zone)
    for later in (Later(0, ()), *history):
        ours.wait(later)
        theirs.wait(later)
        ours.agent.run()
        oracle.run(theirs.now)
        assert len(ours.talent.calls) <= len(theirs.talent.calls), (
            ours.talent.calls,
            theirs.talent.calls,
        )
        ours.forget()
        theirs.forget()
