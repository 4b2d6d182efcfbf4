"""Calls carry their action, so a wrapper around a repository makes no difference.

A host may wrap its repository in a timing decorator without `functools.wraps`, or in a proxy by
`__getattr__`. Plan, veto, report, journal, sync log and end state are the same as without.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from support.edits import Later, histories
from support.laws.examples import LAW, POLICIES, WIDTHS
from support.playing import Played
from support.worlds import World, worlds
from support.wrapped import WRAPPERS
from talent_powerpro import Plan, Policy, RunReport
from talent_powerpro.model import Enrolment
from talent_powerpro.plugins.hooks import hookimpl
from talent_powerpro.records.write import WRITING, Write


class Vetoes:
    """Vetoes each write of one kind."""

    def __init__(self, action: str) -> None:
        self._action = action

    @hookimpl
    def veto(self, enrolment: Enrolment, write: Write) -> str | None:
        return "the college says no" if write.action == self._action else None


VETOES = st.sampled_from(("", *WRITING))


def without_run_id(report: RunReport) -> RunReport:
    return evolve(report, run_id="")


def all_of(played: Played, plan: Plan, report: RunReport) -> dict[str, Any]:
    """Everything by which two agents can differ."""
    return {
        "plan": plan,
        "report": without_run_id(report),
        "journal": [evolve(each, run_id="") for each in played.journal.entries()],
        "runs": [evolve(each, run_id="") for each in played.journal.runs()],
        "due": list(played.journal.due_marks()),
        "pending": list(played.journal.pending_memberships()),
        "log": played.sync_log.lines,
        "state": played.state(),
    }


@LAW
@given(
    world=worlds(),
    history=histories(),
    policy=POLICIES,
    wrap=st.sampled_from(WRAPPERS),
    vetoed=VETOES,
)
def test_plan_veto_report_journal_log_and_end_state_are_those_without_a_wrapper(
    world: World,
    history: tuple[Later, ...],
    policy: Policy,
    wrap: Callable[[Any], Any],
    vetoed: str,
) -> None:
    plain, wrapped = (Played(world, policy=policy, plugins=[Vetoes(vetoed)]) for _ in range(2))
    wrapped.agent = wrapped.new_agent(
        wrap(wrapped.powerpro), wrap(wrapped.talent.talent), wrap(wrapped.journal)
    )
    plain.agent = plain.new_agent(plain.powerpro, plain.talent.talent, plain.journal)
    for later in (Later(0, ()), *history):
        seen = []
        for played in (plain, wrapped):
            played.wait(later)
            seen.append(all_of(played, played.agent.plan(), played.agent.run()))
        assert seen[0] == seen[1]


@LAW
@given(world=worlds(), policy=POLICIES, wrap=st.sampled_from(WRAPPERS), width=WIDTHS)
def test_a_run_behind_a_wrapper_reports_what_it_wrote(
    world: World, policy: Policy, wrap: Callable[[Any], Any], width: int
) -> None:
    spied, wrapped = (Played(world, policy=policy, width=width) for _ in range(2))
    spied.run()
    agent = wrapped.new_agent(
        wrap(wrapped.powerpro), wrap(wrapped.talent.talent), wrap(wrapped.journal)
    )
    assert agent.run().wrote == len(spied.seen)
