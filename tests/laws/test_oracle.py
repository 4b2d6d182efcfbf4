"""Law 10. Every run ends like the guide's two loops taken literally, on generated data.

`oracle.Oracle` is the guide's pseudo-code, line by line.
"""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from support.edits import Later, histories, quiet_histories
from support.laws.examples import LAW, WIDTHS
from support.laws.memory_of_looks import EVERY_WAY, SWEEPS, Way, compare, guide
from support.oracle import Oracle
from support.playing import Played
from support.worlds import World, worlds, worlds_of_classmates
from talent_powerpro.rules.saving import NO_SAVING


@LAW
@given(width=WIDTHS, links=st.booleans(), world=worlds(), history=histories())
def test_every_run_ends_as_the_guides_own_loops_end(
    width: int, links: bool, world: World, history: tuple[Later, ...]
) -> None:
    """Under `guide` with ``shared_talent_user = "link"`` the end state is that of the literal
    oracle. Without it, the oracle also holds a Talent user shared by two clients."""
    ours = Played(world, width=width, policy=guide(links), saving=NO_SAVING)
    theirs = Played(world)
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
    ours = Played(world, width=width, policy=guide(links), saving=NO_SAVING)
    theirs = Played(world)
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


# --- saving calls -----------------------------------------------------------------


@LAW
@given(
    way=st.sampled_from(EVERY_WAY),
    world=worlds_of_classmates() | worlds(),
    history=quiet_histories() | histories(),
    sweep=st.sampled_from(SWEEPS),
)
def test_saving_calls_changes_no_end_once_a_sweep_has_fallen_due(
    way: Way, world: World, history: tuple[Later, ...], sweep: timedelta
) -> None:
    """A run right after people's edits may leave out what a roster cannot show. One interval of
    the sweep later, both are the same. `nox -s oracle` plays each world in every way."""
    compare(world, history, [way], sweep)


@LAW
@given(width=WIDTHS, world=worlds(), history=histories())
def test_saving_calls_costs_at_most_a_roster_for_each_course_and_a_listing(
    width: int, world: World, history: tuple[Later, ...]
) -> None:
    ours = Played(world, width=width, policy=guide(links=False))
    theirs = Played(world)
    oracle = Oracle(theirs.powerpro, theirs.talent, world.zone)
    for later in (Later(0, ()), *history):
        ours.wait(later)
        theirs.wait(later)
        ours.agent.run()
        oracle.run(theirs.now)
        bulk = sum(ours.talent.calls.count(each) for each in ("roster", "listed_users", "members"))
        allowed = len(theirs.talent.calls) + 3 * ours.last_looks() + ours.held_looks() + bulk
        assert len(ours.talent.calls) <= allowed, (ours.talent.calls, theirs.talent.calls)
        ours.forget()
        theirs.forget()
