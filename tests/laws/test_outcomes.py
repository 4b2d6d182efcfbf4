"""Law 7. Outcomes change only as the policy allows, and only to what was achieved."""

from __future__ import annotations

from datetime import date
from itertools import zip_longest

from attrs import frozen
from hypothesis import given
from hypothesis import strategies as st

from support.disturbances import Disturbance, Disturbed, disturbances
from support.edits import Later, histories, learnings
from support.laws.examples import LAW, POLICIES, WIDTHS
from support.laws.witnesses import WitnessedPowerPro
from support.playing import Played
from support.worlds import World, worlds, worlds_of_learners
from talent_powerpro import Policy
from talent_powerpro.model import Enrolment, Unit
from talent_powerpro.plugins.hooks import hookimpl

RUNS = st.lists(st.none() | disturbances(), min_size=1, max_size=4)
"""Disturbances of some runs; ``None``: an undisturbed run."""


@frozen
class Decides:
    """A plugin that decides on outcomes, rightly or wrongly."""

    decided: str

    @hookimpl
    def outcome(self, enrolment: Enrolment, unit: Unit, completed: date) -> str:
        return self.decided


PLUGINS = st.sampled_from(((), (), (Decides("40 - Withdrawn"),), (Decides("51 - RPL"),)))


@LAW
@given(
    width=WIDTHS,
    world=st.one_of(worlds(), worlds_of_learners()),
    policy=POLICIES,
    plugins=PLUGINS,
    history=st.one_of(histories(), learnings()),
    troubles=RUNS,
)
def test_no_outcome_changes_but_as_the_policy_allows(
    width: int,
    world: World,
    policy: Policy,
    plugins: tuple[Decides, ...],
    history: tuple[Later, ...],
    troubles: list[Disturbance | None],
) -> None:
    """Outcomes change only as the policy allows, none is cleared or lowered, and each date is the
    local date of the evidence. Checked at each write, with any disturbances and edits."""
    played = Played(world, width=width, policy=policy, plugins=plugins)
    played.spied = WitnessedPowerPro(played)
    for later, trouble in zip_longest((Later(0, ()), *history), troubles):
        played.wait(later or Later(0, ()))
        played.run(Disturbed(trouble) if trouble else None)
