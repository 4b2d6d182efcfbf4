"""Generated worlds over a SQL store: the same ends as over dictionaries, on each database."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from support.laws.examples import POLICIES, law
from support.spies import named_state
from support.sql.dialect_stores import SERVERS, new_place
from support.testing.stores_to_prove import fill
from support.worlds import World, worlds, worlds_of_learners
from talent_powerpro import Agent, Policy
from talent_powerpro.adapters.memory import MemoryPowerPro, MemoryTalent
from talent_powerpro.adapters.memory.state import memory_state
from talent_powerpro.adapters.sql import SqlPowerPro
from talent_powerpro.ports.state import AgentState

DIALECTS = ["sqlite", *(pytest.param(each, marks=pytest.mark.servers) for each in SERVERS)]


@pytest.mark.parametrize("dialect", DIALECTS)
@law(5, one_in=100)
@given(world=st.one_of(worlds(), worlds_of_learners()), policy=POLICIES)
def test_two_runs_over_sql_end_as_two_runs_over_dictionaries(
    dialect: str, world: World, policy: Policy
) -> None:
    """Both systems, and how each record ended. The second run sees what the first one stored."""
    kept, talent = world.powerpro(), world.talent()
    memory = memory_state()
    expected = [ends(kept, talent, world, policy, memory) for _ in range(2)]
    with tempfile.TemporaryDirectory() as folder:
        place = new_place(dialect, Path(folder))
        SqlPowerPro.create(place.url, rto=place.rto).close()
        fill(place, world.enrolments, world.clients)
        over_sql, found = world.talent(), []
        for _ in range(2):
            with SqlPowerPro(place.url, rto=place.rto, clock=lambda: world.now) as store:
                found.append(ends(store, over_sql, world, policy, store.state))
        with SqlPowerPro(place.url, rto=place.rto) as store:
            stored = MemoryPowerPro(tuple(store.every_enrolment()), clients=store.every_client())
    assert found == expected
    assert state_of(stored, over_sql) == state_of(kept, talent)


def state_of(powerpro: MemoryPowerPro, talent: MemoryTalent) -> Any:
    """Both systems. A store lists contact logs by their time, and dictionaries as they came."""
    state = named_state(powerpro, talent)
    logs = state["contact logs"].items()
    return state | {"contact logs": {each: sorted(some, key=repr) for each, some in logs}}


def ends(
    powerpro: MemoryPowerPro | SqlPowerPro,
    talent: MemoryTalent,
    world: World,
    policy: Policy,
    state: AgentState,
) -> Any:
    agent = Agent(
        powerpro,
        talent,
        timezone=world.zone,
        policy=policy,
        state=state,
        clock=lambda: world.now,
        width=1,
    )
    report = agent.run()
    ended = {(each.stage, each.enrolment_id): each.status for each in report.records}
    return report.stopped, ended, report.wrote
