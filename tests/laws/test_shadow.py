"""Beside another agent: nothing is written, and each difference has a rule of design 5.4 or 6.

The other agent is the guide to the letter, or the guide with section 5.4.
"""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from support.edits import Later, histories, learnings
from support.laws.examples import LAW, POLICIES, WIDTHS
from support.laws.memory_of_looks import guide
from support.letter import Letter
from support.oracle import Oracle
from support.playing import Played
from support.worlds import World, worlds, worlds_of_learners, worlds_of_newcomers
from talent_powerpro import Policy
from talent_powerpro.records.report import HeldRun
from talent_powerpro.records.shadow import Compared
from talent_powerpro.records.shadow_memory import ShadowMemory
from talent_powerpro.rules.saving import NO_SAVING

WORLDS = worlds() | worlds_of_newcomers() | worlds_of_learners()
HISTORIES = histories() | learnings()
OTHERS = st.sampled_from((Oracle, Letter))
"""The other agent: with section 5.4, and without it."""

PLACES: Mapping[str, str] = {
    # Section 5.4: departures from the letter, in both profiles.
    "already-enrolled": '5.4: "already" answers are success',
    "stays-due": "5.4: a due-but-unfinished enrolment stays due",
    "client-has-email": "5.4: a malformed e-mail is unmet",
    "other-date": "5.4: repeated units end in one write",
    "resulted": "5.4: repeated units end in one write",
    "secondary-id-mangled": "5.4: rows 4, 5 and 16 hold",
    "talent-user-of-another": "5.4: rows 4, 5 and 16 hold",
    "talent-user-shared": "5.4: rows 4, 5 and 16 hold",
    "login-of-another": "5.4: a deleted user in the way is held",
    "talent-course-changed": "5.4: results from the contact log's course; careful holds",
    "several-units-with-code": "5.4: several rows of one code are held",
    "other-row": "5.4: several rows of one code",
    "name-incomplete": "5.4: a blank name fails before the sign-up",
    "talent-course-missing": "5.4: a Talent course is checked before anyone is created",
    "talent-course-inactive": "5.4: a Talent course is checked before anyone is created",
    "results-unreachable": "5.4: results come only over a verified link",
    "unknown-user": "5.4: results come only over a verified link",
    "new-talent-user": "5.4: results come only over a verified link",
    # Section 6: the profile `careful`.
    "export_window": "row 1",
    "outcome-replaced": "row 2",
    "date-replaced": "row 3",
    "family-name-only": "row 5",
    "doubtful-date": "row 6",
    "lodged-result": "row 6",
    "result-written-again": "row 9",
    "deferment-date": "row 11",
    "not-a-learner": "row 13",
    "completion-of-another-enrolment": "row 14",
    "course-unconfirmed": "row 15",
    # Other fields in which the profiles differ.
    "group-missing": "5.2: missing_groups",
    "talent-user-deleted": "5.2: deleted_users",
    "repeated_units": "5.3: repeated_units",
    # What somebody changed between the two agents' runs; a day is left between them.
    "enrolment-active": "5.1: the enrolment ended on the day between them",
}
"""By rule, its place in the design."""


class Others:
    """Another agent at work in a world, and this one's rehearsals beside it."""

    def __init__(self, world: World, other: type[Oracle], policy: Policy, links: bool) -> None:
        self.played = Played(world, policy=policy)
        played = self.played
        # The other agent writes below the spies, so that these see this agent's calls alone.
        self.other = other(played.powerpro, played.talent.talent, world.zone, links)
        self.memory = ShadowMemory()
        self.kept = deepcopy(self.state())

    def state(self) -> list[dict[str, Any]]:
        """What this agent remembers as runs do."""
        played = self.played
        of_runs = (played.journal, played.sync_log, played.links, played.evidence, played.tries)
        return [dict(vars(each)) for each in (*of_runs, played.looks, played.asked)]

    def compare(self) -> tuple[Compared, ...]:
        """One comparison, which writes nothing anywhere."""
        shadowed, after = self.played.agent.shadow(self.memory)
        self.memory = ShadowMemory.from_json(after.to_json())
        assert self.played.seen == []
        assert self.played.spied.calls == []
        assert self.state() == self.kept
        assert shadowed.stopped is None
        assert shadowed.not_judged == ()
        return shadowed.differences

    def a_day(self, later: Later) -> tuple[Compared, ...]:
        """People's edits and a day without any. The other agent runs after each comparison."""
        self.played.wait(later)
        self.compare()
        self.other_run()
        self.played.wait(Later(24, ()))
        found = self.compare()
        self.other_run()
        return found

    def other_run(self) -> None:
        self.other.run(self.played.now)


@LAW
@given(other=OTHERS, links=st.booleans(), policy=POLICIES, world=WORLDS, history=HISTORIES)
def test_each_difference_has_a_rule(
    other: type[Oracle], links: bool, policy: Policy, world: World, history: tuple[Later, ...]
) -> None:
    beside = Others(world, other, policy, links)
    for later in (Later(0, ()), *history):
        for each in beside.a_day(later):
            assert each.rules, each
            assert each.message, each
            assert set(each.rules) <= PLACES.keys(), each


@LAW
@given(links=st.booleans(), world=WORLDS, history=HISTORIES)
def test_an_agent_with_the_same_rules_never_differs(
    links: bool, world: World, history: tuple[Later, ...]
) -> None:
    """Under `guide`, the guide's loops with section 5.4 write what we would have written."""
    beside = Others(world, Oracle, guide(links), links)
    for later in (Later(0, ()), *history):
        assert beside.a_day(later) == ()


@LAW
@given(width=WIDTHS, world=WORLDS, policy=POLICIES, history=HISTORIES)
def test_beside_its_own_twin_the_agent_never_differs(
    width: int, world: World, policy: Policy, history: tuple[Later, ...]
) -> None:
    """The other agent is this one, with runs of its own under the same policy."""
    beside = Others(world, Oracle, policy, links=False)
    twin = Played(world, policy=policy, width=width, saving=NO_SAVING)
    twin.powerpro, twin.talent.talent = beside.played.powerpro, beside.played.talent.talent
    agent = twin.new_agent(twin.powerpro, twin.talent.talent, twin.journal)

    held: list[HeldRun] = []

    def run() -> None:
        twin.now = beside.played.now
        held.extend(filter(None, [agent.run().held_run]))

    beside.other_run = run  # type: ignore[method-assign]  # this agent, not the guide's loops
    for later in (Later(0, ()), *history):
        found = beside.a_day(later)
        if held:
            return  # It takes people's edits for a lost run, which only its own journal knows.
        for each in found:
            # Of its own results alone an agent knows that somebody cleared them.
            assert each.rules == ("result-written-again",), each
