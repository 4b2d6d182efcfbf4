"""Laws 4 and 5. One client has one Talent user, and the agent creates nobody in doubt."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from itertools import zip_longest

from hypothesis import given
from hypothesis import strategies as st

from support.disturbances import CALM, UNSURE, USERS, Disturbance, Disturbed, disturbances
from support.edits import Later, histories, laters
from support.laws.examples import LAW, POLICIES, WIDTHS
from support.laws.witnesses import WitnessedPowerPro, witnessed
from support.playing import Played
from support.worlds import World, worlds, worlds_of_newcomers
from talent_powerpro import Policy

WORLDS = st.one_of(worlds(), worlds_of_newcomers())

TROUBLED = st.lists(disturbances(), min_size=1, max_size=2)
"""Disturbances of some runs. The agent may be killed in each."""


# --- law 4 ------------------------------------------------------------------------


@LAW
@given(width=WIDTHS, world=WORLDS, policy=POLICIES, troubled=TROUBLED)
def test_one_client_gets_at_most_one_talent_user_whatever_goes_wrong(
    width: int, world: World, policy: Policy, troubled: list[Disturbance]
) -> None:
    """A client has at most one Talent user, and a Talent user at most one client."""
    played = Played(world, width=width, policy=policy)
    for around in (*map(Disturbed, troubled), None):
        played.run(around)
    created = [each.target for each in played.seen if each.action == "create_user"]
    links = {(each.target, each.new) for each in played.seen if each.action == "set_secondary_id"}
    assert not several(created)
    assert not several([client for client, _ in links])
    assert not several([user for _, user in links])


@LAW
@given(world=worlds(), policy=POLICIES, troubled=TROUBLED, history=histories())
def test_no_talent_user_is_given_to_a_client_while_another_client_has_it(
    world: World, policy: Policy, troubled: list[Disturbance], history: tuple[Later, ...]
) -> None:
    """A Talent user has at most one client. Checked at each write, with any edits and outages
    before it."""
    played = Played(world, policy=policy)
    played.spied = WitnessedPowerPro(played)
    for later, around in zip_longest((Later(0, ()), *history), map(Disturbed, troubled)):
        played.wait(later or Later(0, ()))
        played.run(around)


def several(names: Iterable[object]) -> list[object]:
    return [name for name, times in Counter(names).items() if times > 1]


# --- law 5 ------------------------------------------------------------------------


@LAW
@given(
    width=WIDTHS,
    world=WORLDS,
    policy=POLICIES,
    troubled=st.lists(disturbances(of=USERS, fates=UNSURE), min_size=1, max_size=2),
    later=laters(),
)
def test_no_user_is_created_while_an_existing_one_could_not_be_ruled_out(
    width: int, world: World, policy: Policy, troubled: list[Disturbance], later: Later
) -> None:
    """Before each create, TalentLMS itself has answered in this run that every look-up found
    nobody. A create that may have had an effect is not repeated."""
    played = Played(world, width=width, policy=policy)
    for trouble in (*troubled, CALM):
        around = Disturbed(trouble)
        played.run(around, above=lambda talent: witnessed(talent, played.powerpro))
        played.wait(later)
