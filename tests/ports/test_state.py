"""What an agent remembers: one argument, filled part by part."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from attrs import fields

from support.scripted import ScriptedPowerPro
from support.the_guide import (
    PERTH,
    PINK,
    Clock,
    ended,
    enrolment,
    outcomes,
    portal,
    rto,
)
from talent_powerpro import Agent
from talent_powerpro.adapters.memory.state import MemoryJournal, MemorySyncLog, memory_state
from talent_powerpro.errors import PortalChanged, PowerProUnusable
from talent_powerpro.ports import AgentState
from talent_powerpro.records.journal import RunHeader


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


def test_where_journal_and_lock_are_kept_there_is_no_remark() -> None:
    kept = memory_state()
    state = AgentState(journal=kept.journal, lock=kept.lock)
    assert agent(ScriptedPowerPro([enrolment()]), state).run().remarks == ()
    for lacking in (AgentState(journal=kept.journal), AgentState(lock=kept.lock)):
        assert agent(ScriptedPowerPro(), lacking).run().remarks


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


# --- the headers of runs ----------------------------------------------------------


def test_a_run_s_header_has_its_times_counts_and_writes() -> None:
    world = rto(enrolment(), enrolment("1002", PINK, deferment_date=None))
    report = world.run()
    (header,) = world.journal.runs()
    assert header == RunHeader(
        report.run_id,
        report.started,
        ("provisioning", "results"),
        report.ended,
        {"provisioning": {"provisioned": 2}, "results": {"unchanged": 2}},
        report.wrote,
    )


def test_a_header_says_what_stopped_its_run() -> None:
    world = rto()
    world.powerpro.script.raises("provisioned_enrolments", PowerProUnusable("locked"))
    world.run()
    (header,) = world.journal.runs()
    assert (header.stopped, header.message) == ("unusable", "locked")
    assert header.counts["provisioning"] == {"provisioned": 1}


def test_a_run_that_is_cut_off_leaves_a_header_without_an_end() -> None:
    class Killed(BaseException):
        pass

    def kill() -> None:
        raise Killed

    world = rto()
    world.powerpro.script.does("add_contact_log", kill)
    with pytest.raises(Killed):
        world.run()
    (header,) = world.journal.runs()
    assert header.ended is None


def test_a_plan_and_a_refused_run_leave_no_header() -> None:
    world = rto()
    world.agent().plan()
    world.portal_memory.remember_portal("another.example")
    with pytest.raises(PortalChanged):
        world.run()
    assert world.journal.runs() == ()


def test_a_header_that_cannot_be_kept_at_the_end_is_why_the_run_stopped() -> None:
    class LastHeader(MemoryJournal):
        def keep_run(self, header: RunHeader) -> None:
            if header.ended:
                raise PowerProUnusable("disk full")

    world = rto(journal=LastHeader())
    report = world.run()
    assert outcomes(report) == {"1001": "provisioned"}
    assert ended(report) == "powerpro-unusable"
