"""Undo restores what nobody touched, and the run after it writes nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st

from support.edits import Later, histories
from support.laws.examples import LAW, POLICIES
from support.playing import Played
from support.worlds import World, worlds
from talent_powerpro import Policy
from talent_powerpro.adapters.memory import MemoryPowerPro
from talent_powerpro.ports.state import AgentState
from talent_powerpro.records.record import RecordStatus
from talent_powerpro.services.undo import undo

NOTHING_YET = Later(hours=0, edits=())


def written_to(powerpro: MemoryPowerPro) -> Mapping[str, Any]:
    """Everything in PowerPro that a run may write."""
    return {
        "results": {u.id: u.result for each in powerpro.enrolments for u in each.units},
        "secondary ids": {each.code: each.secondary_id for each in powerpro.clients.values()},
        "provisioned": {each.id: each.provisioning_log for each in powerpro.enrolments},
    }


def state_of(played: Played) -> AgentState:
    context = played.agent._context
    return AgentState(
        context.journal,
        holds=context.holds,
        portal=context.portal_binding,
        lock=context.lock,
        evidence=context.evidence,
        links=context.links,
        last_looks=context.last_looks,
        looks=context.looks,
        tries=context.tries,
        lists=context.lists,
    )


@LAW
@given(world=worlds(), history=histories(), policy=POLICIES, data=st.data())
def test_undo_restores_what_nobody_touched_and_the_run_after_it_writes_nothing(
    world: World, history: tuple[Later, ...], policy: Policy, data: st.DataObject
) -> None:
    played = Played(world, policy=policy)
    for later in (NOTHING_YET, *history):
        played.wait(later)
        before = written_to(played.powerpro)
        report = played.agent.run()
    # Of two people who share a Talent user the second is held. Undone, the first is out of the way.
    assume(not any(each.status is RecordStatus.HELD for each in report.records))
    assume(not any(each.status is RecordStatus.DEFERRED for each in report.records))
    logs = {each.id: each.contact_logs for each in played.powerpro.enrolments}
    talent = played.state()["TalentLMS"]

    state = state_of(played)
    done = undo(report.run_id, played.powerpro, state, now=played.now, zone=played.zone)
    assert written_to(played.powerpro) == before
    assert done.left == 0
    for each in played.powerpro.enrolments:  # No contact log is lost.
        assert each.contact_logs[: len(logs[each.id])] == logs[each.id]
    again = undo(report.run_id, played.powerpro, state, now=played.now, zone=played.zone)
    assert (again.undone, again.run_id) == (0, "")

    after = played.agent.run()
    assert after.wrote == 0
    assert written_to(played.powerpro) == before
    assert played.state()["TalentLMS"] == talent
