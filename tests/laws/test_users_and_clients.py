"""Laws 4 and 5. Who is who: one client, one Talent user; and nobody is created on doubt."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from itertools import zip_longest

from hypothesis import given
from hypothesis import strategies as st

from disturbances import CALM, Disturbance, Disturbed, disturbances
from edits import Later, histories
from laws.examples import LAW, POLICIES, WIDTHS
from playing import Played
from spies import SpiedPowerPro
from talent_powerpro import Policy
from talent_powerpro.adapters.memory import MemoryPowerPro
from talent_powerpro.errors import NoAnswer
from talent_powerpro.model import (
    Absent,
    Client,
    NewTalentUser,
    TalentUser,
    TalentUserId,
    plain,
    talent_number,
)
from talent_powerpro.ports import TalentRepository
from worlds import World, worlds

TROUBLED = st.lists(disturbances(), min_size=1, max_size=3)
"""Runs in which things go wrong; the agent may be killed in each."""


# --- law 4 ------------------------------------------------------------------------


@LAW
@given(width=WIDTHS, world=worlds(), policy=POLICIES, troubled=TROUBLED)
def test_one_client_gets_at_most_one_talent_user_whatever_goes_wrong(
    width: int, world: World, policy: Policy, troubled: list[Disturbance]
) -> None:
    """One client, at most one Talent user; one Talent user, at most one client."""
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
    """One Talent user, at most one client: at the moment it is written, whatever people and
    outages did before."""
    played = Played(world, policy=policy)
    played.spied = LooksAtLinks(played.powerpro)
    for later, around in zip_longest((Later(0, ()), *history), map(Disturbed, troubled)):
        played.wait(later or Later(0, ()))
        played.run(around)


class LooksAtLinks(SpiedPowerPro):
    """Sees to it that whoever a client is linked to is no other client's."""

    def set_secondary_id(self, client: Client, user_id: TalentUserId) -> None:
        linked = self.powerpro.clients_linked_to(user_id)
        assert not [other for other in linked if other.code != client.code]
        super().set_secondary_id(client, user_id)


def several(names: Iterable[object]) -> list[object]:
    return [name for name, times in Counter(names).items() if times > 1]


# --- law 5 ------------------------------------------------------------------------


@LAW
@given(width=WIDTHS, world=worlds(), policy=POLICIES, troubled=TROUBLED, history=histories())
def test_no_user_is_created_while_an_existing_one_could_not_be_ruled_out(
    width: int,
    world: World,
    policy: Policy,
    troubled: list[Disturbance],
    history: tuple[Later, ...],
) -> None:
    """Whenever a user is created, TalentLMS itself has answered every look-up of theirs with
    absence, in this run and since the last create that may have had an effect."""
    played = Played(world, width=width, policy=policy)
    for later, trouble in zip_longest((Later(0, ()), *history), troubled):
        played.wait(later or Later(0, ()))
        played.run(
            Disturbed(trouble or CALM), above=lambda talent: LooksAtCreates(talent, played.powerpro)
        )


class LooksAtCreates:
    """Sees to it that whoever is created was looked for, and told to be absent. For one run."""

    def __init__(self, talent: TalentRepository, powerpro: MemoryPowerPro) -> None:
        self.talent = talent
        self.powerpro = powerpro
        self.absent: set[tuple[str, str]] = set()
        self.course = talent.course
        self.enrol = talent.enrol
        self.add_to_group = talent.add_to_group
        self.progress = talent.progress

    def user_by_id(self, user_id: TalentUserId) -> TalentUser | Absent:
        return self.told("id", user_id, self.talent.user_by_id(user_id))

    def user_by_email(self, email: str) -> TalentUser | Absent:
        return self.told("email", email, self.talent.user_by_email(email))

    def user_by_login(self, login: str) -> TalentUser | Absent:
        return self.talent.user_by_login(login)

    def told(self, by: str, text: str, answer: TalentUser | Absent) -> TalentUser | Absent:
        if isinstance(answer, Absent):
            self.absent.add((by, plain(text)))
        return answer

    def create_user(self, new: NewTalentUser) -> TalentUser:
        client = self.powerpro.clients[new.client_code]
        stored = talent_number(client.secondary_id)
        assert stored is None or ("id", stored) in self.absent
        assert ("email", plain(client.email)) in self.absent
        try:
            return self.talent.create_user(new)
        except NoAnswer:
            self.absent.discard(("email", plain(new.email)))
            raise
