"""Watching hooks: the events that a plugin receives, and exceptions that stop nothing."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from attrs import evolve

from support.the_guide import PINK, enrolment, finished, provisioned, rto, unit
from talent_powerpro import Record, RunReport
from talent_powerpro.errors import NoAnswer
from talent_powerpro.plugins.deciding import PluginChoices
from talent_powerpro.plugins.hooks import hookimpl
from talent_powerpro.plugins.watching import PluginListener
from talent_powerpro.records.record import RecordStatus
from talent_powerpro.rules.policy import Policy


class Watcher:
    """Writes down what it hears."""

    def __init__(self) -> None:
        self.heard: list[Any] = []

    @hookimpl
    def run_started(self, run_id: str, today: date) -> None:
        self.heard.append(("run started", today.isoformat()))

    @hookimpl
    def provisioned(self, record: Record) -> None:
        self.heard.append(("provisioned", record.enrolment_id))

    @hookimpl
    def result_written(self, record: Record) -> None:
        self.heard.append(("result written", len(record.writes)))

    @hookimpl
    def held(self, record: Record) -> None:
        self.heard.append(("held", record.enrolment_id))

    @hookimpl
    def failed(self, record: Record) -> None:
        self.heard.append(("failed", record.enrolment_id))

    @hookimpl
    def deferred(self, record: Record) -> None:
        self.heard.append(("deferred", record.enrolment_id))

    @hookimpl
    def run_finished(self, report: RunReport) -> None:
        self.heard.append(
            ("run finished", sum(sum(report.counts(s).values()) for s in report.stages))
        )


def test_a_watcher_hears_of_a_run_from_start_to_finish() -> None:
    watcher = Watcher()
    rto().agent(plugins=[watcher]).run()
    assert watcher.heard == [
        ("run started", "2022-06-02"),
        ("provisioned", "1001"),
        ("run finished", 2),
    ]


def test_a_watcher_hears_of_results_holds_failures_and_deferrals() -> None:
    watcher = Watcher()
    rto(provisioned(unit()), talent=finished("ICTWEB304")).agent(plugins=[watcher]).run()
    held = rto(enrolment(), enrolment("1002", PINK))
    held.powerpro.put_client(PINK)
    held.talent.script.raises("enrol", NoAnswer("nothing came back"))
    held.agent(plugins=[watcher]).run(only="provisioning")
    assert ("result written", 1) in watcher.heard
    assert ("deferred", "1001") in watcher.heard
    failing = rto(provisioned(client=PINK))
    failing.agent(plugins=[watcher]).run(only="results")
    assert ("failed", "1001") in watcher.heard


def test_a_watcher_hears_of_a_hold() -> None:
    watcher = Watcher()
    final = provisioned(unit(outcome="51 - Recognition of prior learning granted"))
    held = rto(final, talent=finished("ICTWEB304"), policy=Policy.careful())
    held.agent(plugins=[watcher]).run(only="results")
    assert watcher.heard[1:-1] == [("held", "1001")]


def test_a_plan_calls_no_watching_hook() -> None:
    watcher = Watcher()
    rto().agent(plugins=[watcher]).plan()
    assert watcher.heard == []


class Breaks:
    @hookimpl
    def provisioned(self, record: Record) -> None:
        raise ZeroDivisionError("the plugin's own words")

    @hookimpl
    def run_finished(self, report: RunReport) -> None:
        raise KeyError


def test_a_watcher_that_raises_stops_neither_the_run_nor_another_watcher(
    caplog: pytest.LogCaptureFixture,
) -> None:
    watcher = Watcher()
    report = rto().agent(plugins=[Breaks(), watcher, Breaks()]).run()
    assert ("provisioned", "1001") in watcher.heard
    assert ("run finished", 2) in watcher.heard
    assert [each.reason for each in report.remarks] == ["plugin-raised"] * 4
    assert "raised ZeroDivisionError in the hook provisioned" in report.remarks[0].message
    assert "raised KeyError in the hook run_finished" in caplog.text
    # The traceback leads to the line of the plugin.
    assert caplog.text.count("ZeroDivisionError: the plugin's own words") == 2


def test_a_watcher_hears_nothing_of_a_record_that_was_not_reached() -> None:
    watcher = Watcher()
    listener = PluginListener(PluginChoices([watcher]))
    record = rto(enrolment()).run().records[0]
    left = evolve(record, status=RecordStatus.NOT_REACHED)
    listener.record_ended(left, (), performed=True)
    assert watcher.heard == []
    listener.record_ended(record, (), performed=True)
    assert watcher.heard == [("provisioned", record.enrolment_id)]
