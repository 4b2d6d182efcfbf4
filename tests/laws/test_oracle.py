"""Law 10. Every run ends like the guide's two loops taken literally, on generated data.

`oracle.Oracle` is the guide's pseudo-code, line by line.
"""

from __future__ import annotations

from copy import deepcopy
from datetime import timedelta
from enum import StrEnum

from attrs import evolve
from hypothesis import assume, given
from hypothesis import strategies as st

from support.edits import Later, histories
from support.laws.examples import LAW, WIDTHS
from support.oracle import Oracle
from support.playing import Played
from support.worlds import World, worlds
from talent_powerpro import Policy
from talent_powerpro.adapters.memory.state import MemoryLooks
from talent_powerpro.rules.policy import SharedTalentUser
from talent_powerpro.rules.saving import NO_SAVING, Saving


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

SAVING = Saving(sweep=timedelta(hours=1), retry_held=timedelta(minutes=30))


class Memory(StrEnum):
    """What becomes of the memory of looks between two runs."""

    ON = "on"
    STALE = "stale"
    """An older one is restored, as from a backup."""
    LOST = "lost"


@LAW
@given(
    width=WIDTHS,
    memory=st.sampled_from(Memory),
    world=worlds(),
    history=histories(),
)
def test_saving_calls_changes_no_end_once_a_sweep_has_fallen_due(
    width: int, memory: Memory, world: World, history: tuple[Later, ...]
) -> None:
    """A run right after people's edits may leave out what a roster cannot show. An hour later,
    after the sweep, both are the same."""
    ours = Played(world, width=width, policy=guide(links=False), saving=SAVING)
    theirs = Played(world)
    oracle = Oracle(theirs.powerpro, theirs.talent, world.zone)
    backup = deepcopy(vars(ours.asked))
    for later in (Later(0, ()), *history):
        for sweep in (later, Later(1, ())):
            before = ours.today
            ours.wait(sweep)
            theirs.wait(sweep)
            # What is due or closed depends on the day: a result may come a day too late.
            assume(sweep is later or ours.today == before)
            ours.agent.run()
            oracle.run(theirs.now)
            if memory is Memory.STALE:
                vars(ours.asked).update(deepcopy(backup))
            elif memory is Memory.LOST:
                vars(ours.asked).update(vars(MemoryLooks()))
        assert ours.end_state() == theirs.end_state()


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
