"""What an agent remembers: one argument, filled part by part."""

from __future__ import annotations

from types import SimpleNamespace

from attrs import fields

from support.scripted import ScriptedPowerPro
from support.the_guide import (
    PERTH,
    Clock,
    enrolment,
    portal,
)
from talent_powerpro import Agent
from talent_powerpro.adapters.memory.state import MemoryJournal, MemorySyncLog, memory_state
from talent_powerpro.ports import AgentState


class WithState(ScriptedPowerPro):
    """A repository that keeps the agent's state itself."""

    state: object = None


def agent(powerpro: ScriptedPowerPro, state: AgentState | None = None) -> Agent:
    return Agent(powerpro, portal(), timezone=PERTH, clock=Clock(), state=state)


def test_without_a_state_it_is_in_memory_and_each_report_says_so() -> None:
    report = agent(ScriptedPowerPro([enrolment()])).run()
    (remark,) = report.remarks
    assert remark.reason == "state-in-memory"
    assert "lost when this process ends" in remark.message


def test_a_repository_s_own_state_is_used_where_none_is_given() -> None:
    powerpro = WithState([enrolment()])
    powerpro.state = memory_state()
    report = agent(powerpro).run()
    assert report.remarks == ()
    assert isinstance(powerpro.state.journal, MemoryJournal)
    assert [each.run_id for each in powerpro.state.journal.runs()] == [report.run_id]


def test_a_part_that_is_given_goes_before_the_repository_s_own() -> None:
    powerpro = WithState([enrolment()])
    powerpro.state = memory_state()
    log = MemorySyncLog()
    agent(powerpro, AgentState(sync_log=log)).run()
    assert log.lines
    assert isinstance(powerpro.state.sync_log, MemorySyncLog)
    assert powerpro.state.sync_log.lines == []


def test_an_attribute_of_a_host_s_own_that_is_called_state_is_no_state() -> None:
    powerpro = WithState([enrolment()])
    powerpro.state = {"journal": "of somebody else"}
    (remark,) = agent(powerpro).run().remarks
    assert remark.reason == "state-in-memory"


def test_a_state_behind_a_proxy_is_found_by_its_parts() -> None:
    kept = memory_state()
    powerpro = WithState([enrolment()])
    powerpro.state = SimpleNamespace(
        **{part.name: getattr(kept, part.name) for part in fields(AgentState)}
    )
    report = agent(powerpro).run()
    assert report.remarks == ()
    assert isinstance(kept.journal, MemoryJournal)
    assert [each.run_id for each in kept.journal.runs()] == [report.run_id]
