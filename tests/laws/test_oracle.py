"""Law 10. Every run ends like the guide's two loops taken literally, on generated data.

`oracle.Oracle` is the guide's pseudo-code, line by line.
"""

from __future__ import annotations

from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from support.edits import Later, histories
from support.laws.examples import LAW, WIDTHS
from support.oracle import Oracle
from support.playing import Played
from support.worlds import World, worlds
from talent_powerpro import Policy
from talent_powerpro.rules.policy import SharedTalentUser


def guide(links: bool) -> Policy:
    return evolve(
        Policy.guide(),
        shared_talent_user=SharedTalentUser.LINK if links else SharedTalentUser.HOLD,
    )


@LAW
@given(width=WIDTHS, links=st.booleans(), world=worlds(), history=histories())
def test_every_run_ends_as_the_guides_own_loops_end(
    width: int, links: bool, world: World, history: tuple[Later, ...]
) -> None:
    """Under `guide` with ``shared_talent_user = "link"`` the end state is that of the literal
    oracle. Without it, the oracle also holds a Talent user shared by two clients."""
    ours, theirs = Played(world, width=width, policy=guide(links)), Played(world)
    oracle = Oracle(theirs.powerpro, theirs.talent, world.zone, links)
    ours.agent.run()
    oracle.run(theirs.now)
    assert ours.named_state() == theirs.named_state()
    for later in history:
        ours.wait(later)
        theirs.wait(later)
        ours.agent.run()
        oracle.run(theirs.now)
        assert ours.named_state() == theirs.named_state()


@LAW
@given(width=WIDTHS, links=st.booleans(), world=worlds(), history=histories())
def test_no_run_asks_talent_more_often_than_the_guides_own_loops_do(
    width: int, links: bool, world: World, history: tuple[Later, ...]
) -> None:
    """Save for a last look (5.4): it asks for the user, and for the progress in two courses."""
    ours, theirs = Played(world, width=width, policy=guide(links)), Played(world)
    oracle = Oracle(theirs.powerpro, theirs.talent, world.zone, links)
    for later in (Later(0, ()), *history):
        ours.wait(later)
        theirs.wait(later)
        ours.agent.run()
        oracle.run(theirs.now)
        allowed = len(theirs.talent.calls) + 3 * ours.last_looks() + ours.held_looks()
        assert len(ours.talent.calls) <= allowed, (
            ours.talent.calls,
            theirs.talent.calls,
        )
        ours.forget()
        theirs.forget()
