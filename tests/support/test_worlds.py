"""The strategies themselves: their worlds are possible, and nothing of interest is out of reach."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from support.edits import Edit, Later, edits, histories
from support.laws.examples import LAW
from support.nightly import nightly
from support.playing import Played
from support.worlds import NEXT_USER_ID, World, worlds


@LAW
@given(worlds())
def test_a_world_is_built_anew_each_time(world: World) -> None:
    one, other = Played(world), Played(world)
    assert one.state() == other.state()
    one.agent.run()
    assert other.state() == Played(world).state()


@LAW
@given(worlds())
def test_no_two_talent_users_of_a_world_share_a_login_or_an_email(world: World) -> None:
    for texts in ([user.login for user in world.users], [user.email for user in world.users]):
        present = [text.casefold() for text in texts if text]
        assert len(set(present)) == len(present)


@LAW
@given(worlds(), histories())
def test_no_stored_id_is_that_of_a_user_still_to_be_created(
    world: World, history: tuple[Later, ...]
) -> None:
    """Nobody could foresee such a meeting, and TalentLMS counts upwards."""
    played = Played(world)
    for later in history:
        played.wait(later)
        stored = [client.secondary_id for client in played.powerpro.clients.values()]
        assert all(int(each) < NEXT_USER_ID for each in stored if each.isdigit())


@LAW
@given(worlds(), st.lists(edits(), max_size=5))
def test_an_edit_can_be_made_in_any_world_and_is_made_alike(world: World, made: list[Edit]) -> None:
    one, other = Played(world), Played(world)
    for played in (one, other):
        played.wait(Later(0, tuple(made)))
    assert one.state() == other.state()


IN_REACH = {
    "provisioned",
    "written",
    "unchanged",
    "held",
    "failed",
    "create_user",
    "set_secondary_id",
    "enrol",
    "add_to_group",
    "add_contact_log",
    "set_result",
    "talent-user-shared",
    "secondary-id-of-another",
    "several-units-with-code",
    "talent-course-missing",
    "talent-course-inactive",
    "results-unreachable",
    "unknown-user",
    "group-refused",
    "known-user-missing",
    "secondary-id-replaced",
    "talent-user-differs",
    "talent-user-inactive",
    "outcome-replaced",
    "date-replaced",
    "doubtful-date",
    "unknown-label",
}
"""Outcomes, writes, and reasons of holds, faults and remarks."""


@nightly
@pytest.mark.hypothesis
def test_some_run_of_some_world_meets_each_of_them() -> None:
    seen: set[str] = set()

    @settings(max_examples=1000, database=None, derandomize=True)
    @given(worlds(), histories())
    def play(world: World, history: tuple[Later, ...]) -> None:
        played = Played(world)
        for later in (Later(0, ()), *history):
            played.wait(later)
            for record in played.agent.run().records:
                seen.update((record.status, record.reason))
                seen.update(write.action for write in record.writes)
                seen.update(remark.reason for remark in record.remarks)

    play()
    assert set() == IN_REACH - seen
