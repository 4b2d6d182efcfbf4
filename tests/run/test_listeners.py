"""A run's listeners: the events they receive, and the exceptions they raise."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import date

import pytest
from typing_extensions import override

from support.the_guide import (
    LEN,
    PINK,
    ended,
    enrolment,
    finished,
    many,
    outcomes,
    provisioned,
    rto,
    unit,
)
from talent_powerpro.errors import FaultKind, PortalChanged, PowerProUnusable, RunFault
from talent_powerpro.ports import RunListener
from talent_powerpro.records.record import Record, Remark, StageName
from talent_powerpro.records.report import Lists, RunReport
from talent_powerpro.records.step import Event


class Hears(RunListener):
    """Keeps the events it receives."""

    def __init__(self) -> None:
        self.heard: list[object] = []
        self.report: RunReport | None = None

    @override
    def run_started(self, run_id: str, today: date) -> None:
        self.heard.append(f"started {today}")

    @override
    def run_refused(self, fault: RunFault) -> None:
        self.heard.append(f"refused {fault.kind}")

    @override
    def stage_found(self, stage: StageName, due: int, lists: Lists) -> None:
        self.heard.append(f"{stage}: {due} due, {len(lists.missed)} missed")

    @override
    def record_ended(self, record: Record, events: Sequence[Event], *, performed: bool) -> None:
        self.heard.append((record.enrolment_id, str(record.status), performed, bool(events)))

    @override
    def run_ended(self, report: RunReport) -> None:
        self.heard.append(f"ended, wrote {report.wrote}")
        self.report = report


class Raises(RunListener):
    """Raises *fault* at each record, or at the end."""

    def __init__(self, fault: Exception, *, at_end: bool = False) -> None:
        self._fault = fault
        self._at_end = at_end

    @override
    def record_ended(self, record: Record, events: Sequence[Event], *, performed: bool) -> None:
        if not self._at_end:
            raise self._fault

    @override
    def run_ended(self, report: RunReport) -> None:
        if self._at_end:
            raise self._fault


def test_a_listener_receives_the_events_of_a_run_in_order() -> None:
    hears = Hears()
    held = enrolment("1002", PINK, course=enrolment().course)
    world = rto(enrolment(), held)
    world.powerpro.put_client(LEN)
    world.agent(listeners=[hears]).run()
    assert hears.heard == [
        "started 2022-06-02",
        "provisioning: 2 due, 0 missed",
        ("1001", "provisioned", True, True),
        ("1002", "provisioned", True, True),
        "results: 0 due, 0 missed",
        "ended, wrote 10",
    ]


def test_a_record_with_nothing_to_perform_ends_with_its_rehearsal() -> None:
    hears = Hears()
    world = rto(provisioned(unit(), course=enrolment().course), talent=finished())
    world.powerpro.put_client(world.enrolment().client)
    unlinked = provisioned(unit(), client=PINK)
    world.powerpro.put_enrolment(unlinked)
    world.agent(listeners=[hears]).run(only="results")
    assert ("1001", "failed", False, False) in hears.heard


def test_a_plan_reports_only_its_progress_to_a_listener() -> None:
    hears = Hears()
    assert rto().agent(listeners=[hears]).plan().writing
    assert hears.heard == []


def test_an_exception_of_a_listener_is_reported_and_the_run_goes_on(
    caplog: pytest.LogCaptureFixture,
) -> None:
    hears = Hears()
    world = rto(enrolment(), enrolment("1002", PINK))
    with caplog.at_level(logging.WARNING, "talent_powerpro"):
        report = world.agent(listeners=[Raises(KeyError("secret")), hears]).run()
    assert outcomes(report) == {"1001": "provisioned", "1002": "provisioned"}
    assert [each.reason for each in report.remarks] == ["listener-raised"]
    assert report.remarks[0].message == "The listener Raises raised KeyError."
    assert [each.message for each in caplog.records] == [report.remarks[0].message] * 2
    for each in caplog.records:
        assert each.name == "talent_powerpro"
        assert each.exc_info
        assert each.exc_info[0] is KeyError
    assert hears.report is not None


def test_a_run_fault_of_a_listener_stops_the_run_once_all_were_called() -> None:
    hears = Hears()
    world = rto(enrolment(), enrolment("1002", PINK))
    full = Raises(PowerProUnusable("the disk is full"))
    report = world.agent(listeners=[full, hears]).run()
    assert outcomes(report) == {"1001": "provisioned", "1002": "not reached"}
    assert report.stopped is not None
    assert (report.stopped.kind, report.stopped.message) == (FaultKind.UNUSABLE, "the disk is full")
    assert ("1001", "provisioned", True, True) in hears.heard
    assert outcomes(world.run()) == {"1002": "provisioned"}


def test_a_listener_s_fault_at_the_end_is_in_the_history_and_in_what_later_ones_receive() -> None:
    hears = Hears()
    last = Raises(PowerProUnusable("the disk is full"), at_end=True)
    world = rto()
    report = world.agent(listeners=[last, hears]).run()
    assert ended(report) == "powerpro-unusable"
    assert hears.report is not None
    assert hears.report.stopped == report.stopped
    (header,) = world.journal.runs()
    assert (header.stopped, header.message) == ("unusable", "the disk is full")


def test_a_run_in_another_portal_is_refused_and_listeners_are_told() -> None:
    hears, world = Hears(), rto()
    world.portal_memory.remember_portal("other.talentlms.com")
    with pytest.raises(PortalChanged) as refused:
        world.agent(listeners=[hears]).run()
    assert hears.heard == [f"refused {refused.value.kind}"]
    assert list(world.journal.runs()) == []
    assert world.talent.script.asked == []


def test_a_listener_s_fault_does_not_replace_the_first_reason_to_stop() -> None:
    world = rto(policy=rto().policy)
    world.agent().stop()
    agent = world.agent(listeners=[Raises(PowerProUnusable("x"), at_end=True)])
    agent.stop()
    stopped = agent.run().stopped
    assert stopped is not None
    assert (stopped.reason, stopped.message) == ("interrupted", "The run was stopped.")
    assert stopped.remedy == "Nothing is lost. Run again."


class Mails(RunListener):
    """Sends the report, and says so."""

    def __init__(self) -> None:
        self._said: tuple[Remark, ...] = ()

    def run_ended(self, report: RunReport) -> None:
        self._said = (Remark("mail", "The report was not sent."),)

    def take_remarks(self) -> tuple[Remark, ...]:
        return self._said


def test_what_a_listener_says_of_the_reports_delivery_is_in_the_report() -> None:
    report = rto().agent(listeners=[Mails(), Clumsy()]).run()
    assert [each.reason for each in report.remarks] == ["listener-raised", "mail"]


class Mute(RunListener):
    """Cannot say what it has to say."""

    def __init__(self, fault: Exception) -> None:
        self._fault = fault

    def take_remarks(self) -> tuple[Remark, ...]:
        raise self._fault


@pytest.mark.parametrize("fault", [ValueError("x"), PowerProUnusable("mail is down")])
def test_a_listener_whose_take_remarks_raises_is_remarked_and_the_run_ends(
    fault: Exception,
) -> None:
    world = rto(enrolment())
    report = world.agent(listeners=[Mute(fault)]).run()
    assert outcomes(report) == {"1001": "provisioned"}
    (remark,) = report.remarks
    assert remark.message == f"The listener Mute raised {type(fault).__name__}."
    (header,) = world.journal.runs()
    assert (header.started, header.ended) == (report.started, report.ended)


class Clumsy(RunListener):
    """Fails at each record, or only at those of a plan."""

    def __init__(self, *, at_a_plan: bool = False) -> None:
        self._fails = True
        self._at_a_plan = at_a_plan

    def run_started(self, run_id: str, today: date) -> None:
        self._fails = not self._at_a_plan

    def progressed(self, stage: StageName, phase: str, done: int, total: int | None) -> None:
        if self._fails:
            raise ValueError


def test_a_listener_that_fails_at_each_record_is_remarked_once() -> None:
    report = rto(*many(5)).agent(listeners=[Clumsy()]).run()
    assert [each.message for each in report.remarks] == ["The listener Clumsy raised ValueError."]


def test_a_listener_that_fails_in_a_plan_is_not_remarked_by_the_next_run() -> None:
    agent = rto(enrolment()).agent(listeners=[Clumsy(at_a_plan=True)])
    assert agent.plan().writing
    assert agent.run().remarks == ()
