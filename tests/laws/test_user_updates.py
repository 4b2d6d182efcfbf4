"""Law 18. Nothing is written to a Talent user that a person changed there meanwhile."""

from __future__ import annotations

from typing import Any

from attrs import asdict, evolve
from hypothesis import given
from hypothesis import strategies as st

from support.edits import DOINGS, Edit, Later, changes, edit_client, edit_user
from support.laws.examples import LAW, POLICIES, WIDTHS
from support.laws.killing import KILLS, killed_and_run_again
from support.playing import Played
from support.worlds import World, worlds, worlds_of_namesakes
from talent_powerpro import Policy
from talent_powerpro.testing import CrashAt

UPDATING = POLICIES.map(lambda policy: evolve(policy, update_users=True, users_updated=1000))
WORLDS = worlds_of_namesakes() | worlds_of_namesakes() | worlds()
NOTHING_YET = Later(hours=0, edits=())
MAILS = ("jo@home.example", "lee@home.example", "jg11@pm.me")


def renamings() -> st.SearchStrategy[tuple[Later, ...]]:
    """One to four later runs. Before each, people rename clients and Talent users."""
    here = changes(surname=("LEE", "Adams", ""), given_names=("Jo", "JOANA"), email=(*MAILS, ""))
    there = changes(first_name=("Jo", "X"), last_name=("Lee", "Smith"), email=MAILS[1:])
    in_powerpro = st.builds(Edit, st.just(edit_client), st.integers(0, 3), here)
    in_talent = st.builds(Edit, st.just(edit_user), st.integers(0, 3), there)
    others = st.one_of(
        [st.builds(Edit, st.just(do), st.integers(0, 3), what) for do, what in DOINGS]
    )
    kinds = (in_powerpro, in_powerpro, in_talent, others)
    one = st.sampled_from(range(4)).flatmap(kinds.__getitem__)
    some = st.lists(one, min_size=1, max_size=4)
    later = st.builds(Later, st.sampled_from((0, 1, 24)), some.map(tuple))
    return st.lists(later, min_size=1, max_size=4).map(tuple)


@LAW
@given(width=WIDTHS, world=WORLDS, policy=UPDATING, history=renamings())
def test_only_what_the_agent_last_wrote_is_overwritten_and_never_a_login(
    width: int, world: World, policy: Policy, history: tuple[Later, ...]
) -> None:
    """The ledger is kept by the test, from what TalentLMS was sent."""
    played = Played(world, width=width, policy=policy)
    written: dict[str, dict[str, str]] = {}
    for later in (NOTHING_YET, *history):
        played.wait(later)
        played.forget()
        before = dict(played.talent.talent.users)
        played.agent.run()
        after = played.talent.talent.users
        for user_id, user in before.items():
            assert after[user_id].login == user.login
        for seen in played.talent.seen:
            if seen.action == "edit_user":
                for name, value in seen.new:
                    present = getattr(before[seen.target], name)  # type: ignore[index]  # a text
                    if value != present:
                        assert written[seen.target][name] == present
                        written[seen.target][name] = value
        for user_id in after.keys() - before.keys():
            written[user_id] = asdict(after[user_id].details)


@LAW
@given(world=WORLDS, policy=UPDATING, history=renamings())
def test_the_run_after_updates_nobody_and_a_plan_says_what_the_run_does(
    world: World, policy: Policy, history: tuple[Later, ...]
) -> None:
    played = Played(world, policy=policy)
    for later in (NOTHING_YET, *history):
        played.wait(later)
        played.forget()
        planned = edits_in(played.agent.plan().records, played)
        assert played.talent.seen == []
        report = played.agent.run()
        assert edits_in(report.records, played) == planned
        played.forget()
        assert played.agent.run().wrote == 0


@LAW
@given(world=WORLDS, policy=UPDATING, kills=KILLS, first=renamings(), then=renamings())
def test_killed_at_any_call_and_run_again_the_same_names_are_there(
    world: World,
    policy: Policy,
    kills: list[tuple[int, int, bool]],
    first: tuple[Later, ...],
    then: tuple[Later, ...],
) -> None:
    killed_and_run_again(world, policy, kills, then, CrashAt, before=first)


def edits_in(records: Any, played: Played) -> list[Any]:
    return [
        played.as_seen(write)
        for record in records
        for write in record.writes
        if write.action == "edit_user"
    ]
