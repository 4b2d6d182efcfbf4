"""Law 11. Results come only over a verified link: from a Talent user who is the client's own."""

from __future__ import annotations

from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from support.edits import Later, histories, learnings
from support.laws.examples import LAW, POLICIES, WIDTHS
from support.literal import alike, family_agrees, given_agrees, number
from support.playing import Played
from support.worlds import World, worlds, worlds_of_learners
from talent_powerpro import Policy
from talent_powerpro.model import Client, ClientCode, TalentUser, TalentUserId
from talent_powerpro.records.links import LinkBasis, VerifiedLink


@st.composite
def learners_of_whoever(draw: st.DrawFn) -> World:
    """Learners whose Talent users may be anybody: each name and e-mail is theirs or is not."""
    world = draw(worlds_of_learners())
    return evolve(world, users=tuple(draw(somebody(user)) for user in world.users))


def somebody(user: TalentUser) -> st.SearchStrategy[TalentUser]:
    return st.builds(
        evolve,
        st.just(user),
        first_name=st.sampled_from((user.first_name, "Mary")),
        last_name=st.sampled_from((user.last_name, "Smith")),
        email=st.sampled_from((user.email, f"{user.id}@home.example")),
    )


@LAW
@given(
    width=WIDTHS,
    world=st.one_of(learners_of_whoever(), worlds()),
    policy=POLICIES,
    history=st.one_of(histories(), learnings()),
)
def test_every_result_comes_over_a_link_that_was_verified_for_the_id_of_now(
    width: int, world: World, policy: Policy, history: tuple[Later, ...]
) -> None:
    """Whoever is retyped, renamed or reset between runs. A link made in a run is to a Talent user
    whose e-mail and names are the client's, as the table of decision 35 says."""
    played = Played(world, width=width, policy=policy)
    for later in (Later(0, ()), *history):
        played.wait(later)
        played.forget()
        before = dict(links_of(played))
        played.run()
        made = links_of(played)
        for client in clients_with_results(played):
            assert made[client.code].user_id == number(client.secondary_id)
        for code, link in made.items():
            if before.get(code) != link and link.basis != LinkBasis.RELEASED:
                user = played.talent.talent.users[TalentUserId(link.user_id)]
                assert is_theirs(user, played.powerpro.clients[code], policy)


def links_of(played: Played) -> dict[ClientCode, VerifiedLink]:
    codes = list(played.powerpro.clients)
    return dict(played.links.links_of(codes))


def clients_with_results(played: Played) -> list[Client]:
    """The clients of the enrolments that a result was written to."""
    rows = {seen.target.split()[-1] for seen in played.seen if seen.action == "set_result"}
    return [
        each.client
        for each in played.powerpro.enrolments
        if any(unit.id in rows for unit in each.units)
    ]


def is_theirs(user: TalentUser, client: Client, policy: Policy) -> bool:
    """The table of 5.5, as the oracle reads it; ``careful`` wants the given name."""
    given, family = given_agrees(client, user), family_agrees(client, user)
    by_email = alike(user.email or user.login, client.email)
    if by_email and policy.profile == "guide":
        return given or family
    return given and (family or by_email)
