"""`plan --out FILE` and `apply FILE`, by the command."""

from __future__ import annotations

import json
import signal
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve

from support.cli.of_the_moment import headed
from support.cli.rto import Rto, rto
from support.cli.sydney import SHORT, WARNED, watched
from support.monitor_server import monitor
from talent_powerpro.agent import Agent
from talent_powerpro.cli.exits import Exit
from talent_powerpro.errors import PowerProUnusable
from talent_powerpro.records.plan import Plan
from talent_powerpro.records.report import RunReport, Stopped
from talent_powerpro.sandbox import Sandbox, guide_portal, serve

DUE = ("--date", "02/06/2022")


@pytest.fixture
def joana(tmp_path: Path) -> Iterator[Rto]:
    """The guide's RTO, where two clients are due, and a plan for both in plan.json."""
    with serve(Sandbox(guide_portal())) as url:
        world = rto(tmp_path, url).imported()
        edit(world, "UPDATE enrolments SET export = 1, export_date = '2022-06-02'"
                    " WHERE id IN ('1001', '1002')")  # fmt: skip
        planned = world.command("plan", *DUE, "--out", str(file(world)))
        assert planned.exit_code == Exit.DONE, planned.output
        yield world


def file(of: Rto) -> Path:
    return of.folder / "plan.json"


def edit(of: Rto, sql: str) -> None:
    with closing(sqlite3.connect(of.store)) as store, store:
        store.execute(sql)


def test_apply_after_an_edit_defers_just_that_record(joana: Rto) -> None:
    edit(joana, "UPDATE clients SET email = 'new@pm.me' WHERE code = '2021000018'")
    applied = joana.command("apply", str(file(joana)), "--json")
    assert applied.exit_code == Exit.ATTENTION
    report = json.loads(applied.stdout)
    assert {each["enrolment_id"]: each["status"] for each in report["records"]} == {
        "1001": "provisioned",
        "1002": "deferred",
    }
    (deferred,) = (each for each in report["records"] if each["status"] == "deferred")
    assert deferred["reason"] == "plan-changed"
    # The plan is spent, and the other record is left for the next one.
    again = joana.command("apply", str(file(joana)))
    assert again.exit_code == Exit.ATTENTION
    assert "The run wrote nothing." in again.stdout


def test_the_page_is_that_of_a_run(joana: Rto) -> None:
    joana.command("plan", *DUE, "--client", "gomez", "--out", str(file(joana)))
    applied = joana.command("apply", str(file(joana)))
    assert (applied.exit_code, applied.stderr) == (Exit.DONE, "")
    assert headed(applied.stdout) == PAGE


PAGE = """\
Run RUN, NOW
Only for client 2021000017.
Stage         Status       Records
provisioning  provisioned  1
results       unchanged    1

Written
provisioning: 1001 JOANA GOMEZ (2021000017), ICT30120-A
    new Talent user Joana Gomez, jg11@pm.me
    Secondary ID of client 2021000017: DPC000129 -> 7
    Talent user 7 enrolled in Talent course 126
    Talent user 7 added to Talent group 77eD6LXHH
    contact log of enrolment 1001: Enrolled in Talent Course: 126 Joana Gomez added to Talent \
Group 77eD6LXHH ...

Remarks
provisioning: 1001 JOANA GOMEZ (2021000017), ICT30120-A
    Secondary ID changed from DPC000129 to 7 (the TalentLMS user id).

The run made 5 writes for 1 record.
"""


def test_apply_without_a_change_writes_all_of_the_plan_and_a_repeat_nothing(joana: Rto) -> None:
    applied = joana.command("apply", str(file(joana)))
    assert applied.exit_code == Exit.DONE, applied.output
    assert "for 2 records" in applied.stdout
    again = joana.command("apply", str(file(joana)))
    assert (again.exit_code, again.stdout.splitlines()[-1]) == (Exit.DONE, "The run wrote nothing.")


def test_a_preview_is_not_applied_before_its_day(joana: Rto) -> None:
    joana.command("plan", "--date", "01/01/2999", "--out", str(file(joana)))
    refused = joana.command("apply", str(file(joana)))
    assert refused.exit_code == Exit.SETTINGS
    assert "01/01/2999 is in the future" in refused.stderr


def test_a_plan_for_another_portal_is_refused(joana: Rto) -> None:
    text = joana.settings_file.read_text("utf-8")
    joana.settings_file.write_text(text.replace("//127.0.0.1", "//localhost"), "utf-8")
    refused = joana.command("apply", str(file(joana)))
    assert (refused.exit_code, refused.stdout) == (Exit.SETTINGS, "")
    assert refused.stderr == (
        "error: The plan is for the portal 127.0.0.1, but the settings name localhost.\n"
        "Apply it with the settings of its portal. Make the plan again: "
        "`talent-powerpro plan --out FILE`.\n"
    )
    assert json.loads(joana.command("contact-log", "--json").stdout)["contact_logs"] == []


def test_a_warning_about_the_settings_is_on_standard_error(joana: Rto) -> None:
    applied = joana.command("apply", str(file(joana)), env=SHORT)
    assert (applied.exit_code, applied.stderr) == (Exit.DONE, WARNED)


def test_what_stops_it_after_its_report_is_named_and_ctrl_c_outranks_it(
    joana: Rto, monkeypatch: pytest.MonkeyPatch
) -> None:
    apply = Agent.apply

    def stopped(agent: Agent, plan: Plan, **asked: Any) -> RunReport:
        report = apply(agent, plan, **asked)
        signal.raise_signal(signal.SIGINT)
        full = PowerProUnusable("The disk is full.", remedy="Free it.")
        return evolve(report, stopped=Stopped.by(full))

    monkeypatch.setattr(Agent, "apply", stopped)
    with monitor() as server:
        applied = watched(joana, server.address).command("apply", str(file(joana)))
    assert applied.exit_code == Exit.INTERRUPTED
    assert applied.stderr == (
        "Finishing the current record. Press Ctrl+C again to stop now.\n"
        "Stopped: The disk is full.\n"
        "Free it.\n"
    )
    assert server.paths == ["/start", "/fail"]
    assert server.seen[1][1].startswith("exit code 130\n")
